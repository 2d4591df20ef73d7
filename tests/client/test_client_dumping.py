"""What a client returned, as JSON and as class names, whatever it is made of."""

import collections
import dataclasses
import enum
import types
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Annotated, Any, NamedTuple

import pydantic
import pydantic.v1 as pydantic_v1
import pytest
from pydantic.alias_generators import to_camel

from vapi_contracts.client.dumping import NotDumpableError, class_names, dumped
from vapi_contracts.scenario import Invoke


class Status(enum.Enum):
    ACTIVE = "active"


class Level(enum.IntEnum):
    HIGH = 3


class Text(str):
    __slots__ = ()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (True, True),
        (20, 20),
        (20.0, 20.0),
        (2**53 + 1, 2**53 + 1),
        ("ä", "ä"),
        (Text("ä"), "ä"),
        (Status.ACTIVE, "active"),
        (Level.HIGH, 3),
        (uuid.UUID(int=0), "00000000-0000-0000-0000-000000000000"),
        (datetime(2026, 1, 2, 3, 4, 5, 123_000, tzinfo=UTC), "2026-01-02T03:04:05.123Z"),
        (datetime(2026, 1, 2, 3, 4, 5, 123_456, tzinfo=UTC), "2026-01-02T03:04:05.123456Z"),
        (datetime(2026, 1, 2, 3, tzinfo=timezone(timedelta(hours=1))), "2026-01-02T03:00:00+01:00"),
        (date(2026, 1, 2), "2026-01-02"),
        (timedelta(seconds=1.5), 1.5),
        (Decimal(20), 20),
        (Decimal("20.0"), 20.0),
        (Decimal(2**70), 2**70),
        (b"abc", "abc"),
        (b"\xff", "/w=="),
        (PurePosixPath("a/b"), "a/b"),
        (pydantic.SecretStr("abc"), "abc"),
        (pydantic.TypeAdapter(pydantic.HttpUrl).validate_python("https://a.b/c"), "https://a.b/c"),
        ((1, [2], {3}, collections.deque([4])), [1, [2], [3], [4]]),
        (types.MappingProxyType({Status.ACTIVE: 1, 2: Status.ACTIVE}), {"active": 1, "2": "active"}),
    ],
)
def test_a_value_is_the_json_that_it_stands_for(value, shown):
    assert dumped(value) == shown
    assert type(dumped(value)) is type(shown)


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), object(), print, dict, Decimal("NaN"), {"a": [object()]}]
)
def test_what_has_no_json_value_is_said_to_have_none(value):
    with pytest.raises(NotDumpableError):
        dumped(value)


def test_what_refers_to_itself_has_no_json_value_and_still_a_class():
    loop = types.SimpleNamespace()
    loop.loop = loop
    with pytest.raises(NotDumpableError, match="RecursionError"):
        dumped(loop)
    assert class_names(loop)[""] == "SimpleNamespace"


