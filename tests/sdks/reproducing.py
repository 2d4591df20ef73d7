"""Runs the scripts of the counterexamples of a report, all in one process.

`python tests/sdks/reproducing.py REPORT [N]`: all of them, or the first N of each rule.

Prints one JSON object: what each script ended with, by `RULE: MESSAGE`, numbered. An SDK that takes long to import is
imported once; the scripts run at the same time, as they wait more than they work.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

AT_A_TIME = 12


def ended_with(script: str) -> Any:
    """Return the exit code, or the text of what was raised."""
    try:
        exec(compile(script, "reproduction", "exec"), {"__name__": "__main__"})  # noqa: S102 - that is what it is for
    except SystemExit as ended:
        return ended.code
    except Exception as error:  # noqa: BLE001 - whatever a script raises is what is to be told
        return repr(error)
    return 0


def main() -> None:
    file, *most = sys.argv[1:]
    del sys.argv[1:]  # a script would take them for its own
    rules = json.loads(Path(file).read_text())["rules"]
    found = [(rule["id"], one) for rule in rules for one in rule["counterexamples"][: int(most[0]) if most else None]]
    scripts = {f"{at}. {rule}: {one['message']}": one["reproduce"]["python"] for at, (rule, one) in enumerate(found, 1)}
    with contextlib.redirect_stdout(io.StringIO()), ThreadPoolExecutor(AT_A_TIME) as pool:
        codes = list(pool.map(ended_with, scripts.values()))
    sys.stdout.write(json.dumps(dict(zip(scripts, codes, strict=True))))


if __name__ == "__main__":
    main()
