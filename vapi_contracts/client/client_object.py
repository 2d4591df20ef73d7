"""The object that a factory makes: whether it is a client, and what can be called on it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias, cast

from vapi_contracts.body import Json
from vapi_contracts.client.agent import METHODS, Call, Offer
from vapi_contracts.client.calling import Await
from vapi_contracts.endpoint.endpoint import TargetError
from vapi_contracts.scenario import Method

__all__ = ["ClientObject", "Factory", "arguments_of", "called_as", "wants_other_arguments"]

Factory: TypeAlias = Callable[..., Any]
PARAMETERS = ("base_url", "token", "timeout")
MOST_LISTED = 10_000
"""Items of a list that comes page by page which are asked for at most."""


def called_as(name: str) -> str:
    """Return how a factory is called, for people."""
    return f"{name}(base_url: str, token: str, timeout: float)"


def arguments_of(factory: Factory, values: tuple[str, str, float]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return the arguments for a factory: by name where it has these names, or else by position."""
    by_name: dict[str, Any] = dict(zip(PARAMETERS, values, strict=True))
    try:
        signature = inspect.signature(factory)
        if by_name.keys() <= signature.parameters.keys():
            signature.bind(**by_name)
            return (), by_name
    except (TypeError, ValueError):
        pass
    return values, {}


def wants_other_arguments(factory: Factory) -> bool:
    """Whether a factory cannot be called with what a client is made with."""
    try:
        signature = inspect.signature(factory)
    except (TypeError, ValueError):
        return False  # nothing is known of a built-in one
    args, kwargs = arguments_of(factory, ("", "", 0.0))
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        return True
    return False


class ClientObject:
    """What a factory made. Raises `TargetError` of one line, which begins with `name`, if that is no client."""

    def __init__(self, made: object, name: str) -> None:
        self._made = made
        kind = type(made).__name__
        try:
            found: dict[Method, Any] = {do: getattr(made, do, None) for do in METHODS}
            ways, errors = getattr(made, "ways", None), getattr(made, "errors", None)
            self.dump, self.kind = getattr(made, "dump", None), getattr(made, "kind", None)
        except Exception as error:
            raise TargetError(f"{name} returned a {kind} whose attributes raise {type(error).__name__}") from error
        self._methods: Mapping[Method, Any] = {do: method for do, method in found.items() if callable(method)}
        if not self._methods:
            what = "None" if made is None else _a(kind)
            raise TargetError(f"{name} returned {what}, which has none of {', '.join(METHODS)}")
        self._ways = _ways(ways, name)
        self.errors = _errors(errors, name)
        for attribute in ("dump", "kind"):
            if getattr(self, attribute) is not None and not callable(getattr(self, attribute)):
                raise TargetError(f"{name} returned {_a(kind)} whose {attribute!r} cannot be called")

    @property
    def offer(self) -> Offer:
        """What can be called."""
        return Offer(frozenset(self._methods), tuple(self._ways))

    def call(self, call: Call, wait: Await) -> object:
        """Carry out a call; what is still to come, such as the pages of a list, is waited for.

        The payload is handed over as it is, so it must be a copy.
        """
        result = self._call(call)
        if inspect.isawaitable(result):
            result = wait(result)
        pages = call.do == "list" and self.dump is None
        if hasattr(result, "__anext__") or (pages and hasattr(result, "__aiter__")):
            return wait(_all_of(result))
        if hasattr(result, "__next__") or (pages and _comes_in_pages(result)):
            return [item for _, item in zip(range(MOST_LISTED), cast("Iterable[object]", result), strict=False)]
        return result

    def _call(self, call: Call) -> Any:
        if call.way is not None:
            return self._ways[call.way](call.payload)
        method = self._methods[call.do]
        match call.do:
            case "create":
                return method(call.payload)
            case "update":
                return method(call.id, call.payload)
            case "list":
                query: dict[str, Json] = dict(call.query)
                return method(**query)
            case _:
                return method(call.id)

    def dumper(self, wait: Await) -> Callable[[Any], Any] | None:
        """Return the client's own way to write a result as JSON, if it has one."""
        dump = self.dump
        if dump is None:
            return None

        def written(result: object) -> object:
            shown = dump(result)
            return wait(shown) if inspect.isawaitable(shown) else shown

        return written

    def close(self, wait: Await) -> None:
        """Close the object if it can be closed."""
        for name in ("aclose", "close"):
            end = getattr(self._made, name, None)
            if callable(end):
                ended = end()
                if inspect.isawaitable(ended):
                    wait(ended)
                return


async def _all_of(result: Any) -> list[object]:
    items: list[object] = []
    async for item in result:
        items.append(item)
        if len(items) == MOST_LISTED:
            break
    return items


def _comes_in_pages(result: object) -> bool:
    """Whether a result can be iterated over and is no container: what an SDK fetches page by page."""
    iterate = getattr(type(result), "__iter__", None)
    if iterate is None or isinstance(result, Mapping | list | tuple | set | frozenset | str | bytes):
        return False
    return not getattr(iterate, "__module__", "").startswith("pydantic")  # a model iterates over its fields


def _ways(ways: object, name: str) -> dict[str, Callable[[Json], Any]]:
    if ways is None:
        return {}
    if not isinstance(ways, Mapping):
        raise TargetError(f"{name} returned a client whose 'ways' are {_a(type(ways).__name__)}, no mapping")
    for key, way in cast("Mapping[object, object]", ways).items():
        if not isinstance(key, str) or not callable(way):
            raise TargetError(f"{name} returned a client whose 'ways' hold {key!r}, which is no name of a callable")
    return dict(cast("Mapping[str, Callable[[Json], Any]]", ways))


def _errors(errors: Any, name: str) -> tuple[type[BaseException], ...] | None:
    if errors is None:
        return None
    given: Any = errors if isinstance(errors, list | tuple | set | frozenset) else (errors,)
    for one in given:
        if not (isinstance(one, type) and issubclass(one, BaseException)):
            raise TargetError(f"{name} returned a client whose 'errors' hold {one!r}, which is no exception type")
    return tuple(given)


def _a(kind: str) -> str:
    return f"{'an' if kind[:1].lower() in set('aeiou') else 'a'} {kind}"
