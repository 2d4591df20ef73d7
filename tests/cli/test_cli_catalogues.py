"""`rules`, `defects`, `spec` and `--help`."""

import importlib
import json
import subprocess
import sys

from vapi_contracts import RULES
from vapi_contracts.cli.lazy import COMMANDS
from vapi_contracts.contract.document import bundled_document
from vapi_contracts.reference import DEFECTS


def test_rules_are_listed_as_a_table_and_as_json(run):
    done = run("rules")
    assert (done.code, done.err) == (0, "")
    assert [line.split()[0] for line in done.out.splitlines()] == [rule.id for rule in RULES]
    listed = json.loads(run("rules", "resource.e*", "--json", "-").out)
    assert [rule["id"] for rule in listed] == ["resource.echo"]
    assert listed[0].keys() == {"id", "statement", "basis", "source", "subject", "needs"}
    assert listed[0]["needs"] == ["http"]


def test_defects_are_listed_as_a_table_and_as_json(run, tmp_path):
    done = run("defects", "robust-*", "echo-empty*")
    assert done.code == 0
    assert {line.split()[1] for line in done.out.splitlines()} == {"resource.robust", "resource.echo"}
    assert run("defects", "--json", "all.json").out == ""
    listed = json.loads((tmp_path / "all.json").read_text())
    assert [defect["id"] for defect in listed] == [defect.id for defect in DEFECTS]
    assert listed[0].keys() == {"id", "rule", "statement", "channel"}


def test_the_contract_is_printed_as_openapi(run):
    done = run("spec")
    assert done.code == 0
    assert json.loads(done.out) == bundled_document()


def test_help_lists_the_commands_and_imports_none_of_them(run):
    done = run("--help")
    assert done.code == 0
    for name in ("check", "client", "serve", "generate", "rules", "defects", "spec", "diff", "lint"):
        assert f"\n  {name} " in done.out
    for later in ("judge", "webhook"):
        assert f"\n  {later} " not in done.out
    program = (
        "import sys; sys.argv = ['vapi-contracts', '--help']\n"
        "from vapi_contracts.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'hypothesis', 'pydantic', 'httpx2', 'rich', 'pytest', 'vapi_contracts.cli.check'}\n"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines()[-1] == "[]"


def test_the_listed_help_of_a_command_is_its_own():
    for name, line in COMMANDS.items():
        assert importlib.import_module(f"vapi_contracts.cli.{name}").command.short_help == line


def test_help_of_check_names_every_option(run):
    shown = run("check", "--help").out
    options = (
        "--rules --effort --seed --documented-only --strict --token-env --live --max-requests --rate "
        "--timeout --json --junit"
    )
    for option in options.split():
        assert f"{option} " in shown
    assert "--configured" not in shown


def test_no_command_shows_the_help_as_wrong_usage(run):
    assert run().code == 2
