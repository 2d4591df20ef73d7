"""How fast payloads are made, how much of the contract they reach, and how small they shrink.

    python benchmarks/generation.py [--examples 1000] [--rounds 7] [--spec FILE]

Rates are medians of interleaved rounds inside `@given`: ratios hold across machines, absolute figures do not.
The strategy to compare with is the plain hand-written one below. Where schemathesis is importable its positive
cases are measured in the same rounds, with fewer examples; this package does not depend on it:

    python -m venv peer && peer/bin/pip install -e . schemathesis && peer/bin/python benchmarks/generation.py

`--spec FILE` adds what a published revision of the document yields: `from_spec`, and schemathesis if it is there.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.util
import json
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from vapi_contracts.contract.document import bundled_document
from vapi_contracts.contract.table import bundled
from vapi_contracts.strategies import faults, from_spec, phone_numbers, responses, scenarios, updates

SETTINGS: dict[str, Any] = {
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
    "report_multiple_bugs": False,
}

SLOWER = 20
"""How many times fewer examples are asked of schemathesis."""


def by_hand() -> st.SearchStrategy[dict[str, Any]]:
    """The create payload as one would write it plainly."""
    text = st.text()
    flag = st.booleans()

    def few(items: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
        return st.lists(items, max_size=3)

    def obj(required: dict[str, Any], /, **optional: Any) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries(required, optional=optional)

    languages = bundled().shapes["TextContent"].properties["language"].keywords["enum"]
    spoken = obj({"type": st.just("text"), "text": text, "language": st.sampled_from(languages)})
    custom = obj({"type": st.just("custom-message")}, content=st.text(max_size=1000), contents=few(spoken))
    message = st.one_of(text, custom)
    kinds = ("all", "none")
    context = st.one_of(
        obj({"type": st.just("lastNMessages"), "maxMessages": st.integers(0)}),
        *(obj({"type": st.just(kind)}) for kind in kinds),
    )
    seconds = st.integers(1, 600)
    chat = obj({"role": st.sampled_from(["system", "user"]), "content": text})
    plan = obj(
        {"mode": st.sampled_from(bundled().shapes["TransferPlan"].properties["mode"].keywords["enum"])},
        message=message,
        timeout=seconds,
        sipVerb=st.sampled_from(["refer", "bye", "dial"]),
        dialTimeout=seconds,
        holdAudioUrl=text,
        transferCompleteAudioUrl=text,
        contextEngineeringPlan=context,
        twiml=st.text(max_size=4096),
        summaryPlan=obj({}, messages=few(chat), enabled=flag, timeoutSeconds=st.integers(1, 60)),
        sipHeadersInReferToEnabled=flag,
        fallbackPlan=obj({"message": message}, endCallEnabled=flag),
    )
    caller = st.text(max_size=40)
    number = obj(
        {"type": st.just("number"), "number": st.text("123456789", min_size=2, max_size=14).map("+{}".format)},
        numberE164CheckEnabled=flag,
        message=message,
        extension=st.text(min_size=1, max_size=10),
        callerId=caller,
        transferPlan=plan,
        description=text,
    )
    sip = obj(
        {"type": st.just("sip"), "sipUri": text},
        message=message,
        callerId=caller,
        transferPlan=plan,
        sipHeaders=st.dictionaries(text, text, max_size=3),
        description=text,
    )
    destination = st.one_of(number, sip)
    action = st.one_of(
        obj({"type": st.just("say"), "exact": st.text(max_size=4000)}),
        obj({"type": st.just("transfer")}, destination=destination),
    )
    prefix = obj(
        {
            "type": st.just("startsWith"),
            "key": st.just("number"),
            "startsWith": few(st.text(max_size=20)),
        }
    )
    ends = bundled().shapes["PhoneNumberCallEndingHookFilter"].properties["oneOf"].items
    reasons = st.sampled_from(ends.keywords["enum"] if ends else [])
    reason = obj({"type": st.just("oneOf"), "key": st.just("call.endedReason"), "oneOf": few(reasons)})
    hook = st.one_of(
        obj({"on": st.just("call.ringing"), "do": few(action)}, filters=few(prefix)),
        obj({"on": st.just("call.ending")}, do=action, filters=few(reason)),
    )
    retries = st.integers(0, 10)
    backoff = obj(
        {
            "type": st.sampled_from(["fixed", "exponential"]),
            "maxRetries": retries,
            "baseDelaySeconds": retries,
        },
        excludedStatusCodes=few(st.integers()),
    )
    server = obj(
        {},
        url=text,
        timeoutSeconds=st.integers(1, 300),
        headers=st.dictionaries(text, text, max_size=3),
        backoffPlan=backoff,
        credentialId=text,
        encryptedPaths=few(text),
        staticIpAddressesEnabled=flag,
    )
    secret = st.text(min_size=20, max_size=40)
    return obj(
        {"provider": st.just("vapi")},
        fallbackDestination=destination,
        hooks=few(hook),
        sipUri=text,
        numberDesiredAreaCode=st.text(min_size=3, max_size=3),
        authentication=obj({"username": secret, "password": secret}, realm=text),
        name=st.text(max_size=40),
        assistantId=text,
        squadId=text,
        workflowId=text,
        server=server,
    )


def peers(documents: dict[str, dict[str, Any]]) -> dict[str, st.SearchStrategy[Any]]:
    """Schemathesis' positive cases of the same operation; none where it is not installed."""
    if importlib.util.find_spec("schemathesis") is None:
        return {}
    schemathesis: Any = importlib.import_module("schemathesis")
    positive = schemathesis.GenerationMode.POSITIVE
    return {
        f"schemathesis, {told}": schemathesis.openapi.from_dict(document)["/phone-number"]["POST"].as_strategy(
            generation_mode=positive
        )
        for told, document in documents.items()
    }


