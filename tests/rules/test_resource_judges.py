"""What each resource rule says of a transcript: that it holds, is broken, or cannot be told."""

import pytest

from vapi_contracts import Transcript, judge
from vapi_contracts.body import Text, Value
from vapi_contracts.transcript import Exchange, Request, Response, Target

NUMBER, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
SQUAD = "7b1de6a4-0d0e-4f86-8a47-3f2a9c6b5d21"
BODY = {"provider": "vapi", "name": "Desk", "sipUri": "sip:desk@sip.vapi.ai"}
ASSIGNED = {
    "id": NUMBER,
    "orgId": OTHER,
    "createdAt": "2026-01-01T00:00:01.000Z",
    "updatedAt": "2026-01-01T00:00:01.000Z",
}
SHOWN = {**BODY, **ASSIGNED, "status": "active"}
ONE = f"/phone-number/{NUMBER}"


def asked(
    method, path, sent=None, status=200, shown=None, *, query=(), credential="right", content_type="application/json"
):
    body = sent if isinstance(sent, Text) else None if sent is None else Value(sent)
    return Exchange(
        request=Request(
            method=method, path=path, query=query, credential=credential, content_type=content_type, body=body
        ),
        response=None if status is None else Response(status=status, body=None if shown is None else Value(shown)),
    )


def created(sent=BODY, status=201, shown=SHOWN, **options):
    return asked("POST", "/phone-number", sent, status, shown, **options)


def read(shown=SHOWN, status=200, **options):
    return asked("GET", ONE, status=status, shown=shown, **options)


def patched(sent, shown, status=200):
    return asked("PATCH", ONE, {"provider": "vapi", **sent}, status, shown)


def listed(*items, path="/phone-number", status=200, **query):
    shown = list(items) if path == "/phone-number" else {"results": list(items), "metadata": query.pop("metadata")}
    return asked("GET", path, status=status, shown=shown, query=tuple((k, str(v)) for k, v in query.items()))


def paged(*items, metadata, **query):
    return listed(*items, path="/v2/phone-number", metadata=metadata, **query)


COUNTS = {"itemsPerPage": 100, "totalItems": 1, "currentPage": 1}
ROUTED = {**BODY, "squadId": SQUAD}
LATER = {**SHOWN, "id": OTHER, "sipUri": "sip:two@sip.vapi.ai", "createdAt": "2026-01-01T00:00:02.000Z"}
TWIN = {**BODY, "sipUri": "SIP:DESK@sip.vapi.ai"}

