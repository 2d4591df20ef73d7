"""Defects of what an endpoint assigns, keeps, finds, refuses and guards: one probe a defect."""

import re

import pytest

from vapi_contracts.reference import DEFECTS

URI = "sip:a@sip.vapi.ai"
AUTH = {"username": "u" * 21, "password": "p" * 20}
SECRET = {**AUTH, "password": "p" * 21}
BOUGHT = {"numberDesiredAreaCode": "415"}
WRONG = "Bearer wrong"
COUNTS = [[5, 1, 2], [5, 2, 2], [5, 3, 2]]
TWIN = ("SIP:ab@sip.vapi.ai", "sip:Ab@sip.vapi.ai", "sip:ab@SIP.vapi.ai")
NO_TWIN = [[409, 409]] * 3
STAMP = "0000-00-00T00:00:00.000"
NUMBER = "/phone-number/{id}"
REASONS = ("assistant-request-failed", "assistant-request-returned-error")


def post(**properties):
    return lambda api: api("POST", body={"provider": "vapi", **properties}).status


def ending(*reasons):
    return {
        "on": "call.ending",
        "filters": [{"type": "oneOf", "key": "call.endedReason", "oneOf": list(reasons)}],
    }


def says(count):
    return [{"on": "call.ringing", "do": [{"type": "say", "exact": str(i)} for i in range(count)]}]


def shape(form):
    return re.sub(r"\d", "0", form)


def bought(api):
    """Whether a bought number is created no later than it is updated, and what GET shows of it."""
    made = api.create(**BOUGHT)
    return made["createdAt"] <= made["updatedAt"]


def telephone(api):
    made = [api.create(**BOUGHT), api.create(**BOUGHT, name="n")]
    return ["number" in api.read(number).body for number in made]


def in_lists(key, *, patched=False, **properties):
    """One property as the plain and the paged list show it."""

    def probe(api):
        made = api.create(**properties)
        if patched:
            api.patch(made, hooks=[])
        return api.listed()[0].get(key, "absent"), api.paged()["results"][0].get(key, "absent")

    return probe


def stamp(api):
    made = api.create(authentication={**SECRET, "realm": "r"})
    return shape(made["createdAt"]), shape(api.create(authentication=SECRET)["createdAt"])


def org_in_lists(api):
    api.create()
    return "orgId" in api.listed()[0], "orgId" in api.paged()["results"][0]


def read_twice(api):
    hooks = [*says(1), ending(*REASONS)]
    made = api.create(hooks=hooks)
    return [api.read(made).body.get("hooks") == hooks for _ in range(2)]


def read_org(api):
    made = [api.create(authentication=SECRET), api.create()]
    return [api.read(number).body["orgId"] == number["orgId"] for number in made]


def deleted(**properties):
    """The answers to DELETE and to GET afterwards, and how many numbers the lists and a search still show."""

    def probe(api):
        made = api.create(sipUri=URI, **properties)
        answers = [api("DELETE", f"/phone-number/{made['id']}").status, api.read(made).status]
        lists = [api.listed(), api.paged()["results"], api.paged("search=sip")["results"]]
        return answers, [len(numbers) for numbers in lists]

    return probe


def made_again(api):
    """Whether a number with another or the same SIP URI as a deleted one has another id, and is shown."""
    made = api.create(sipUri=URI)
    api("DELETE", f"/phone-number/{made['id']}")
    again = [api.create(sipUri="sip:b@sip.vapi.ai"), api.create(sipUri=URI)]
    return [number["id"] != made["id"] and api.read(number).body == number for number in again]


def walked(query):
    """The names on pages of two out of five numbers, and the counts that the pages tell."""

    def probe(api):
        for name in "abcde":
            api.create(name=f"n{name}")
        pages = [api.paged(f"limit=2&page={page}{query}") for page in (1, 2, 3)]
        counts = [[page["metadata"][key] for key in ("totalItems", "currentPage", "itemsPerPage")] for page in pages]
        return ["".join(number["name"][1] for number in page["results"]) for page in pages], counts

    return probe