def rate(strategy: st.SearchStrategy[Any], examples: int, round_: int) -> float:
    """Examples a second inside `@given`."""

    @seed(round_)
    @settings(max_examples=examples, phases=[Phase.generate], **SETTINGS)
    @given(strategy)
    def run(_: Any) -> None:
        pass

    begun = time.perf_counter()
    run()
    return examples / (time.perf_counter() - begun)


def sample(strategy: st.SearchStrategy[Any], count: int, number: int = 0) -> list[Any]:
    """So many examples."""
    seen: list[Any] = []

    @seed(number)
    @settings(max_examples=count, phases=[Phase.generate], **SETTINGS)
    @given(strategy)
    def run(example: Any) -> None:
        seen.append(example)

    run()
    return seen


def paths(value: Any, at: str = "$") -> Iterator[str]:
    """The JSON paths of a value, list items merged."""
    yield at
    if isinstance(value, dict):
        if at.endswith(("eaders", ".messages[]")):
            return
        for key, sub in value.items():
            yield from paths(sub, f"{at}.{key}")
    elif isinstance(value, list):
        for item in value:
            yield from paths(item, f"{at}[]")


def reach(examples: list[Any]) -> str:
    """Paths hit, the rarest, pairs, distinct examples, median size, share of free text."""
    hit: Counter[str] = Counter()
    pairs: set[tuple[str, str]] = set()
    for example in examples:
        here = sorted(set(paths(example)))
        hit.update(here)
        pairs.update((a, b) for n, a in enumerate(here) for b in here[n + 1 :])
    distinct = len({json.dumps(example, sort_keys=True) for example in examples})
    size = statistics.median(len(json.dumps(example)) for example in examples)
    often = sum(1 for count in hit.values() if count >= 0.005 * len(examples))
    rarest = min(hit.values())
    return (
        f"{len(hit)} paths, {often} in 0.5%, rarest {rarest}; {len(pairs)} pairs;"
        f" {100 * distinct / len(examples):.1f}% distinct; median {size:.0f} B"
    )


def dials_sip(payload: dict[str, Any]) -> bool:
    """Whether a SIP transfer anywhere dials."""
    hooks = payload.get("hooks", [])
    actions = [hook.get("do", []) for hook in hooks]
    every = [action for one in actions for action in (one if isinstance(one, list) else [one])]
    places = [payload.get("fallbackDestination"), *(action.get("destination") for action in every)]
    return any(one and one["type"] == "sip" and one.get("transferPlan", {}).get("sipVerb") == "dial" for one in places)


GOALS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "SIP transfer by dial": dials_sip,
    "name over 39 characters": lambda payload: len(payload.get("name", "")) > 39,
    "headers present": lambda payload: bool("headers" in payload.get("server", {})),
}


def shrunk(strategy: st.SearchStrategy[Any], goal: Callable[[Any], bool], number: int) -> tuple[int, int]:
    """Size of the smallest failing payload, and calls from the first failure on."""
    calls, smallest = 0, 0

    @seed(number)
    @settings(max_examples=20_000, **SETTINGS)
    @given(strategy)
    def run(payload: Any) -> None:
        nonlocal calls, smallest
        calls += bool(calls)
        if goal(payload):
            calls, smallest = max(calls, 1), len(json.dumps(payload))
            raise AssertionError

    with contextlib.suppress(AssertionError):
        run()
    return smallest, calls


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--spec", type=Path, metavar="FILE", help="a published revision of the document")
    options = parser.parse_args()
    documents = {"bundled": bundled_document()}
    if options.spec is not None:
        documents["--spec"] = json.loads(options.spec.read_text())
    slow = peers(documents)
    contenders: dict[str, st.SearchStrategy[Any]] = {
        "by hand": by_hand(),
        "one integer (floor)": st.integers(),
        "phone_numbers()": phone_numbers(),
        "phone_numbers(plausible=True)": phone_numbers(plausible=True),
        "updates()": updates(),
        "faults()": faults(),
        "responses()": responses(),
        "scenarios()": scenarios(),
        **{f"from_spec(), {told}": from_spec(one, "CreateVapiPhoneNumberDTO") for told, one in documents.items()},
        **slow,
    }
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for strategy in contenders.values():
        rate(strategy, 20, 0)
    for round_ in range(options.rounds):
        for name, strategy in contenders.items():
            examples = max(20, options.examples // SLOWER) if name in slow else options.examples
            rates[name].append(rate(strategy, examples, round_))
    base = statistics.median(rates["by hand"])
    print(f"{'strategy':32}{'a second':>10}{'x by hand':>11}")
    for name, several in rates.items():
        median = statistics.median(several)
        print(f"{name:32}{median:10.0f}{median / base:11.2f}")
    shown = [name for name in contenders if name.startswith(("by hand", "phone_numbers", "from_spec"))]
    for name in shown:
        print(f"\n{name}: {reach(sample(contenders[name], 2000))}")
    for name in ("by hand", "phone_numbers()", "from_spec(), bundled"):
        for told, goal in GOALS.items():
            ends = [shrunk(contenders[name], goal, number) for number in range(5)]
            size, calls = (statistics.median(side) for side in zip(*ends, strict=True))
            print(f"{name}, {told}: {size:.0f} B in {calls:.0f} calls (medians of 5) {ends}")


if __name__ == "__main__":
    main()
