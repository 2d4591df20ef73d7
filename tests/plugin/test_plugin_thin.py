"""The plugin costs next to nothing until it is used."""

import subprocess
import sys


def test_plugin_imports_nothing_of_ours_nor_of_others():
    code = (
        "import sys, pytest; before = set(sys.modules); import vapi_contracts.pytest_plugin;"
        " print(*sorted(set(sys.modules) - before))"
    )

    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout

    heavy = {"click", "hypothesis", "httpx", "httpx2", "pydantic", "respx", "rich", "uvicorn", "tomllib"}
    loaded = out.split()
    assert [name for name in loaded if name.startswith("vapi_contracts")] == [
        "vapi_contracts",
        "vapi_contracts.pytest_plugin",
    ]
    assert not heavy & {name.partition(".")[0] for name in loaded}


def test_run_without_an_option_imports_nothing_more(run, pytester):
    pytester.makepyfile(
        "import sys\ndef test_it():\n"
        "    assert {m for m in sys.modules if m.startswith('vapi_contracts')} =="
        " {'vapi_contracts', 'vapi_contracts.pytest_plugin'}"
    )

    run(in_subprocess=True).assert_outcomes(passed=1)


def test_plugin_has_registered_itself(run, pytester):
    """Naming it in `pytest_plugins` is a mistake, which pytest tells."""
    pytester.makeconftest("pytest_plugins = ['vapi_contracts.pytest_plugin']")

    result = run(in_subprocess=True)

    assert result.ret != 0
    result.stderr.fnmatch_lines(["*lugin*already registered*"])


def test_marker_and_fixtures_are_documented(run):
    markers, fixtures = run("--markers"), run("--fixtures")

    markers.stdout.fnmatch_lines(["@pytest.mark.vapi(*): *"])
    text = fixtures.stdout.str()
    assert "no docstring available" not in text.partition("vapi_")[2].partition("fixtures defined from")[0]
    for name in ("vapi_endpoint", "vapi_server", "vapi_mock", "vapi_number", "vapi_app"):
        assert name in text


def test_plugin_can_be_switched_off(run, pytester):
    pytester.makepyfile("def test_it(): pass")

    result = run("-p", "no:vapi-contracts")

    result.assert_outcomes(passed=1)
