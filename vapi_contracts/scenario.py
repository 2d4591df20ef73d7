"""What is done: a scenario is a tuple of steps, plain data that can be written as JSON and read back.

A step names a number by its position among the `Create` steps of the scenario, never by an id. Three
values are known only while it is played, and stand in payloads, queries and paths as placeholders:

- `{"$text": "sip:a-{fresh}@{host}"}`: a text in which `{fresh}` is a token of this play (`{FRESH}` the same
  in upper case) and `{host}`, `{HOST}`, `{Host}` the SIP host of the target's region;
- `{"$instant": {"number": 0, "field": "createdAt", "plus_ms": 0}}`: a timestamp of a number of this scenario;
- `{id:0}` in the path of a `Send`: the id of a number of this scenario.

The subject of an `Invoke` is a client and not an endpoint: it says what the client is to do, and what the server does
to it meanwhile. Its numbers are counted by the `Invoke` steps that create.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Literal, TypeAlias, get_args

from vapi_contracts.body import Body, Json, body_from_json, body_to_json
from vapi_contracts.trouble import Trouble

__all__ = [
    "Create",
    "Credential",
    "Delete",
    "Invoke",
    "List",
    "Method",
    "Page",
    "Patch",
    "Read",
    "Scenario",
    "Send",
    "Step",
    "Wait",
    "instant",
    "text",
]

Credential: TypeAlias = Literal["right", "wrong", "absent"]
Method: TypeAlias = Literal["create", "get", "update", "delete", "list"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Create:
    """POST this payload. The n-th `Create` of a scenario makes its number n, counted from 0."""

    op: ClassVar[str] = "create"
    body: Json
    credential: Credential = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """GET a number by its id."""

    op: ClassVar[str] = "read"
    number: int
    credential: Credential = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """PATCH a number with this payload."""

    op: ClassVar[str] = "patch"
    number: int
    body: Json
    credential: Credential = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """DELETE a number."""

    op: ClassVar[str] = "delete"
    number: int
    credential: Credential = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """GET the list of all numbers, with this query."""

    op: ClassVar[str] = "list"
    query: Mapping[str, Json] = field(default_factory=dict[str, Json])
    credential: Credential = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """GET a page of numbers (v2), with this query."""

    op: ClassVar[str] = "page"
    query: Mapping[str, Json] = field(default_factory=dict[str, Json])
    credential: Credential = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Send these bytes, whatever they are."""

    op: ClassVar[str] = "send"
    method: str
    path: str
    body: Body | None = None
    content_type: str | None = "application/json"
    credential: Credential = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Wait until a timestamp that the endpoint makes next differs from all that it made so far."""

    op: ClassVar[str] = "wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoke:
    """Let the client under test do something.

    `body` is the payload of `create` and `update`, `query` that of `list`. `get`, `update` and `delete` go to the id
    of a `number` of this scenario, or to `id`, whatever that text is. `way` names one of the client's other ways to
    create. `answers` are what the server does to the first, second … request that the client makes meanwhile, the last
    one to all others too; `None` is the API's own answer. `timeout`, in seconds, is what the client is made with.
    """

    op: ClassVar[str] = "invoke"
    do: Method
    body: Json = None
    id: str | None = None
    number: int | None = None
    query: Mapping[str, Json] = field(default_factory=dict[str, Json])
    way: str | None = None
    answers: tuple[Trouble | None, ...] = ()
    timeout: float | None = None


Step: TypeAlias = Create | Read | Patch | Delete | List | Page | Send | Wait | Invoke

_STEPS: dict[str, type[Step]] = {kind.op: kind for kind in get_args(Step)}
_WITH_PAYLOAD: tuple[Method, ...] = ("create", "update")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A tuple of steps, played in order.

    Two scenarios are equal when their steps are; `key` is equal exactly then, and can be hashed.
    """

    steps: tuple[Step, ...]
    _key: list[str] = field(default_factory=list[str], repr=False, compare=False)

    def __len__(self) -> int:
        """Return the number of steps."""
        return len(self.steps)

    def __iter__(self) -> Iterator[Step]:
        """Iterate over the steps."""
        return iter(self.steps)

    def __hash__(self) -> int:
        """Hash by the JSON form, since payloads are dicts."""
        return hash(self.key)

    @property
    def key(self) -> str:
        """The scenario as canonical JSON text, worked out once."""
        if not self._key:
            self._key.append(json.dumps(self.to_json(), sort_keys=True, separators=(",", ":")))
        return self._key[0]

    def to_json(self) -> list[dict[str, Json]]:
        """Write the steps as JSON: one object a step, with the kind under `step`."""
        return [_step_to_json(step) for step in self.steps]

    @classmethod
    def from_json(cls, data: Json) -> Scenario:
        """Read what `to_json` wrote.

        Raises `ValueError` that names the step for anything else.
        """
        if not isinstance(data, list):
            raise ValueError("a scenario is a list of steps")  # noqa: TRY004 - one error type for bad data
        return cls(tuple(_step_from_json(at, step) for at, step in enumerate(data)))


def _step_to_json(step: Step) -> dict[str, Json]:
    out: dict[str, Json] = {"step": step.op}
    for entry in fields(step):
        value: Any = getattr(step, entry.name)
        if entry.name == "credential" and value == "right":
            continue
        if isinstance(step, Invoke):
            if value in (None, (), {}) and not (entry.name == "body" and step.do in _WITH_PAYLOAD):
                continue
            if entry.name == "answers":
                value = [one and one.to_json() for one in step.answers]
        out[entry.name] = body_to_json(value) if isinstance(step, Send) and entry.name == "body" else value
    return out


def _step_from_json(at: int, data: Any) -> Step:
    try:
        content = dict(data)
        kind = _STEPS[content.pop("step")]
        if kind is Send:
            content["body"] = body_from_json(content.get("body"))
        elif kind is Invoke:
            content["answers"] = tuple(one and Trouble.from_json(one) for one in content.get("answers", ()))
        return kind(**content)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"step {at} of the scenario cannot be read: {error}") from None


def text(template: str) -> dict[str, Json]:
    """Return the placeholder for a text that is fresh in every play."""
    return {"$text": template}


def instant(number: int, at: str, *, plus_ms: int = 0) -> dict[str, Json]:
    """Return the placeholder for the timestamp `at` (`createdAt` or `updatedAt`) of a number, shifted."""
    return {"$instant": {"number": number, "field": at, "plus_ms": plus_ms}}
