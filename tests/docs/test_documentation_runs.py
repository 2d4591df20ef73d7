"""What the documentation shows works: its Python runs, its commands end as it says.

In README.md and docs/*.md comment lines right before a fenced block say what is to be done with it:

- `<!-- skip: reason -->`  it is not run;
- `<!-- exit: 1 -->`       the commands of this `console` block end with that exit code (0 if not said);
- `<!-- file: NAME -->`    it is not run but written to that file, for the blocks that follow;
- `<!-- needs: node -->`   it is run where that command is; elsewhere the page is skipped from here on;
- `<!-- needs: sdk 3 -->`  the same for an environment that `tests/sdks/install.py` makes, whose commands it then finds;
                           in CI, where the tests make it, the page fails without.

The blocks of a page share their names and a temporary working directory. The lines of a `console` block that
start with `$ ` (and `> ` for continued ones) are one bash script, which stops at the first failure.
"""

import contextlib
import importlib
import os
import re
import shutil
import signal
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from sybil import Document, Example, Region, Sybil
from sybil.document import PythonDocStringDocument
from sybil.evaluators.doctest import DocTestEvaluator
from sybil.parsers.abstract import DocTestStringParser
from sybil.parsers.rest import DocTestParser

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
MODULES = sorted(
    {
        path.relative_to(ROOT)
        for folder in ("vapi_contracts", "vapi_contracts/strategies")
        for path in (ROOT / folder).rglob("*.py")
        if ">>>" in path.read_text()
    }
)
SECONDS = 100
LONGEST = 3_000
"""Characters of what a block printed that a failure shows."""
BLOCK = re.compile(
    r"(?P<notes>(?:^<!-- (?:skip|exit|file|needs): [^\n]*? -->\n+)*)"
    r"^(?P<fence>```+)(?P<language>\w*)[^\n]*\n(?P<code>.*?)^(?P=fence)$",
    re.DOTALL | re.MULTILINE,
)


NOTE = re.compile(r"<!-- (?P<word>\w+): (?P<value>.*?) -->")
SDKS = Path(os.environ.get("VAPI_CONTRACTS_SDKS") or ROOT / ".sdks").resolve()


def blocks(document: Document) -> Iterator[Region]:
    """Find what is to be done for a page, in order; a parser for Sybil."""
    for match in BLOCK.finditer(document.text):
        language, code = match["language"], match["code"]
        notes = {note["word"]: note["value"] for note in NOTE.finditer(match["notes"])}
        if "skip" in notes:
            continue
        if "file" in notes:
            yield Region(match.start(), match.end(), (notes["file"], code), write)
        elif language == "console":
            wanted = (int(notes.get("exit", 0)), script_of(code), notes.get("needs"))
            yield Region(match.start(), match.end(), wanted, run)
        elif language == "python" and ">>>" in code:
            for region in DocTestStringParser(DocTestEvaluator())(code, document.path):
                region.start += match.start("code")
                region.end += match.start("code")
                yield region
        elif language == "python":
            yield Region(match.start("code"), match.end("code"), code, execute)


def script_of(code: str) -> str:
    return "\n".join(line[2:] for line in code.splitlines() if line.startswith(("$ ", "> ")))


def write(example: Example) -> None:
    name, content = example.parsed
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(content)


def execute(example: Example) -> None:
    code = compile("\n" * (example.line - 1) + example.parsed, example.path, "exec", dont_inherit=True)
    exec(code, example.namespace)


def run(example: Example) -> str | None:
    expected, script, needed = example.parsed
    first = folder_of(needed) if needed else None
    with Path("printed").open("w+") as printed:
        process = subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", script],
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            env=environment(first),
            start_new_session=True,
        )
        try:
            code = process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            end_all(process.pid)
        printed.seek(0)
        text = printed.read()
    Path("printed").unlink()
    if code == expected:
        return None
    ended = f"did not end within {SECONDS} s" if code is None else f"ended with {code} instead of {expected}"
    return f"{script}\n{ended}, and printed:\n{text[-LONGEST:]}"