CASES = [
    ("resource.create", "held", [created()]),
    ("resource.create", "held", [created(shown={**SHOWN, "more": 1, "squadId": None})]),
    (
        "resource.create",
        "held",
        [
            created(
                BODY | {"authentication": {"username": "u" * 20, "password": "*" * 20}},
                shown={**SHOWN, "authentication": {"username": "u" * 20, "password": "**"}},
            )
        ],
    ),
    ("resource.create", "broken", [created(status=200)]),
    ("resource.create", "broken", [created(status=400, shown={})]),
    ("resource.create", "broken", [created(status=500, shown={})]),
    ("resource.create", "broken", [created(shown={k: v for k, v in SHOWN.items() if k != "orgId"})]),
    ("resource.create", "broken", [created(shown={**SHOWN, "status": "pending"})]),
    ("resource.create", "undecided", [created(status=429, shown=None)]),
    ("resource.create", "undecided", [created(status=None)]),
    ("resource.create", "undecided", [created(status=409, shown={})]),
    ("resource.create", "undecided", [created({**BODY, "colour": "red"}, status=400, shown={})]),
    ("resource.create", "undecided", [created({**BODY, "assistantId": "mine"}, status=400, shown={})]),
    ("resource.create", "undecided", [created(), created(TWIN, status=400, shown={})]),
    ("resource.create", None, [created({"provider": "twilio", "number": "x"}, status=400, shown={})]),
    ("resource.echo", "held", [created(), read()]),
    ("resource.echo", "held", [created(shown={**SHOWN, "sipUri": "SIP:DESK@SIP.VAPI.AI"})]),
    ("resource.echo", "broken", [created(shown={**SHOWN, "name": "desk"})]),
    ("resource.echo", "broken", [created(), read({**SHOWN, "name": None})]),
    ("resource.echo", "broken", [created(), listed({**SHOWN, "name": "D"})]),
    ("resource.echo", "broken", [created(), paged({**SHOWN, "name": "D"}, metadata=COUNTS)]),
    ("resource.echo", "broken", [created({**BODY, "hooks": []})]),
    (
        "resource.echo",
        "held",
        [
            created(
                {**BODY, "server": {"timeoutSeconds": 20}},
                shown={**SHOWN, "server": {"timeoutSeconds": 20.0, "more": 1}},
            )
        ],
    ),
    ("resource.read", "held", [created(), read(), read()]),
    ("resource.read", "broken", [created(), read(), read({**SHOWN, "name": "D"})]),
    ("resource.read", "broken", [created(), read({}, status=404)]),
    ("resource.read", "broken", [created(), read({**SHOWN, "id": OTHER})]),
    ("resource.patch", "held", [created(), patched({"name": "New"}, {**SHOWN, "name": "New"})]),
    ("resource.patch", "broken", [created(), patched({"name": "New"}, SHOWN)]),
    ("resource.patch", "broken", [created(), patched({"name": "New"}, {**SHOWN, "name": "New"}), read()]),
    ("resource.patch", "broken", [created(), patched({"squadId": SQUAD}, {**SHOWN, "squadId": SQUAD, "name": None})]),
    ("resource.patch", "broken", [created(), patched({"name": "New"}, {}, status=400)]),
    (
        "resource.patch",
        "broken",
        [
            created(),
            read(),
            patched({"name": "N"}, {**SHOWN, "name": "N"}),
            read({**SHOWN, "name": "N", "createdAt": "2026-01-02T00:00:00.000Z"}),
        ],
    ),
    ("resource.patch", "undecided", [created(), patched({"name": "New"}, {}, status=503)]),
    ("resource.unset", "held", [created(ROUTED, shown={**SHOWN, "squadId": SQUAD}), patched({"squadId": None}, SHOWN)]),
    (
        "resource.unset",
        "broken",
        [created(ROUTED, shown={**SHOWN, "squadId": SQUAD}), patched({"squadId": None}, {**SHOWN, "squadId": SQUAD})],
    ),
    (
        "resource.unset",
        "broken",
        [created(ROUTED, shown={**SHOWN, "squadId": SQUAD}), patched({"squadId": None}, {**SHOWN, "squadId": ""})],
    ),
    ("resource.delete", "held", [created(), asked("DELETE", ONE, shown=SHOWN), read({}, status=404), listed()]),
    ("resource.delete", "broken", [created(), asked("DELETE", ONE, status=204)]),
    ("resource.delete", "broken", [created(), asked("DELETE", ONE, shown=SHOWN), read()]),
    ("resource.delete", "broken", [created(), asked("DELETE", ONE, shown=SHOWN), listed(SHOWN)]),
    ("resource.delete", "broken", [created(), asked("DELETE", ONE, shown=SHOWN), created()]),
    ("resource.list", "held", [created(), listed(SHOWN)]),
    ("resource.list", "broken", [created(), listed()]),
    ("resource.list", "broken", [created(), listed(SHOWN, LATER, limit=1)]),
    ("resource.list", "broken", [created(), listed(SHOWN, createdAtGe="2026-01-01T00:00:02.000Z")]),
    ("resource.list", "held", [created(), listed(SHOWN, createdAtGe="2026-01-01T00:00:01.001Z")]),
    (
        "resource.list",
        "broken",
        [created(), listed(createdAtGe="2026-01-01T00:00:01.000Z"), listed(createdAtLt="2026-01-01T00:00:01.000Z")],
    ),
    ("resource.list", "broken", [created(), listed(status=500)]),
    ("resource.list", None, [created(), listed(limit="2.5")]),
    ("resource.page", "held", [created(), paged(SHOWN, metadata=COUNTS)]),
    ("resource.page", "broken", [created(), paged(SHOWN, metadata={})]),
    ("resource.page", "broken", [created(), paged(SHOWN, metadata={**COUNTS, "currentPage": 2})]),
    ("resource.page", "broken", [created(), paged(SHOWN, metadata={**COUNTS, "totalItems": 0})]),
    ("resource.page", "broken", [created(), paged(SHOWN, LATER, metadata={**COUNTS, "totalItems": 2})]),
    ("resource.page", "held", [created(), paged(SHOWN, LATER, metadata={**COUNTS, "totalItems": 2}, sortOrder="ASC")]),
    ("resource.search", "held", [created(), paged(SHOWN, metadata=COUNTS, search="dES")]),
    ("resource.search", "broken", [created(), paged(metadata={**COUNTS, "totalItems": 0}, search="dES")]),
    ("resource.search", "broken", [created(), paged(SHOWN, metadata=COUNTS, search="other")]),
    ("resource.search", None, [created(), paged(metadata=COUNTS, search="%")]),
    ("resource.refuse", "held", [created({**BODY, "name": "n" * 41}, status=400, shown={}), listed()]),
    ("resource.refuse", "broken", [created({**BODY, "name": "n" * 41}, status=500, shown={})]),
    ("resource.refuse", "broken", [created({**BODY, "name": "n" * 41}, status=400, shown={}), listed(SHOWN)]),
    (
        "resource.refuse",
        "broken",
        [created(), read(), patched({"name": "n" * 41}, {}, status=400), read({**SHOWN, "name": "n"})],
    ),
    ("resource.robust", "held", [asked("POST", "/phone-number", [], 400, {})]),
    ("resource.robust", "held", [asked("POST", "/phone-number", BODY, 415, {}, content_type="text/plain")]),
    ("resource.robust", "broken", [asked("POST", "/phone-number", Text("{"), 500)]),
    ("resource.robust", "broken", [asked("POST", "/phone-number", "text", 201, SHOWN)]),
    ("resource.robust", "broken", [asked("POST", "/phone-number", [], 400, {}), listed(status=500)]),
    ("resource.robust", "broken", [created({**BODY, "name": "a\x00"}, status=500, shown={})]),
    ("resource.robust", "undecided", [asked("POST", "/phone-number", [], None)]),
    ("resource.auth", "held", [created(status=401, shown={}, credential="absent")]),
    ("resource.auth", "broken", [created(credential="wrong")]),
    ("resource.auth", "broken", [created(status=403, shown={}, credential="wrong")]),
    ("resource.auth", "broken", [created(status=401, shown={}, credential="absent"), listed(SHOWN)]),
    (
        "resource.auth",
        "broken",
        [created(), read(), asked("DELETE", ONE, status=401, credential="absent"), read({}, status=404)],
    ),
    ("resource.auth", "undecided", [asked("GET", "/assistant", status=404, credential="absent")]),
    ("resource.sip-uri-unique", "held", [created(), created(TWIN, status=409, shown={})]),
    ("resource.sip-uri-unique", "broken", [created(), created(TWIN, shown={**SHOWN, "id": OTHER})]),
    (
        "resource.sip-uri-unique",
        None,
        [created(), asked("DELETE", ONE, shown=SHOWN), created(TWIN, shown={**SHOWN, "id": OTHER})],
    ),
    ("resource.assigned", "held", [created()]),
    ("resource.assigned", "broken", [created(shown={**SHOWN, "createdAt": "yesterday"})]),
    ("resource.assigned", "broken", [created(shown={**SHOWN, "updatedAt": "2026-01-01T00:00:00.000Z"})]),
    ("resource.assigned", "held", [created(shown={**SHOWN, "updatedAt": "2026-01-01T00:00:01Z"})]),
    ("resource.assigned", "broken", [created(), created({**BODY, "sipUri": "sip:two@sip.vapi.ai"})]),
    ("resource.assigned", "broken", [created(), read({**SHOWN, "status": "gone"})]),
]


