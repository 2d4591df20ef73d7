"""Makes what the tests of this folder need: `python tests/sdks/install.py [FOLDER]`, `.sdks` if no folder is named.

Each version of an SDK gets an environment of its own, since they have one package name. The toolkit and what it
depends on are not installed again: each environment looks up what it lacks in the one that runs this script.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
REQUIREMENTS = sorted(HERE.glob("requirements-*.txt"))
NPM = "npm"


class InstallationError(Exception):
    """What is needed cannot be installed; the text is that of the tool that says so."""


def environment_of(requirements: Path) -> str:
    """Return the name of the environment that a list of requirements is installed in."""
    return requirements.stem.removeprefix("requirements-")


def python_of(environment: Path) -> Path:
    return environment / "bin" / "python"


def install(folder: Path) -> None:
    """Bring the folder up to date; what is as it should be is left alone, and so is the SDK of npm without npm.

    Raises `InstallationError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor() as pool:
        jobs = [pool.submit(_python, folder / environment_of(listed), listed) for listed in REQUIREMENTS]
        jobs.append(pool.submit(_node, folder / NPM))
        for job in jobs:
            job.result()


def _python(environment: Path, requirements: Path) -> None:
    wanted = [requirements.read_text(), Path(__file__).read_text(), sys.executable, sys.version]
    if _is_there(environment, wanted):
        return
    _run([sys.executable, "-m", "venv", "--without-pip", environment])
    python = python_of(environment)
    [site] = (environment / "lib").glob("python*/site-packages")
    (site / "toolkit.pth").write_text(f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n")
    command = environment / "bin" / "vapi-contracts"
    command.write_text(f"#!{python}\nfrom vapi_contracts.cli import main\n\nmain()\n")
    command.chmod(0o755)
    # compiling thousands of modules of which a few are imported takes longer than the rest
    pip = ["-m", "pip", "--python", python, "install", "--quiet", "--no-compile", "--disable-pip-version-check"]
    _run([sys.executable, *pip, "-r", requirements])
    _done(environment, wanted)


def _node(folder: Path) -> None:
    wanted = [(HERE / "package.json").read_text()]
    npm = shutil.which("npm")
    if npm is None or _is_there(folder, wanted):
        return
    folder.mkdir()
    shutil.copy(HERE / "package.json", folder)
    _run([npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], cwd=folder)
    _done(folder, wanted)


def _is_there(folder: Path, wanted: list[str]) -> bool:
    """Whether the folder holds what is wanted; one that does not is removed."""
    mark = folder / "installed"
    if mark.is_file() and mark.read_text() == _digest(wanted):
        return True
    shutil.rmtree(folder, ignore_errors=True)
    return False


def _done(folder: Path, wanted: list[str]) -> None:
    (folder / "installed").write_text(_digest(wanted))


def _digest(wanted: list[str]) -> str:
    return hashlib.sha256(json.dumps(wanted).encode()).hexdigest()


def _run(command: list[str | Path], cwd: Path | None = None) -> None:
    done = subprocess.run(
        command, cwd=cwd, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ
    )
    if done.returncode:
        raise InstallationError(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}")


if __name__ == "__main__":
    try:
        install(Path(sys.argv[1] if len(sys.argv) > 1 else ".sdks").resolve())
    except InstallationError as error:
        sys.exit(str(error))
