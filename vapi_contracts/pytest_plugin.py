"""The pytest plugin: options, hooks and fixtures, and no more; what they do lies in `vapi_contracts.suite`.

Every pytest run where this package is installed loads this module, so it imports nothing but pytest until an
option or a fixture of it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from vapi_contracts.endpoint.asgi_app import AsgiApp
    from vapi_contracts.endpoint.endpoint import Endpoint
    from vapi_contracts.endpoint.mock import VapiMock
    from vapi_contracts.suite.numbers import Numbers
    from vapi_contracts.suite.servers import Servers, VapiServer

MARKER = (
    "vapi(defects=(), token='test-token', app=None, assert_all_called=True): what answers vapi_mock and"
    " vapi_server in a test: the reference with these defects, or an ASGI app 'module:attribute'"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options; what they mean, and whether they make sense, is settled when the first is used."""
    group = parser.getgroup("vapi", "contract tests for the Vapi phone-number API")
    group.addoption("--vapi", action="store_true", help="check the rules of the contract, one test a rule")
    for name, metavar, text in (
        ("target", "TARGET", "what is checked: an URL or module:attribute of an ASGI app; implies --vapi"),
        ("client", "MODULE:FACTORY", "check the rules about clients with the API client that the factory makes"),
        ("effort", "EFFORT", "how hard to look: quick, standard or thorough"),
        ("token-env", "NAME", "the environment variable that holds the token (VAPI_TOKEN)"),
        ("max-requests", "N", "requests that the whole catalogue of rules may take"),
        ("rate", "N", "requests a second at most"),
        ("spec", "FILE", "take the constraints of a published revision, an OpenAPI document"),
        ("json", "FILE", "write the results as JSON, - for standard output"),
    ):
        group.addoption(f"--vapi-{name}", metavar=metavar, default=None, help=text)
    group.addoption(
        "--vapi-rules",
        metavar="GLOBS",
        action="append",
        default=[],
        help="rules by their ids, separated by commas; may be repeated",
    )
    group.addoption(
        "--vapi-live",
        action="store_true",
        help="the target may be elsewhere: numbers are created and deleted in somebody's account",
    )
    group.addoption("--vapi-documented-only", action="store_true", help="leave out what is inferred and not documented")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker and, if asked for, everything else."""
    config.addinivalue_line("markers", MARKER)
    if any(map(config.getoption, ("vapi", "vapi_target", "vapi_client"))):
        from vapi_contracts.suite import run  # noqa: PLC0415 - only when used

        run.start(config)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Judge what went through the `vapi_mock` or `vapi_server` of a test while it can still fail."""
    fixtures = getattr(item, "fixturenames", ())
    if "vapi_mock" in fixtures:
        from vapi_contracts.suite import watching  # noqa: PLC0415 - only when used

        return (yield from watching.watched(item))
    if "vapi_server" in fixtures:
        from vapi_contracts.suite import servers  # noqa: PLC0415 - only when used

        return (yield from servers.watched(item))
    return (yield)


@pytest.fixture(scope="session")
def vapi_endpoint(request: pytest.FixtureRequest) -> Endpoint:
    """The endpoint that `--vapi-target` names, else the embedded reference, ready to play scenarios."""
    from vapi_contracts.suite import targets  # noqa: PLC0415 - only when used

    return targets.endpoint_for_tests(request.config)


@pytest.fixture(scope="session")
def vapi_servers() -> Iterator[Servers]:
    """A factory of servers, for `@given` and for wider fixtures: `vapi_servers(defects=[…]).url`."""
    from vapi_contracts.suite.servers import Servers  # noqa: PLC0415 - only when used

    with Servers() as servers:
        yield servers


@pytest.fixture
def vapi_server(request: pytest.FixtureRequest, vapi_servers: Servers) -> VapiServer:
    """The reference on a loopback socket, without any number yet: `.url`, `.token` and `.trouble(…)`."""
    from vapi_contracts.suite import servers  # noqa: PLC0415 - only when used

    return servers.server_of_test(request, vapi_servers)


@pytest.fixture
def vapi_app(request: pytest.FixtureRequest) -> AsgiApp:
    """The ASGI app that answers `vapi_mock`: by default the reference, or what the marker names."""
    from vapi_contracts.suite import marking  # noqa: PLC0415 - only when used

    return marking.app_for(request.node)


@pytest.fixture
def vapi_mock(request: pytest.FixtureRequest, vapi_app: AsgiApp) -> Iterator[VapiMock]:
    """A respx router at the API's base URLs, answered by `vapi_app`; every exchange is judged."""
    from vapi_contracts.suite import watching  # noqa: PLC0415 - only when used

    with watching.mock_of_test(request, vapi_app) as mock:
        yield mock


@pytest.fixture(scope="session")
def vapi_mocks(request: pytest.FixtureRequest) -> Callable[..., AbstractContextManager[VapiMock]]:
    """A factory of mocks, for `@given`: `with vapi_mocks(defects=[…]) as mock:` judges at the block's end."""
    from vapi_contracts.suite import watching  # noqa: PLC0415 - only when used

    return watching.mocks(request.config)


@pytest.fixture(scope="session")
def vapi_numbers(
    request: pytest.FixtureRequest, vapi_servers: Servers
) -> Callable[..., AbstractContextManager[Numbers]]:
    """A factory for `@given`: `with vapi_numbers() as number:` removes the numbers at the block's end."""
    from vapi_contracts.suite import targets  # noqa: PLC0415 - only when used

    return targets.numbers(request.config, vapi_servers)


@pytest.fixture
def vapi_number(request: pytest.FixtureRequest) -> Iterator[Callable[..., dict[str, Any]]]:
    """A factory of numbers, at a `--vapi-target` that is an URL or at `vapi_server`; removed afterwards."""
    from vapi_contracts.suite import targets  # noqa: PLC0415 - only when used

    with targets.numbers_of_test(request) as numbers:
        yield numbers
