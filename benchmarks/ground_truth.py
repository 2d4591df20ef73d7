"""Recall and cost against the seeded defects: `python benchmarks/ground_truth.py [EFFORT [SEED…]]`.

For every defect a whole run is made, all rules selected: whether the rule that the defect names broke, which others
did, and how many requests the run took. At `standard` that takes about ten minutes a seed.
"""

from __future__ import annotations

import statistics
import sys
from typing import cast

from vapi_contracts import check
from vapi_contracts.reference import DEFECTS, create_app
from vapi_contracts.rules.rule import Effort


def main(effort: Effort, seeds: list[int]) -> None:
    """Print what was missed, and the table."""
    print("| effort | seed | found | requests, median | requests, most | seconds, median |")
    print("|---|---|---|---|---|---|")
    for seed in seeds:
        requests: list[int] = []
        seconds: list[float] = []
        missed: list[str] = []
        for defect in DEFECTS:
            result = check(lambda chosen=defect.id: create_app(defects=[chosen]), effort=effort, seed=seed)
            broken = {found.rule.id for found in result.rules if found.outcome == "failed"}
            requests.append(result.requests)
            seconds.append(result.duration_s)
            if defect.rule not in broken:
                missed.append(defect.id)
        found = f"{len(DEFECTS) - len(missed)} of {len(DEFECTS)}"
        print(
            f"| {effort} | {seed} | {found} | {statistics.median(requests):.0f} | {max(requests)}"
            f" | {statistics.median(seconds):.2f} |"
        )
        for name in missed:
            print(f"missed: {name}", file=sys.stderr)


if __name__ == "__main__":
    chosen = cast("Effort", sys.argv[1] if len(sys.argv) > 1 else "standard")
    main(chosen, [int(seed) for seed in sys.argv[2:]] or [1])
