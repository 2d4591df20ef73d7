"""Each defect changes what it states: one probe a defect, which tells it from the clean endpoint."""

from collections import Counter

import pytest

from vapi_contracts.contract.table import bundled
from vapi_contracts.contract.waivers import NEVER_MISSING
from vapi_contracts.reference import DEFECTS, create_app
from vapi_contracts.reference.defects import PAYLOAD_ROWS

URI = "sip:a@sip.vapi.ai"
AUTH = {"username": "u" * 21, "password": "p" * 20}
SECRET = {**AUTH, "password": "p" * 21}


def post(**properties):
    return lambda api: api("POST", body={"provider": "vapi", **properties}).status


def patch(**properties):
    return lambda api: api.patch(api.create(), **properties).status


def both(**properties):
    return lambda api: (post(**properties)(api), patch(**properties)(api))


def raw(data, content_type="application/json"):
    return lambda api: api("POST", raw=data, content_type=content_type).status


def echo(key, **properties):
    return lambda api: api.create(**properties).get(key)


def after(key, first, then):
    """Create, patch, and look at one property in the answer to the patch and in a later GET."""

    def probe(api):
        made = api.create(**first)
        return api.patch(made, **then).body.get(key), api.read(made).body.get(key)

    return probe


def sip(verb, **more):
    plan = {"mode": "blind-transfer", "sipVerb": verb}
    return {"type": "sip", "sipUri": "sip:a@b", "transferPlan": plan, **more}


def number(value, *, verb=None, **more):
    plan = {"transferPlan": {"mode": "blind-transfer", "sipVerb": verb}} if verb else {}
    return {"type": "number", "number": value, **plan, **more}


def ringing(destination):
    return [{"on": "call.ringing", "do": [{"type": "transfer", "destination": destination}]}]


def ending(*reasons):
    return {
        "on": "call.ending",
        "filters": [{"type": "oneOf", "key": "call.endedReason", "oneOf": list(reasons)}],
    }


def says(count):
    return [{"on": "call.ringing", "do": [{"type": "say", "exact": str(i)} for i in range(count)]}]


def spoken(*words):
    contents = [{"type": "text", "text": word, "language": "en"} for word in words]
    return number("+12", message={"type": "custom-message", "contents": contents})


def headed(*names):
    destination = {"type": "sip", "sipUri": "sip:a@b", "sipHeaders": dict.fromkeys(names, "V")}
    return [{"on": "call.ending", "do": {"type": "transfer", "destination": destination}}]


def squad_and_assistant(api):
    made = api.create(squadId="s", assistantId="a", workflowId="w")
    shown = api.patch(made, squadId=None, assistantId=None, workflowId=None).body
    return sorted(shown.keys() & {"squadId", "assistantId", "workflowId"})


def created_at_stays(api):
    made = api.create()
    return api.patch(made, sipUri=URI).body["createdAt"] == made["createdAt"]


def paged_server(api):
    made = api.create(server={"staticIpAddressesEnabled": False, "url": "u"})
    return made["server"], api.paged()["results"][0]["server"]


def empty_hooks(api):
    shown = [api.create(hooks=[], server={}), api.listed()[0], api.paged()["results"][0]]
    return tuple(number.get("hooks") for number in shown)


def cut(way, field="createdAt"):
    """How many of one number a bound at its own displayed createdAt lets through, in either list."""

    def probe(api):
        made = api.create()
        api.patch(made, name="moved")
        query = f"{field}{way}={made['createdAt']}"
        return len(api.listed(query)), len(api.paged(query)["results"])

    return probe


def updated_le(api):
    made = api.create()
    made = api.patch(made, name="moved").body
    query = f"updatedAtLe={made['updatedAt']}"
    return len(api.listed(query)), len(api.paged(query)["results"])


def sixty(api):
    for _ in range(60):
        api.create()
    return len(api.listed()), len(api.listed("limit=55")), api.paged()["metadata"]["itemsPerPage"]


