"""What the clean endpoint's two lists show."""

import pytest


@pytest.fixture
def numbers(endpoint):
    """Three numbers; the second is patched last, so that its times differ."""
    made = [endpoint.create(name=f"Number {i}", sipUri=f"sip:User-{i}@sip.vapi.ai") for i in range(3)]
    made[1] = endpoint.patch(made[1], squadId="s").body
    return made


@pytest.mark.parametrize("field", ["createdAt", "updatedAt"])
@pytest.mark.parametrize(
    ("way", "holds"),
    [
        ("Gt", lambda a, b: a > b),
        ("Ge", lambda a, b: a >= b),
        ("Lt", lambda a, b: a < b),
        ("Le", lambda a, b: a <= b),
    ],
)
def test_bounds_cut_exactly_at_what_is_displayed(endpoint, numbers, field, way, holds):
    for mark in (number[field] for number in numbers):
        expected = [number for number in reversed(numbers) if holds(number[field], mark)]
        assert endpoint.listed(f"{field}{way}={mark}") == expected
        assert endpoint.paged(f"{field}{way}={mark}")["results"] == expected


def test_a_bound_may_be_finer_than_the_clock_and_in_another_zone(endpoint):
    mark = endpoint.create()["createdAt"]
    finer = mark.replace("Z", "000001Z")
    assert len(endpoint.listed(f"createdAtLt={finer}")) == 1
    assert endpoint.listed(f"createdAtGe={finer}") == []
    assert len(endpoint.listed(f"createdAtLe={mark.replace('Z', '%2B00:00')}")) == 1
    assert endpoint.listed(f"createdAtLe={mark.replace('Z', '%2B23:00')}") == []


def test_a_bound_may_be_an_instant_long_ago_or_far_ahead(endpoint):
    endpoint.create()
    assert len(endpoint.listed("createdAtGe=0001-01-01T00:00:00Z&createdAtLe=9999-12-31T23:59:59.999Z")) == 1


def test_the_limit_is_a_hundred_unless_said_otherwise(endpoint):
    made = [endpoint.create() for _ in range(103)]
    newest = made[::-1]
    assert endpoint.listed() == newest[:100]
    assert endpoint.listed("limit=1000") == newest
    assert endpoint.listed("limit=101") == newest[:101]
    assert endpoint.listed("limit=1") == newest[:1]
    assert endpoint.listed("limit=0") == []
    assert endpoint.listed("limit=2.5&unknown=1") == newest[:2]


def test_pages_part_the_list(endpoint):
    made = [endpoint.create(name="x") for _ in range(5)]
    pages = [endpoint.paged(f"search=x&limit=2&page={page}") for page in (1, 2, 3, 4)]
    assert [len(page["results"]) for page in pages] == [2, 2, 1, 0]
    assert [number for page in pages for number in page["results"]] == made[::-1]
    assert pages[1]["metadata"] == {
        "itemsPerPage": 2,
        "totalItems": 5,
        "currentPage": 2,
        "totalPages": 3,
        "hasNextPage": True,
        "sortOrder": "DESC",
    }
    assert pages[2]["metadata"]["hasNextPage"] is False
    assert endpoint.paged("sortOrder=ASC&sortBy=createdAt")["results"] == made
    assert endpoint.paged("limit=0")["metadata"]["totalPages"] == 0


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("number", "012"),
        ("USER-1", "1"),
        ("umber 2", "2"),
        ("sip.vapi.ai", "012"),
        ("%25", ""),
        ("4152", "3"),
        ("", "0123"),
        ("%C3%84RGER", "3"),
    ],
)
def test_search_is_partial_and_ignores_case(endpoint, numbers, search, found):
    endpoint.create(name="Ärger", numberDesiredAreaCode="415")
    results = endpoint.paged(f"search={search}&sortOrder=ASC")["results"]
    everything = endpoint.paged("sortOrder=ASC")["results"]
    assert results == [everything[int(i)] for i in found]


@pytest.mark.parametrize(
    "query",
    [
        "limit=-1",
        "limit=1001",
        "limit=",
        "limit=x",
        "limit=1_0",
        "limit=NaN",
        "limit=Infinity",
        "limit=%D9%A1",
        "limit=1&limit=1",
        "limit=1e999",
        "createdAtGe=2024-01-01",
        "createdAtGe=now",
        "createdAtGe=2024-02-31T00:00:00Z",
        "createdAtGe=2024-01-01T00:00:00",
        "createdAtGe=2024-01-01T00:00:00%2B25:00",
        "updatedAtLt=",
        "updatedAtLe=0001-01-01T00:00:00%2B01:00Z",
    ],
)
def test_a_query_outside_the_contract_is_refused(endpoint, query):
    assert endpoint("GET", query=query).status == 400
    assert endpoint("GET", "/v2/phone-number", query=query).status == 400


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "sortOrder=asc", "sortBy=name", "search=" + 101 * "a"]
)
def test_what_only_the_paged_list_knows_is_refused_there(endpoint, query):
    assert endpoint("GET", "/v2/phone-number", query=query).status == 400
    assert endpoint("GET", query=query).status == 200


@pytest.mark.parametrize("query", ["page=1e15", "page=1.5", "search=" + 100 * "a", "sortBy=cost", "%FF=%FF"])
def test_unusual_queries_are_served(endpoint, query):
    assert endpoint.paged(query)["results"] == []
