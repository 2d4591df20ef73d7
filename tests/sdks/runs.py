"""Checks every SDK as its users would: `python tests/sdks/runs.py SDKS REPORTS [--seed N] [NAME…]`.

`SDKS` is the folder that `install.py` made; the reports of `vapi-contracts client --json` go to the folder `REPORTS`,
one a name. The runs go on at the same time: they wait more than they work.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
CLIENTS = HERE / "clients"
SEED = 1


@dataclass(frozen=True)
class Sdk:
    """An SDK that is checked: what it is called, where `install.py` puts it, and what is passed to the command."""

    name: str
    environment: str
    client: tuple[str, ...]
    is_slow: bool = False

    def is_there(self, sdks: Path) -> bool:
        return (sdks / self.environment / "installed").is_file()

    def python(self, sdks: Path) -> str:
        """The interpreter to check it with; a program can be checked with any."""
        environment = sdks / self.environment
        return str(environment / "bin" / "python") if (environment / "bin").is_dir() else sys.executable

    def command(self, sdks: Path, report: Path, seed: int) -> list[str]:
        options = ["--effort", "standard", "--seed", str(seed), "--json", str(report)]
        return [self.python(sdks), "-m", "vapi_contracts", "client", *options, *self.client]


SDKS = {
    sdk.name: sdk
    for sdk in (
        Sdk("vapi-agent-0.1.1", "3", ("vapi_agent_client:client",)),
        Sdk("vapi-server-sdk-1.6.0", "1.6", ("vapi_server_sdk_before_3:client",)),
        Sdk("vapi-server-sdk-0.8.1", "0.8", ("vapi_server_sdk_before_3:client",), is_slow=True),
        Sdk("vapi-server-sdk-3.0.0", "3", ("vapi_server_sdk:client",)),
        Sdk("server-sdk-2.0.1", "npm", ("--", "node", str(CLIENTS / "vapi_server_sdk.mjs"))),
    )
}


def environment() -> dict[str, str]:
    """A new user's environment, in which the descriptions of the clients are found."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "VAPI_", "COVERAGE_"))}
    return {**kept, "PYTHONPATH": str(CLIENTS), "NO_COLOR": "1"}


def begin(
    sdk: Sdk, sdks: Path, reports: Path, *, seed: int = SEED, holding: int | None = None
) -> subprocess.Popen[bytes]:
    """Start a run; when it ends, `NAME.json` is its report and `NAME.txt` what it printed.

    `holding` is a file that stays open until then.
    """
    folder = reports / sdk.name
    folder.mkdir(parents=True)
    if sdk.environment == "npm":
        (folder / "node_modules").symlink_to(sdks / sdk.environment / "node_modules")
    with (reports / f"{sdk.name}.txt").open("wb") as printed:
        return subprocess.Popen(
            sdk.command(sdks, reports / f"{sdk.name}.json", seed),
            cwd=folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            pass_fds=() if holding is None else (holding,),
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Check every SDK.")
    parser.add_argument("sdks", type=Path)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("names", nargs="*", default=[*SDKS])
    given = parser.parse_args()
    started = time.monotonic()
    sdks, reports = given.sdks.resolve(), given.reports.resolve()
    processes = {name: begin(SDKS[name], sdks, reports, seed=given.seed) for name in given.names}
    for name, process in processes.items():
        code = process.wait()
        sys.stdout.write(f"{name}: ended with {code}, {time.monotonic() - started:.0f} s after the start\n")


if __name__ == "__main__":
    main()
