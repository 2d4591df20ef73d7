"""Defects that take one thing in a payload for another: what the keywords of the document cannot say.

A branch of a union that is loosened there would swallow the faults of the branch beside it. These judge the
payload as if the one value were right, and store it as it came.
"""

from typing import Any

from vapi_contracts.reference.core import CREATE, UPDATE, Core

At = tuple[str | int, ...]


class _Taking(Core):
    def judge(self, schema: str, body: Any) -> dict[str, Any]:
        super().judge(schema, self._taken(schema, (), body))
        kept: dict[str, Any] = body
        return kept

    def take(self, schema: str, at: At, value: Any) -> Any:  # noqa: ARG002 - defects look at it
        """Give the value that a value at this place is taken for."""
        return value

    def _taken(self, schema: str, at: At, value: Any) -> Any:
        if isinstance(value, dict):
            value = {key: self._taken(schema, (*at, key), item) for key, item in value.items()}
        elif isinstance(value, list):
            value = [self._taken(schema, (*at, i), item) for i, item in enumerate(value)]
        return self.take(schema, at, value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_plan(at: At, where: str) -> bool:
    return at[:1] == (where,) and at[-1:] == ("contextEngineeringPlan",)


class LanguageNumber(_Taking):
    """A number is a language of a text in a fallback destination."""

    def take(self, schema: str, at: At, value: Any) -> Any:
        """Take any number for English."""
        mine = schema == CREATE and at[:1] == ("fallbackDestination",) and at[-1:] == ("language",)
        return "en" if mine and _is_number(value) else super().take(schema, at, value)


class TransferTypeMissing(_Taking):
    """A call.ending hook's action without a type is a transfer, if it has nothing to say."""

    def take(self, schema: str, at: At, value: Any) -> Any:
        """Take it for a transfer."""
        mine = schema == UPDATE and at[:1] == ("hooks",) and at[2:] == ("do",) and isinstance(value, dict)
        if mine and not value.keys() & {"type", "exact"}:
            value = {**value, "type": "transfer"}
        return super().take(schema, at, value)


class TransferTypeNumber(_Taking):
    """A call.ringing hook's action whose type is a number is a transfer, if it has nothing to say."""

    def take(self, schema: str, at: At, value: Any) -> Any:
        """Take it for a transfer."""
        mine = schema == CREATE and at[:1] == ("hooks",) and at[2:3] == ("do",) and len(at) == 4
        if mine and isinstance(value, dict) and "exact" not in value and _is_number(value.get("type")):
            value = {**value, "type": "transfer"}
        return super().take(schema, at, value)


class EmptyPlanIsNone(_Taking):
    """An empty context engineering plan in a fallback destination is the one of type none."""

    def take(self, schema: str, at: At, value: Any) -> Any:
        """Take `{}` for it."""
        mine = schema == CREATE and _is_plan(at, "fallbackDestination") and value == {}
        return {"type": "none"} if mine else super().take(schema, at, value)


class EmptyPlanIsAll(_Taking):
    """An empty context engineering plan in a hook is the one of type all."""

    def take(self, schema: str, at: At, value: Any) -> Any:
        """Take `{}` for it."""
        mine = schema == UPDATE and _is_plan(at, "hooks") and value == {}
        return {"type": "all"} if mine else super().take(schema, at, value)


class NumberedPlanIsNone(_Taking):
    """A plan for the context in a hook may have a number as its type, but nothing else."""

    def take(self, schema: str, at: At, value: Any) -> Any:
        """Take it for the one of type none."""
        mine = schema == CREATE and _is_plan(at, "hooks") and isinstance(value, dict)
        if mine and value.keys() == {"type"} and _is_number(value["type"]):
            return {"type": "none"}
        return super().take(schema, at, value)


class NumberedPlanIsAll(_Taking):
    """A plan for the context in a fallback destination may have a number as its type, but nothing else."""

    def take(self, schema: str, at: At, value: Any) -> Any:
        """Take it for the one of type all."""
        mine = schema == UPDATE and _is_plan(at, "fallbackDestination") and isinstance(value, dict)
        if mine and value.keys() == {"type"} and _is_number(value["type"]):
            return {"type": "all"}
        return super().take(schema, at, value)
