"""What `@pytest.mark.vapi(…)` asks for, and the app that it stands for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, cast

import pytest

from vapi_contracts.endpoint.asgi_app import AsgiApp, as_factory, is_app
from vapi_contracts.endpoint.naming import imported
from vapi_contracts.endpoint.opening import DEFAULT_TOKEN
from vapi_contracts.reference import ReferenceApp, create_app
from vapi_contracts.suite.plainly import fail_plainly, plainly

__all__ = ["OWN_REFERENCE", "Marking", "app_for", "app_of", "marking_of", "reference"]

OWN_REFERENCE = pytest.StashKey[ReferenceApp]()
"""On a test item: the reference that the fixture `vapi_app` made, unless that fixture is overridden."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """The arguments of the marker. `app` answers `vapi_mock` in the place of the reference."""

    defects: tuple[str, ...] = ()
    token: str = DEFAULT_TOKEN
    app: str | None = None
    assert_all_called: bool = True


def marking_of(node: pytest.Item) -> Marking:
    """Return what the closest marker of a test asks for; a mistake in it fails the test with one line."""
    marker = node.get_closest_marker("vapi")
    if marker is None:
        return Marking()
    known = [field.name for field in fields(Marking)]
    if marker.args or not set(marker.kwargs) <= set(known):
        wrong = next((repr(name) for name in marker.kwargs if name not in known), "arguments without a name")
        fail_plainly(f"@pytest.mark.vapi takes {', '.join(known)}, not {wrong}")
    return marking(**marker.kwargs)


def marking(**wanted: Any) -> Marking:
    """Return a marking of these arguments; a mistake in them fails the test with one line."""
    defects = wanted.get("defects", ())
    wanted["defects"] = (defects,) if isinstance(defects, str) else tuple(defects)
    asked = Marking(**wanted)
    if asked.app is not None and asked.defects:
        fail_plainly("@pytest.mark.vapi takes app or defects, not both: the defects are those of the reference")
    try:
        create_app(defects=asked.defects)
    except ValueError as error:
        fail_plainly(f"@pytest.mark.vapi: {error}")
    return asked


def reference(asked: Marking, *, sip_host: str = "sip.vapi.ai") -> ReferenceApp:
    """Return a new reference as it was asked for."""
    return create_app(defects=asked.defects, token=asked.token, sip_host=sip_host)


def app_for(node: pytest.Item) -> AsgiApp:
    """Return the app of the fixture `vapi_app`."""
    asked = marking_of(node)
    app = app_of(asked)
    if isinstance(app, ReferenceApp) and asked.app is None:
        node.stash[OWN_REFERENCE] = app
    return cast("AsgiApp", app)


def app_of(asked: Marking) -> object:
    """Return the app that was asked for; one that is not there fails the test with one line."""
    if asked.app is None:
        return reference(asked)
    with plainly():
        app: Any = as_factory(cast("Any", imported(asked.app)))()
    if not is_app(app):
        fail_plainly(f"{asked.app} is no ASGI app")
    return app