def folder_of(needed: str) -> Path | None:
    """Return the folder with the commands of what a block needs; without it, skip what is left of the page."""
    _, sdk, name = needed.rpartition("sdk ")
    folder = SDKS / name / "bin"
    if folder.is_dir() if sdk else shutil.which(needed):
        return folder if sdk else None
    told = f"it needs {needed}" + (f": python tests/sdks/install.py {SDKS}" if sdk else "")
    if sdk and os.environ.get("CI"):
        pytest.fail(told)
    pytest.skip(told)


def environment(first: Path | None = None) -> dict[str, str]:
    """Return a new user's environment, with our commands on the path; those in the folder `first` come first."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "VAPI_"))}
    scripts = sysconfig.get_path("scripts")
    path = os.pathsep.join([*map(str, filter(None, [first])), scripts, kept["PATH"]])
    return {**kept, "PATH": path, "NO_COLOR": "1", "TERM": "dumb"}


def end_all(session: int) -> None:
    """End what a block left running in the background."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(session, signal.SIGKILL)


def evaluate(document: Document) -> None:
    for example in document.examples():
        example.evaluate()


def parsed(path: Path, *parsers, document_type=None) -> Document:
    return Sybil(parsers, document_types={path.suffix: document_type or Document}).parse(path)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_page(path):
    evaluate(parsed(path, blocks))


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_docstrings(path):
    """In the namespace of their module, as a reader would try them."""
    document = parsed(ROOT / path, DocTestParser(), document_type=PythonDocStringDocument)
    name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    document.namespace.update(vars(importlib.import_module(name)))
    evaluate(document)


PAGE = """\
<!-- file: sub/note.txt -->
```text
hello
```

```python
from pathlib import Path
WORD = Path("sub/note.txt").read_text().strip()
```

```python
>>> WORD
'hello'
```

<!-- exit: 3 -->
```console
$ grep -q hello sub/note.txt && sleep 60 &
$ test -f \\
>   sub/note.txt
hello
$ (exit 3)
$ touch never
```

<!-- needs: bash -->
<!-- exit: 4 -->
```console
$ exit 4
```

<!-- skip: no such program -->
```console
$ no-such-program
```
"""


def test_a_page_may_write_files_run_python_and_run_commands(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    evaluate(parsed(page, blocks))
    assert not Path("never").exists()


@pytest.mark.parametrize(
    ("needed", "ci", "outcome", "told"),
    [
        ("no-such-program", "true", pytest.skip.Exception, "it needs no-such-program"),
        ("sdk none", "", pytest.skip.Exception, r"it needs sdk none: python tests/sdks/install.py"),
        ("sdk none", "true", pytest.fail.Exception, r"it needs sdk none: python tests/sdks/install.py"),
    ],
)
def test_a_block_that_needs_what_is_not_there(tmp_path, monkeypatch, needed, ci, outcome, told):
    """It is skipped, and the rest of the page with it; in CI it fails if the tests could have made it."""
    monkeypatch.setenv("CI", ci)
    page = tmp_path / "page.md"
    page.write_text(f"<!-- needs: {needed} -->\n```console\n$ true\n```\n")
    with pytest.raises(outcome, match=told):
        evaluate(parsed(page, blocks))


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("```console\n$ echo seen; false\n```\n", "ended with 1 instead of 0, and printed:\nseen"),
        ("<!-- exit: 2 -->\n```console\n$ true\n```\n", "ended with 0 instead of 2"),
        ("text\n\n```python\nassert 1 == 2, 'not so'\n```\n", "not so"),
        ("```python\n>>> 1 + 1\n3\n```\n", "Got:\n    2"),
    ],
)
def test_a_page_that_is_wrong_fails(tmp_path, block, told):
    page = tmp_path / "page.md"
    page.write_text(block)
    with pytest.raises(AssertionError, match=re.escape(told)):
        evaluate(parsed(page, blocks))
