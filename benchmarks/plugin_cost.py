"""What the pytest plugin costs those who have it installed and don't use it.

Runs pytest on an empty folder, with the plugin and without, in turns, and prints the median of the ratios.
The plugin may cost a factor of 1.03.

    python benchmarks/plugin_cost.py [PAIRS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

PAIRS = 41
LIMIT = 1.03
SWITCHED_OFF = ("-p", "no:vapi-contracts")


def seconds(folder: str, *arguments: str) -> float:
    """Return how long pytest takes on a folder without tests."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "COV_"))}
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    took = time.perf_counter() - started
    if done.returncode != 5:
        raise SystemExit(done.stdout.decode() + done.stderr.decode())
    return took


def main() -> int:
    """Measure, print one line, and return 1 where the plugin costs more than it may."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    with_plugin: list[float] = []
    without: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for arguments in ((), SWITCHED_OFF):
            seconds(folder, *arguments)
        for pair in range(pairs):
            runs = [(with_plugin, ()), (without, SWITCHED_OFF)]
            for times, arguments in runs if pair % 2 else reversed(runs):
                times.append(seconds(folder, *arguments))
    ratio = statistics.median(one / other for one, other in zip(with_plugin, without, strict=True))
    print(
        f"{pairs} pairs: {statistics.median(with_plugin) * 1000:.0f} ms with the plugin,"
        f" {statistics.median(without) * 1000:.0f} ms without, median ratio {ratio:.3f} (at most {LIMIT})"
    )
    return int(ratio > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