def limited(api):
    since, *_ = [api.create()["createdAt"] for _ in range(3)]
    return len(api.listed(f"limit=2&createdAtGe={since}")), len(api.listed("limit=2"))


def nameless(api):
    made = [api.create(sipUri=URI), api.create(), api.create(name="n", sipUri="sip:b@sip.vapi.ai")]
    shown = [{number["id"] for number in numbers} for numbers in (api.listed(), api.paged()["results"])]
    return tuple([number["id"] in ids for number in made] for ids in shown)


def poisoned(api):
    return [raw(b"\xff")(api), api("GET").status, api("GET").status]


def in_lists(key, *, patched=False, **properties):
    """One property as the plain and the paged list show it."""

    def probe(api):
        made = api.create(**properties)
        if patched:
            api.patch(made, hooks=[])
        return api.listed()[0].get(key, "absent"), api.paged()["results"][0].get(key, "absent")

    return probe


def patched_thrice(api):
    """What the list shows after each of three patches, and whether updatedAt went on."""
    made = api.create()
    seen, before = [], made["updatedAt"]
    for name in "abc":
        shown = api.patch(made, name=name).body
        seen.append((api.listed()[0]["name"], shown["updatedAt"] > before))
        before = shown["updatedAt"]
    return seen


TWIML = {"mode": "warm-transfer-twiml", "twiml": "<Say>hi</Say>"}
DEEP = b'{"provider":"vapi","x":' + b"[" * 500 + b"]" * 500 + b"}"
REASONS = ("assistant-request-failed", "assistant-request-returned-error")

