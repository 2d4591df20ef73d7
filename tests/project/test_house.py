"""The house keeps its own rules: imports, sizes, records, what no file may say."""

import ast
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

LONGEST = 500
IN_THE_ROOT = {
    ".gitignore",
    ".pre-commit-config.yaml",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "conftest.py",
    "mkdocs.yml",
    "pyproject.toml",
}
REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "debian" + ".org/debian",
    "--index" + "-url",
    "--extra-index" + "-url",
]


def test_imports_run_one_way(root):
    command = Path(sysconfig.get_path("scripts")) / "lint-imports"
    done = subprocess.run([command, "--no-logo"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_import_contracts_see_the_linked_folder(root):
    """A contract over modules that were not found would hold whatever they import."""
    code = "import grimp; print(*grimp.build_graph('vapi_contracts').modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert "vapi_contracts.strategies.addresses" in done.stdout.splitlines()


def test_the_configuration_needs_the_standard_library_only(root):
    """It is read before anything else is imported."""
    tree = ast.parse((root / "vapi_contracts" / "configuration.py").read_text())
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)} | {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_no_module_is_long(root, files):
    long = {
        str(path): lines
        for path in files
        if path.suffix == ".py" and (lines := len((root / path).read_text().splitlines())) > LONGEST
    }
    assert long == {}


def test_the_root_holds_no_stray_files(files):
    assert {str(path) for path in files if len(path.parts) == 1} == IN_THE_ROOT


def test_no_file_names_a_registry(root, files):
    """Packages come from wherever the machine's own clients are set to get them."""
    named = [
        (str(path), registry)
        for path in files
        for registry in REGISTRIES
        if registry.encode() in (root / path).read_bytes()
    ]
    assert named == []


def test_nothing_that_is_shipped_leans_on_the_neighbourhood(root, files):
    """The folder beside the checkout is not there for whoever installs or reads this."""
    pages = {path for path in files if path.suffix == ".md"}
    shipped = {path for path in files if path.parts[0] in ("vapi_contracts", "strategies", "examples")}
    assert [path for path in sorted(pages | shipped) if b"../shared" in (root / path).read_bytes()] == []


def test_decision_records_are_numbered_without_a_gap(root):
    names = sorted(path.name for path in (root / "docs" / "decisions").glob("*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    for name in names:
        assert (root / "docs" / "decisions" / name).read_text().startswith(f"# {int(name[:4])}. ")


def test_every_dependency_has_a_decision_record(root, pyproject):
    records = "\n".join(path.read_text() for path in (root / "docs" / "decisions").glob("*.md"))
    names = [re.split(r"[<>=\[]", line)[0] for line in pyproject["project"]["dependencies"]]
    assert [name for name in names if not re.search(rf"\b{re.escape(name)}\b", records)] == []


def test_the_changelog_opens_with_this_version(root, pyproject):
    version = pyproject["project"]["version"]
    headings = re.findall(r"^## (\S+)", (root / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == version


def test_the_gate_runs_the_readmes_commands(root):
    """What a reader types is what is tested."""
    readme, gate = (root / "README.md").read_text(), (root / ".ci" / "run").read_text()
    for command in (
        "python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]' && .venv/bin/pytest -q -n 2",
        "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/vapi-contracts check",
    ):
        assert command in readme
        assert command.replace(".venv", '"$venv"') in gate


def test_the_gate_is_all_that_the_hosted_ci_runs(root):
    workflow = (root / ".github" / "workflows" / "ci.yml").read_text()
    assert re.findall(r"run: (.+)", workflow) == [".ci/run"]
    assert (root / ".ci" / "run").stat().st_mode & 0o111