def found(*searches):
    """How many of three numbers each search finds."""

    def probe(api):
        api.create(name="Front Desk", sipUri="sip:Line-1@sip.vapi.ai")
        api.create(sipUri="sip:Line-2@sip.vapi.ai")
        api.create(name="Bought", **BOUGHT)
        return [len(api.paged(f"search={search}")["results"]) for search in searches]

    return probe


def refused_patch(**properties):
    """The status of a patch that is refused, and what then differs from before."""

    def probe(api):
        made = api.create(name="a")
        status = api.patch(made, **properties).status
        shown = api.read(made).body
        return status, sorted(key for key in shown if shown[key] != made.get(key))

    return probe


def ghosts(api):
    statuses = [post(hooks="none")(api), post(name="x" * 50, hooks=[])(api)]
    return statuses, len(api.listed())


def strange(method, path="/phone-number", query="", body=None):
    """The statuses without a token and with a wrong one, and whether the number is still there unchanged."""

    def probe(api):
        made = api.create(name="a")
        where = path.format(id=made["id"])
        seen = [api(method, where, body, query=query, authorization=given).status for given in (None, WRONG)]
        return seen, api.read(made).body == made

    return probe


def twins(*uris, patched=None):
    """The statuses of a second number with each SIP URI, by POST and by PATCH, the first at `sip:ab@…`."""

    def probe(api):
        seen = []
        for uri in uris:
            first = api.create(sipUri="sip:ab@sip.vapi.ai")
            if patched:
                api.patch(first, **patched)
            second = api.create()
            answers = [api("POST", body={"provider": "vapi", "sipUri": uri})]
            answers += [api.patch(second, sipUri=uri)] if answers[0].status == 409 else []
            seen.append([answer.status for answer in answers])
            for number in (first, second, answers[0].body):
                if "id" in number:
                    api("DELETE", f"/phone-number/{number['id']}")
        return seen

    return probe