PROBES = {
    # id: (probe, what the clean endpoint does, what the defective one does)
    "name-41-accepted-on-patch": (both(name="x" * 41), (400, 400), (400, 200)),
    "name-40-refused-on-create": (both(name="x" * 40), (201, 200), (400, 200)),
    "name-measured-in-bytes": (both(name="é" * 40), (201, 200), (400, 400)),
    "password-19-accepted": (both(authentication={**AUTH, "password": "p" * 19}), (400, 400), (201, 200)),
    "password-19-accepted-on-patch": (
        both(authentication={**AUTH, "password": "p" * 19}),
        (400, 400),
        (400, 200),
    ),
    "password-20-refused-on-create": (both(authentication=AUTH), (201, 200), (400, 200)),
    "sip-verb-dial-refused-when-ringing": (both(hooks=ringing(sip("dial"))), (201, 200), (400, 400)),
    "sip-verb-unknown-in-sip-fallback": (both(fallbackDestination=sip("call")), (400, 400), (201, 200)),
    "sip-verb-bye-refused-on-patch": (
        both(fallbackDestination=number("+12", verb="bye")),
        (201, 200),
        (201, 400),
    ),
    "e164-sixteen-digits": (both(fallbackDestination=number("+1" + 15 * "2")), (400, 400), (201, 200)),
    "e164-leading-zero": (both(hooks=ringing(number("+0123"))), (400, 400), (201, 200)),
    "e164-check-stays-on-after-plus": (
        both(fallbackDestination=number("+0ab", numberE164CheckEnabled=False)),
        (201, 200),
        (400, 400),
    ),
    "e164-off-takes-hyphens-in-hooks": (
        both(hooks=ringing(number("1-2-3", numberE164CheckEnabled=False))),
        (400, 400),
        (201, 200),
    ),
    "create-twiml-fallback-fails": (
        both(fallbackDestination={**sip("bye"), "transferPlan": TWIML}),
        (201, 200),
        (500, 200),
    ),
    "create-org-missing": (lambda api: "orgId" in api.create(hooks=[]), True, False),
    "create-200-for-squad": (post(squadId="s", sipUri=URI), 201, 200),
    "create-status-pending": (echo("status", server={"timeoutSeconds": 300}), "active", "pending"),
    "echo-filters-lost-in-second-hook": (
        echo("hooks", hooks=[ending(), ending(*REASONS)]),
        [ending(), ending(*REASONS)],
        [ending(), {"on": "call.ending"}],
    ),
    "echo-empty-hooks-lost-in-list": (empty_hooks, ([], [], []), ([], None, [])),
    "echo-timeout-truncated": (
        echo("server", server={"timeoutSeconds": 20.5, "url": "u"}),
        {"timeoutSeconds": 20.5, "url": "u"},
        {"timeoutSeconds": 20, "url": "u"},
    ),
    "echo-contents-reversed": (
        echo("fallbackDestination", fallbackDestination=spoken("a", "b")),
        spoken("a", "b"),
        spoken("b", "a"),
    ),
    "echo-false-lost-in-pages": (
        paged_server,
        ({"staticIpAddressesEnabled": False, "url": "u"}, {"staticIpAddressesEnabled": False, "url": "u"}),
        ({"staticIpAddressesEnabled": False, "url": "u"}, {"url": "u"}),
    ),
    "echo-sip-header-names-lowered": (echo("hooks", hooks=headed("X-Way")), headed("X-Way"), headed("x-way")),
    "echo-name-trimmed": (echo("name", name=" a  "), " a  ", " a"),
    "echo-third-action-lost": (
        lambda api: [len(api.create(hooks=says(count))["hooks"][0]["do"]) for count in (1, 2, 3)],
        [1, 2, 3],
        [1, 2, 2],
    ),
    "echo-name-lowered-in-pages": (
        in_lists("name", patched=True, name="Desk"),
        ("Desk", "Desk"),
        ("Desk", "desk"),
    ),
    "patch-name-drops-server": (
        after("server", {"server": {"url": "u"}}, {"name": "n"}),
        ({"url": "u"},) * 2,
        (None,) * 2,
    ),
    "patch-moves-created-at": (created_at_stays, True, False),
    "patch-shown-but-not-kept": (
        after("authentication", {"authentication": SECRET}, {"authentication": {**SECRET, "realm": "r"}}),
        ({**SECRET, "realm": "r"}, {**SECRET, "realm": "r"}),
        ({**SECRET, "realm": "r"}, SECRET),
    ),
    "patch-hooks-drop-squad": (
        after("squadId", {"squadId": "s", "name": "n"}, {"hooks": [ending()]}),
        ("s", "s"),
        (None, None),
    ),
    "patch-second-forgotten": (
        lambda api: [name for name, _ in patched_thrice(api)],
        ["a", "b", "c"],
        ["a", "a", "c"],
    ),
    "patch-updated-at-goes-back": (
        patched_thrice,
        [("a", True), ("b", True), ("c", True)],
        [("a", True), ("b", False), ("c", True)],
    ),
    "unset-squad-ignored": (
        after("squadId", {"squadId": "s", "name": "n"}, {"squadId": None}),
        (None, None),
        ("s", "s"),
    ),
    "unset-assistant-empty": (
        after("assistantId", {"assistantId": "a"}, {"assistantId": None}),
        (None, None),
        ("", ""),
    ),
    "unset-first-only": (squad_and_assistant, [], ["assistantId", "workflowId"]),
    "unset-workflow-returns": (
        after("workflowId", {"workflowId": "w"}, {"workflowId": None}),
        (None, None),
        (None, "w"),
    ),
    "list-created-ge-exclusive": (cut("Ge"), (1, 1), (0, 0)),
    "list-created-lt-inclusive": (cut("Lt"), (0, 0), (1, 1)),
    "list-updated-le-exclusive": (updated_le, (1, 1), (0, 0)),
    "list-updated-gt-by-creation": (cut("Gt", "updatedAt"), (1, 1), (0, 0)),
    "list-default-fifty": (sixty, (60, 55, 100), (50, 55, 50)),
    "list-limit-one-more-with-bounds": (limited, (2, 2), (3, 2)),
    "list-nameless-missing": (nameless, ([True] * 3, [True] * 3), ([False, True, True], [True] * 3)),
    "robust-array-fails": (lambda api: (raw(b"[]")(api), post()(api)), (400, 201), (500, 201)),
    "robust-number-fails-on-patch": (
        lambda api: [api("PATCH", f"/phone-number/{api.create()['id']}", body).status for body in (1, "1")],
        [400, 400],
        [500, 400],
    ),
    "robust-depth-fails": (lambda api: (raw(DEEP)(api), raw(b"{")(api)), (400, 400), (500, 400)),
    "robust-plain-text-accepted": (raw(b'{"provider":"vapi"}', "text/plain"), 415, 201),
    "robust-bad-utf8-poisons": (poisoned, [400, 200, 200], [400, 500, 200]),
    "robust-empty-body-creates": (raw(b""), 400, 201),
}
ROWS = {row.defect.id for row in PAYLOAD_ROWS}
IDS = [defect.id for defect in DEFECTS]
RULES = {defect.id: defect.rule for defect in DEFECTS}
RESOURCE = [
    f"resource.{name}"
    for name in (
        "create",
        "echo",
        "assigned",
        "read",
        "patch",
        "unset",
        "delete",
        "list",
        "page",
        "search",
        "refuse",
        "robust",
        "auth",
        "sip-uri-unique",
    )
]


