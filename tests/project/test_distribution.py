"""What is built holds what the tree holds, at the places where it is imported from."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

OURS = ("vapi_contracts/", "strategies/")


@pytest.fixture(scope="module")
def built(root, files, tmp_path_factory):
    """The sdist of a copy of the tree, and the wheel that is built from that sdist."""
    copy = tmp_path_factory.mktemp("tree")
    for path in files:
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / path, copy / path)
    (copy / "vapi_contracts" / "strategies").symlink_to("../strategies")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", "dist"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return copy / "dist"


@pytest.fixture(scope="module")
def wheel(built):
    [path] = built.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


def installed(path: Path) -> str:
    """Where a file of the tree stands once it is installed."""
    return str("vapi_contracts" / path if path.parts[0] == "strategies" else path)


def test_the_wheel_holds_the_package_and_nothing_else(wheel, files):
    """`strategies/` as `vapi_contracts/strategies/`: a downstream project may have one of its own."""
    ours = {installed(path) for path in files if path.parts[0] in ("vapi_contracts", "strategies")}
    assert {name for name in wheel.namelist() if ".dist-info/" not in name} == ours
    assert {"vapi_contracts/py.typed", "vapi_contracts/reference/contract.json"} <= ours


def test_the_wheel_names_its_entry_points_and_its_licence(wheel):
    [entry_points] = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    text = wheel.read(entry_points).decode()
    assert "vapi-contracts = vapi_contracts.cli:main" in text
    assert "vapi-contracts = vapi_contracts.pytest_plugin" in text
    assert any(name.endswith("licenses/LICENSE") for name in wheel.namelist())


def test_the_sdist_holds_every_module_once(built, modules):
    [path] = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
    packed = [name for name in names if name.endswith(".py") and name.startswith(OURS)]
    assert sorted(packed) == sorted(map(str, modules))


def test_every_package_is_listed(pyproject, modules):
    """setuptools finds nothing by itself here: a folder that is not listed is not installed."""
    packages = {installed(path.parent).replace("/", ".") for path in modules}
    assert sorted(pyproject["tool"]["setuptools"]["packages"]) == sorted(packages)
    assert [path for path in modules if path.with_name("__init__.py") not in modules] == []


def test_the_folder_strategies_is_not_importable_under_its_bare_name(root):
    """In the root of the project it would be found there, and everything in it loaded twice."""
    done = subprocess.run(
        [sys.executable, "-c", "import strategies"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "ImportError: this folder is the package 'vapi_contracts.strategies'" in done.stderr
    assert "write 'from vapi_contracts import strategies'" in done.stderr


def test_strategies_are_a_link_in_the_tree(root):
    link = root / "vapi_contracts" / "strategies"
    assert link.is_symlink()
    assert str(link.readlink()) == "../strategies"