@pytest.mark.parametrize(
    ("rule", "outcome", "exchanges"), CASES, ids=[f"{c[0]}-{c[1]}-{i}" for i, c in enumerate(CASES)]
)
def test_a_transcript_tells(rule, outcome, exchanges):
    """The last word of a rule on it: broken before held before undecided, `None` where it says nothing."""
    said = {verdict.outcome for verdict in judge(Transcript(exchanges=tuple(exchanges))) if verdict.rule == rule}
    assert next((word for word in ("broken", "held", "undecided") if word in said), None) == outcome or (
        outcome == "undecided" and "undecided" in said and "broken" not in said
    )


def test_a_breach_in_a_sequence_is_charged_to_one_rule_once():
    """A hook that GET loses is lost after the PATCH, too: that is no breach of the PATCH."""
    sent = {**BODY, "hooks": [{"on": "call.ending"}]}
    shown = {**SHOWN, "hooks": sent["hooks"]}
    after = {**SHOWN, "name": "New"}
    exchanges = (
        created(sent, shown=shown),
        read(),
        patched({"name": "New"}, {**after, "hooks": sent["hooks"]}),
        read(after),
    )
    broken = [verdict.rule for verdict in judge(Transcript(exchanges=exchanges)) if verdict.outcome == "broken"]
    assert broken == ["resource.echo"]


@pytest.mark.parametrize(("live", "outcome"), [(True, "undecided"), (False, "broken")])
def test_an_area_code_without_numbers_left_is_no_fault_of_a_live_target(live, outcome):
    exchange = created({"provider": "vapi", "numberDesiredAreaCode": "415"}, status=400, shown={})
    verdicts = judge(Transcript(exchanges=(exchange,), target=Target(live=live)))
    assert [verdict.outcome for verdict in verdicts if verdict.rule == "resource.create"] == [outcome]
