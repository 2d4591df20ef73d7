"""What tests of the project itself stand on: its root and the files that git would take."""

import subprocess
import tomllib
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).parents[2]


@pytest.fixture(scope="session")
def files(root) -> list[Path]:
    """Every file of the project, relative to its root; links left out."""
    told = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = sorted({Path(name) for name in told.split("\0") if name})
    return [path for path in paths if (root / path).is_file() and not (root / path).is_symlink()]


@pytest.fixture(scope="session")
def modules(files) -> list[Path]:
    """The files of Python that are installed, relative to the root."""
    return [path for path in files if path.suffix == ".py" and path.parts[0] in ("vapi_contracts", "strategies")]


@pytest.fixture(scope="session")
def pyproject(root) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text())