def test_every_defect_of_these_rules_has_a_probe():
    rules = {RULES[name] for name in PROBES}
    assert len({rule for rule in rules if rule.startswith("resource.")}) == 6
    assert list(PROBES) == [name for name in IDS if RULES[name] in rules and name not in ROWS]


@pytest.mark.parametrize("defect", PROBES)
def test_a_defect_changes_what_it_states(endpoints, defect):
    probe, clean, broken = PROBES[defect]
    assert probe(endpoints()) == clean
    assert probe(endpoints(defect)) == broken


@pytest.mark.parametrize("defect", IDS)
def test_a_defect_leaves_the_probes_of_other_rules_alone(strays, defect):
    slow = {"list-default-fifty"} if defect in ROWS else set()
    assert strays(defect, {name: probe for name, probe in PROBES.items() if name not in slow}) == []


def test_every_rule_has_a_defect_and_a_resource_rule_has_three():
    counted = Counter(RULES.values())
    assert counted.keys() == {*bundled().rule_ids, *RESOURCE} - NEVER_MISSING.keys()
    assert min(counted[rule] for rule in RESOURCE) >= 3


def test_defects_stack_in_any_order(endpoints):
    """Two that bend the same method, two that bend the document at one place, and all of one kind at once."""
    for ids in (["e164-sixteen-digits", "e164-leading-zero"], ["e164-leading-zero", "e164-sixteen-digits"]):
        api = endpoints(*ids)
        for value, status in (("+1" + 15 * "2", 201), ("+0123", 201), ("0123", 400)):
            assert post(fallbackDestination=number(value))(api) == status
    api = endpoints("password-19-accepted", "password-20-refused-on-create")
    assert both(authentication=AUTH)(api) == (400, 200)
    assert both(authentication={**AUTH, "password": "p" * 19})(api) == (400, 200)
    api = endpoints("sip-verb-unknown-in-sip-fallback", "sip-verb-bye-refused-on-patch")
    assert patch(fallbackDestination=sip("call"))(api) == 200
    assert patch(fallbackDestination=number("+12", verb="bye"))(api) == 400


def test_all_defects_at_once_still_serve(endpoints):
    api = endpoints(*IDS)
    made = api.create(name="plain")
    assert api.patch(made, name="other").status == 200
    assert [n["name"] for n in api.listed()] == ["other"]
    assert api("DELETE", f"/phone-number/{made['id']}").status == 200
    assert api.listed() == []


def test_an_unknown_defect_is_refused_with_the_nearest():
    with pytest.raises(
        ValueError,
        match=r"unknown defect 'echo-hooks-lost-in-list'; the nearest is 'echo-empty-hooks-lost-in-list'",
    ):
        create_app(defects=["echo-hooks-lost-in-list"])


def test_statements_are_sentences():
    for defect in DEFECTS:
        assert defect.statement.endswith(".")
        assert defect.channel == "http"
        assert defect.edits or defect.behaviour