class Destination(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow", populate_by_name=True)
    sip_uri: Annotated[str, pydantic.Field(min_length=1)] = pydantic.Field(alias="sipUri")
    kind: str = "sip"


class Number(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow", alias_generator=to_camel, populate_by_name=True)
    created_at: datetime
    fallback_destination: Destination | None = None
    hooks: list[Destination] = []
    headers: dict[str, Destination] = {}
    name: str | None = None


class OldDestination(pydantic_v1.BaseModel):
    sip_uri: str = pydantic_v1.Field(alias="sipUri")
    kind: str = "sip"

    class Config:
        extra = "allow"


class OldNumber(pydantic_v1.BaseModel):
    created_at: datetime = pydantic_v1.Field(alias="createdAt")
    fallback_destination: OldDestination | None = pydantic_v1.Field(alias="fallbackDestination")
    hooks: list[OldDestination] = []
    headers: dict[str, OldDestination] = {}
    name: str | None = None

    class Config:
        extra = "allow"


@dataclasses.dataclass
class Alias:
    """What generated code marks a field with."""

    alias: str


class GeneratedDestination(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow")
    sip_uri: Annotated[str, Alias(alias="sipUri")]
    kind: str = "sip"


class GeneratedNumber(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow")
    created_at: Annotated[datetime, Alias(alias="createdAt")]
    fallback_destination: Annotated[GeneratedDestination | None, Alias(alias="fallbackDestination")] = None
    hooks: list[GeneratedDestination] = []
    headers: dict[str, GeneratedDestination] = {}
    name: str | None = None

    @pydantic.model_serializer(mode="wrap", when_used="json")
    def serialize(self, handler):
        raise NotImplementedError


class OldGeneratedDestination(pydantic_v1.BaseModel):
    sip_uri: Annotated[str, "of a phone", Alias(alias="sipUri")]
    kind: str = "sip"

    class Config:
        extra = "allow"


class OldGeneratedNumber(pydantic_v1.BaseModel):
    created_at: Annotated[datetime, Alias(alias="createdAt")]
    fallback_destination: Annotated[OldGeneratedDestination | None, Alias(alias="fallbackDestination")]
    hooks: list[OldGeneratedDestination] = []
    headers: dict[str, OldGeneratedDestination] = {}
    name: str | None = None

    class Config:
        extra = "allow"


READ = {
    "createdAt": "2026-01-02T03:04:05.123Z",
    "fallbackDestination": {"sipUri": "sip:a@b", "addedLater": None},
    "hooks": [{"sipUri": "sip:c@d"}],
    "headers": {"a/~": {"sipUri": "sip:e@f"}},
    "name": None,
    "addedToo": {"x": [1]},
}


def renamed(value):
    names = {"createdAt": "created_at", "fallbackDestination": "fallback_destination", "sipUri": "sip_uri"}
    if isinstance(value, dict):
        return {names.get(key, key): renamed(inner) for key, inner in value.items()}
    return [renamed(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("result", "prefix"),
    [
        (Number.model_validate(READ), ""),
        (OldNumber.parse_obj(READ), "Old"),
        (GeneratedNumber.model_validate(renamed(READ)), "Generated"),
        (OldGeneratedNumber.parse_obj(renamed(READ)), "OldGenerated"),
    ],
)
def test_a_model_is_what_was_read_under_the_names_on_the_wire(result, prefix):
    """Nothing that was not there, nothing lost, an explicit null stays; and the class of each part is known."""
    assert dumped(result) == READ
    assert class_names(result) == {
        "": f"{prefix}Number",
        "/fallbackDestination": f"{prefix}Destination",
        "/hooks/0": f"{prefix}Destination",
        "/headers/a~1~0": f"{prefix}Destination",
    }


def test_a_model_whose_annotations_cannot_be_resolved_has_the_names_it_has():
    class Unresolved(pydantic_v1.BaseModel):
        name: str

    Unresolved.__annotations__["later"] = "NoSuchType"
    assert dumped(Unresolved(name="a")) == {"name": "a"}


class Upper(pydantic.BaseModel):
    name: str

    @pydantic.field_serializer("name")
    def shout(self, name: str) -> str:
        return name.upper()


class Names(pydantic.RootModel[list[Upper]]):
    pass


class OldNames(pydantic_v1.BaseModel):
    __root__: list[int]


def test_a_model_with_a_serializer_writes_itself():
    assert dumped(Upper(name="a")) == {"name": "A"}


def test_a_model_of_one_value_is_that_value():
    names = Names.model_validate([{"name": "a"}])
    assert dumped(names) == [{"name": "A"}]
    assert class_names(names) == {"": "Names", "/0": "Upper"}
    assert dumped(OldNames(__root__=[1])) == [1]


@dataclasses.dataclass
class Record:
    sip_uri: str
    number_e164_check_enabled: bool = True
    name: str | None = None
    inner: Any = None
    _secret: int = 0


class Defined:
    """As libraries make them: with slots, one of them for weak references."""

    __slots__ = ("__weakref__", "inner", "sip_uri")

    def __init__(self, sip_uri, inner=None):
        self.sip_uri, self.inner = sip_uri, inner


class Struct:
    """A class of msgspec, as far as it says how it is written."""

    __struct_fields__ = ("sip_uri", "later")
    __struct_encode_fields__ = ("SIP", "later")

    def __init__(self, sip_uri):
        self.sip_uri, self.later = sip_uri, Unset()


class Slotted:
    __slots__ = ("absent", "sip_uri")

    def __init__(self, sip_uri):
        self.sip_uri = sip_uri


class Named(NamedTuple):
    sip_uri: str


class WithADict:
    def __init__(self):
        self._anything = object()

    def to_dict(self):
        return {"sipUri": "a"}


class Unset:
    pass


class Response:
    status_code = 200

    def json(self):
        return {"sipUri": "a"}


@pytest.mark.parametrize(
    ("result", "shown"),
    [
        (Record("a"), {"sipUri": "a", "numberE164CheckEnabled": True}),
        (Defined("a"), {"sipUri": "a", "inner": None}),
        (Slotted("a"), {"sipUri": "a"}),
        (Struct("a"), {"SIP": "a"}),
        (Named("a"), {"sipUri": "a"}),
        (types.SimpleNamespace(sip_uri="a", _hidden=object(), later=Unset()), {"sipUri": "a"}),
        (WithADict(), {"sipUri": "a"}),
        (Response(), {"sipUri": "a"}),
    ],
)
def test_an_object_is_what_can_be_seen_of_it(result, shown):
    assert dumped(result) == shown
    assert class_names(result) == {"": type(result).__name__}


def test_the_classes_of_objects_in_objects():
    result = [Record("a", inner=Defined("b", inner={"x": (Slotted("c"), Status.ACTIVE)}))]
    assert class_names(result) == {
        "": "list",
        "/0": "Record",
        "/0/inner": "Defined",
        "/0/inner/inner/x/0": "Slotted",
    }


class Mapper:
    """A client with words of its own for what it returns."""

    def __init__(self, dump):
        self.dump = dump

    def kind(self, result):
        return {"Record": "PhoneNumber", "Slotted": "Destination"}[type(result).__name__]

    def get(self, number):
        return Record("a", inner=[Slotted("b"), Defined("c")])


async def later(result):
    return {"seen": Status.ACTIVE}


def unable(result):
    raise LookupError("no such class: token secret-token")


@pytest.mark.parametrize(
    ("dump", "dumped_as", "message"),
    [
        (
            lambda result: {"uri": result.sip_uri, "at": uuid.UUID(int=0)},
            {"uri": "a", "at": str(uuid.UUID(int=0))},
            None,
        ),
        (later, {"seen": "active"}, None),
        (unable, None, "LookupError: no such class: token <token>"),
        (lambda result: object(), None, "object has no JSON value"),
    ],
)
def test_the_clients_own_words_come_first(invoked, dump, dumped_as, message):
    seen = invoked(Mapper(dump), Invoke(do="get", id="x"), token="secret-token")
    assert (seen.ending, seen.result, seen.dumped, seen.message) == ("returned", dumped_as, message is None, message)
    assert seen.kinds == {"": "PhoneNumber", "/inner/0": "Destination", "/inner/1": "Defined"}