PROBES = {
    # id: (probe, what the clean endpoint does, what the defective one does)
    "assigned-updated-before-created": (bought, True, False),
    "assigned-offset-without-colon": (stamp, (f"{STAMP}Z",) * 2, (f"{STAMP}+0000", f"{STAMP}Z")),
    "assigned-org-missing-in-pages": (org_in_lists, (True, True), (True, False)),
    "assigned-status-unknown-in-list": (
        in_lists("status", patched=True),
        ("active", "active"),
        ("updated", "active"),
    ),
    "read-second-differs": (read_twice, [True, True], [True, False]),
    "read-third-404": (
        lambda api: [api.read(made).status for made in [api.create()] * 4],
        [200, 200, 200, 200],
        [200, 200, 404, 200],
    ),
    "read-org-differs": (read_org, [True, True], [False, True]),
    "read-telephone-number-missing": (telephone, [True, True], [False, True]),
    "delete-stays-in-pages": (
        deleted(name="n"),
        ([200, 404], [0, 0, 0]),
        ([200, 404], [0, 1, 0]),
    ),
    "delete-answers-202": (deleted(hooks=[ending()]), ([200, 404], [0, 0, 0]), ([202, 404], [0, 0, 0])),
    "delete-still-readable": (deleted(hooks=[ending()]), ([200, 404], [0, 0, 0]), ([200, 200], [0, 0, 0])),
    "delete-id-reused": (made_again, [True, True], [True, False]),
    "page-repeats-last": (
        walked("&sortOrder=ASC"),
        (["ab", "cd", "e"], COUNTS),
        (["ab", "bc", "de"], COUNTS),
    ),
    "page-skips-one": (walked(""), (["ed", "cb", "a"], COUNTS), (["ed", "cb", ""], COUNTS)),
    "page-total-of-page-when-searching": (
        walked("&search=n"),
        (["ed", "cb", "a"], COUNTS),
        (["ed", "cb", "a"], [[2, 1, 2], [2, 2, 2], [1, 3, 2]]),
    ),
    "page-last-says-one": (
        walked(""),
        (["ed", "cb", "a"], COUNTS),
        (["ed", "cb", "a"], [*COUNTS[:2], [5, 1, 2]]),
    ),
    "page-size-says-hundred-when-searching": (
        walked("&search=n"),
        (["ed", "cb", "a"], COUNTS),
        (["ed", "cb", "a"], [[*counts[:2], 100] for counts in COUNTS]),
    ),
    "page-ascending-ignored-when-searching": (
        walked("&search=n&sortOrder=ASC"),
        (["ab", "cd", "e"], COUNTS),
        (["ed", "cb", "a"], COUNTS),
    ),
    "search-case-counts-in-names": (found("desk", "Desk", "LINE"), [1, 1, 2], [0, 1, 2]),
    "search-sip-uri-from-start": (found("line", "SIP:line", "desk"), [2, 2, 1], [0, 2, 1]),
    "search-telephone-number-ignored": (found("%2B1415", "415", "bought"), [1, 1, 1], [0, 0, 1]),
    "search-sip-uri-behind-name": (found("line-1", "line-2", "desk"), [1, 1, 1], [0, 1, 1]),
    "refuse-name-applied": (
        refused_patch(name="b", server={"timeoutSeconds": 301}),
        (400, []),
        (400, ["name"]),
    ),
    "refuse-leaves-ghost": (ghosts, ([400, 400], 0), ([400, 400], 1)),
    "refuse-server-applied": (
        refused_patch(server={"url": "u"}, hooks="none"),
        (400, []),
        (400, ["server"]),
    ),
    "refuse-long-name-fails-on-patch": (refused_patch(name="x" * 50), (400, []), (500, [])),
    "auth-read-open": (strange("GET", NUMBER), ([401, 401], True), ([200, 401], True)),
    "auth-any-token-deletes": (strange("DELETE", NUMBER), ([401, 401], True), ([401, 200], False)),
    "auth-patch-carried-out": (
        strange("PATCH", NUMBER, body={"provider": "vapi", "name": "b"}),
        ([401, 401], True),
        ([401, 401], False),
    ),
    "auth-further-pages-open": (
        lambda api: [strange("GET", "/v2/phone-number", f"page={page}")(api)[0] for page in (1, 2)],
        [[401, 401], [401, 401]],
        [[401, 401], [200, 200]],
    ),
    "auth-wrong-token-403-on-create": (
        strange("POST", body={"provider": "vapi"}),
        ([401, 401], True),
        ([401, 403], True),
    ),
    "unique-user-case-counts": (twins(*TWIN), NO_TWIN, [[409, 409], [201], [409, 409]]),
    "unique-scheme-case-counts": (twins(*TWIN), NO_TWIN, [[201], [409, 409], [409, 409]]),
    "unique-case-counts-on-patch": (twins(*TWIN), NO_TWIN, [[409, 200]] * 3),
    "unique-forgotten-by-patch": (twins(*TWIN, patched={"name": "n"}), NO_TWIN, [[201]] * 3),
}


def test_every_defect_of_these_rules_has_a_probe():
    rules = {defect.rule for defect in DEFECTS if defect.id in PROBES}
    assert len(rules) == 8
    assert list(PROBES) == [defect.id for defect in DEFECTS if defect.rule in rules]


@pytest.mark.parametrize("defect", PROBES)
def test_a_defect_changes_what_it_states(endpoints, defect):
    probe, clean, broken = PROBES[defect]
    assert probe(endpoints()) == clean
    assert probe(endpoints(defect)) == broken


@pytest.mark.parametrize("defect", [defect.id for defect in DEFECTS])
def test_a_defect_leaves_the_probes_of_other_rules_alone(strays, defect):
    assert strays(defect, PROBES) == []
