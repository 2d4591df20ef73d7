"""How long a run takes, in process and over a socket: `python benchmarks/runs.py [ROUNDS]`.

Each figure is the median of interleaved rounds in fresh processes, imports included. The nine rules are those that
the spine of the project was built on; the whole is all of them.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from vapi_contracts.reference import create_app, serving

NINE = (
    "payload.CreateVapiPhoneNumberDTO.name.maxLength",
    "payload.SipAuthentication.password.minLength",
    "payload.TransferPlan.sipVerb.enum",
    "payload.TransferDestinationNumber.number.pattern",
    "resource.create",
    "resource.echo",
    "resource.patch",
    "resource.list",
    "resource.robust",
)
COMMAND = (sys.executable, "-m", "vapi_contracts")


def seconds(*arguments: str) -> float:
    """Run the command and return how long it took."""
    started = time.perf_counter()
    subprocess.run([*COMMAND, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def main(rounds: int) -> None:
    """Print the table."""
    with serving(create_app()) as url:
        nine = ("check", "--seed", "1", "--rules", ",".join(NINE))
        whole = ("check", "--seed", "1")
        runs = {
            "vapi-contracts --help": ("--help",),
            "nine rules, in process": nine,
            "nine rules, over a socket": (*nine[:1], url, *nine[1:]),
            "all rules, quick, in process": (*whole, "--effort", "quick"),
            "all rules, standard, in process": whole,
            "all rules, standard, over a socket": (*whole[:1], url, *whole[1:]),
        }
        taken: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(rounds):
            for name, arguments in runs.items():
                taken[name].append(seconds(*arguments))
    print(f"| run | median of {rounds} | least | most |")
    print("|---|---|---|---|")
    for name, figures in taken.items():
        print(f"| {name} | {statistics.median(figures):.2f} s | {min(figures):.2f} s | {max(figures):.2f} s |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
