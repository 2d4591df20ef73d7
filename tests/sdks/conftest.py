"""Every SDK is checked once a session, whatever the number of workers: the reports are shared.

`VAPI_CONTRACTS_SDKS` is the folder with the SDKs, `.sdks` in the root if unset. Without it these tests are skipped; in
CI it is made.
"""

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from . import runs
from .install import InstallationError, install

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
IN_CI = bool(os.environ.get("CI"))
FOLDER = Path(os.environ.get("VAPI_CONTRACTS_SDKS") or ROOT / ".sdks").resolve()


_begun: list[subprocess.Popen[bytes]] = []
"""What this worker started; it ends by itself, and is kept since Python warns of processes that are forgotten."""


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin with the runs while other tests go on: they wait more than they work."""
    wanted = any(HERE in item.path.parents for item in session.items)
    if wanted and (IN_CI or FOLDER.is_dir()) and not session.config.option.collectonly:
        with contextlib.suppress(InstallationError):  # a test will say it
            begin(shared(session.config))


def shared(config: pytest.Config) -> Path:
    """The folder for reports of all workers of this session."""
    base = config._tmp_path_factory.getbasetemp()
    return (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "sdks"


def begin(reports: Path) -> None:
    """Start all runs, unless another worker did. Each holds a lock, which goes when the run ends, however it ends."""
    reports.mkdir(exist_ok=True)
    begun = reports / "begun"
    with begun.open("a") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        if begun.stat().st_size:
            return
        if IN_CI:
            install(FOLDER)
        for sdk in runs.SDKS.values():
            if not sdk.is_there(FOLDER):
                continue
            with (reports / f"{sdk.name}.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                _begun.append(runs.begin(sdk, FOLDER, reports, holding=lock.fileno()))
        mark.write("yes")


@pytest.fixture(scope="session")
def sdks() -> Path:
    """The folder with the SDKs."""
    if not IN_CI and not FOLDER.is_dir():
        pytest.skip(f"the SDKs are not there: python tests/sdks/install.py {FOLDER}")
    return FOLDER


@pytest.fixture(scope="session")
def report_file(sdks, pytestconfig) -> Callable[[str], Path]:
    """Where the report of an SDK is, once there is one."""
    reports = shared(pytestconfig)
    begin(reports)

    def of(name: str) -> Path:
        if not runs.SDKS[name].is_there(sdks):
            told = f"{name} is not there: python tests/sdks/install.py {sdks}"
            pytest.skip(told if shutil.which("npm") else "npm is not installed")
        with (reports / f"{name}.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
        report = reports / f"{name}.json"
        assert report.is_file(), (reports / f"{name}.txt").read_text()[-2000:]
        return report

    return of


@pytest.fixture(scope="session")
def report(report_file) -> Callable[[str], Any]:
    return lambda name: json.loads(report_file(name).read_text())
