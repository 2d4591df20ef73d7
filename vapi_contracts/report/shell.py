"""A scenario as a POSIX shell script of curl commands, which fills in what is known only while it runs."""

from __future__ import annotations

import base64
import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from vapi_contracts.body import Body, Bytes, Json, Repeated, Text, Value
from vapi_contracts.report.json_text import json_text
from vapi_contracts.runner.result import Counterexample
from vapi_contracts.scenario import (
    Create,
    Credential,
    Delete,
    Invoke,
    List,
    Page,
    Patch,
    Read,
    Scenario,
    Send,
    Step,
    Wait,
)

__all__ = ["shell_script"]

_TEXT_PARTS = re.compile(r"\{(fresh|FRESH|host|HOST|Host)\}")
_ID_PART = re.compile(r"\{id:(\d+)\}")
_IN_A_TARGET = "!#$%&'()*+,/:;=?@[]~"
_AUTHORIZATION: Mapping[Credential, str] = {
    "right": ' -H "$right"',
    "wrong": " -H 'Authorization: Bearer not-the-token'",
    "absent": "",
}


def shell_script(found: Counterexample, *, rule: str, base_url: str | None) -> str:
    """Return a script that plays the scenario, printing each status and body, and removes what it created.

    Without a `base_url` it asks for one: the target ran in process.
    """
    title = " ".join(f"{rule}: {found.message}".encode("ascii", "backslashreplace").decode().split())
    base = f"${{BASE_URL:-{base_url}}}" if base_url else "${BASE_URL:?is where the API is served}"
    steps = "\n".join(_steps(found.scenario, found.transcript.target.sip_host))
    parts = [_HEAD.format(title=title, base=base), _FRESH, _KEEP, _INSTANT, _END]
    needed = ["", r"\$fresh|\$FRESH", r"^keep ", r"\$\(instant ", ""]
    chosen = [part for part, mark in zip(parts, needed, strict=True) if re.search(mark, steps, re.MULTILINE)]
    return "".join(chosen) + "\n" + steps + "\n"


def _steps(scenario: Scenario, host: str) -> Iterator[str]:
    """Yield the lines of the steps; of a number only what later steps need is kept."""
    commands = [_Words(host).command(step) for step in scenario]
    all_of_them = "\n".join(commands)
    named = {int(number) for number in re.findall(r"\$id_(\d+)", all_of_them)}
    dated = {int(number) for number in re.findall(r"\$\(instant (\d+) ", all_of_them)}
    numbers = itertools.count()
    for at, (step, command) in enumerate(zip(scenario, commands, strict=True), 1):
        number: int = next(numbers) if isinstance(step, Create) else getattr(step, "number", -1)
        yield f"echo '# step {at}'"
        yield command
        if isinstance(step, Create | Read | Patch):
            needed = number in dated or (isinstance(step, Create) and number in named)
            yield from [f"keep {number}"] if needed else []
        if isinstance(step, Create) and number in named:
            yield f'id_{number}=$(field id <"$kept/number-{number}")'


class _Words:
    """Writes a step as shell words. What the shell fills in is marked until the text around it is quoted."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._expressions: list[str] = []

    def command(self, step: Step) -> str:
        match step:
            case Wait():
                return "sleep 1"
            case Create(body=body):
                return f"{self._json(body)} | {self._ask('POST', '/phone-number', step.credential)}{_JSON_SENT}"
            case Patch(number=number, body=body):
                path = self._of_number(number)
                return f"{self._json(body)} | {self._ask('PATCH', path, step.credential)}{_JSON_SENT}"
            case Read(number=number):
                return self._ask("GET", self._of_number(number), step.credential)
            case Delete(number=number):
                return self._ask("DELETE", self._of_number(number), step.credential)
            case List(query=query):
                return self._ask("GET", "/phone-number", step.credential) + self._query(query)
            case Page(query=query):
                return self._ask("GET", "/v2/phone-number", step.credential) + self._query(query)
            case Send():
                return self._raw(step)
            case Invoke():
                raise ValueError("what a client is to do cannot be written for a shell")

    def _ask(self, method: str, path: str, credential: Credential) -> str:
        return f"ask {self._quoted(method)} {self._quoted(path)}{_AUTHORIZATION[credential]}"

    def _of_number(self, number: int) -> str:
        return "/phone-number/" + self._expression(f"$id_{number}")

    def _json(self, payload: Json) -> str:
        return f"printf %s {self._quoted(json_text(self._filled(payload), indent=None))}"

    def _query(self, query: Mapping[str, Json]) -> str:
        words = ""
        for name, value in query.items():
            items: list[Json] = value if isinstance(value, list) else [value]
            for item in items:
                filled = self._filled(item)
                text = filled if isinstance(filled, str) else json.dumps(filled)
                words += f" --data-urlencode {self._quoted(f'{quote(name)}={text}')}"
        return f" -G{words}" if words else ""

    def _raw(self, step: Send) -> str:
        path = quote(
            _ID_PART.sub(lambda found: self._expression(f"$id_{found.group(1)}"), step.path),
            safe=_IN_A_TARGET + _OPEN + _CLOSE,
            errors="surrogatepass",
        )
        kind = f"Content-Type: {step.content_type}" if step.content_type else "Content-Type:"
        words = self._ask(step.method, path, step.credential) + f" -H {self._quoted(kind)}"
        if step.body is None:
            return words
        return f"{self._bytes(step.body)} | {words} --data-binary @-"

    def _bytes(self, body: Body) -> str:
        match body:
            case Value(value):
                return f"printf %s {_single(json_text(value, indent=None))}"
            case Text(text) if "\0" not in text:
                return f"printf %s {_single(text)}"
            case Repeated(head, unit, count, tail, closing):
                words = " ".join(_single(part) for part in (head, unit, str(count), closing, tail))
                return f"python3 -c {_single(_REPEAT)} {words}"
            case Text() | Bytes():
                encoded = base64.b64encode(body.encode()).decode()
                return f"printf %s {_single(encoded)} | base64 -d"

    def _filled(self, value: Any) -> Json:
        match value:
            case {"$text": str(template)} if len(value) == 1:
                return _TEXT_PARTS.sub(self._part, template)
            case {"$instant": {"number": number, "field": field, **rest}} if len(value) == 1:
                return self._expression(f"$(instant {number} {field} {rest.get('plus_ms', 0)})")
            case dict():
                content: dict[str, Json] = value
                return {key: self._filled(inner) for key, inner in content.items()}
            case list():
                items: list[Json] = value
                return [self._filled(inner) for inner in items]
            case _:
                return value

    def _part(self, found: re.Match[str]) -> str:
        name = found.group(1)
        if name in ("fresh", "FRESH"):
            return self._expression(f"${name}")
        written: dict[str, Callable[[], str]] = {"HOST": self._host.upper, "Host": self._host.title}
        return written.get(name, lambda: self._host)()

    def _expression(self, expression: str) -> str:
        self._expressions.append(expression)
        return f"{_OPEN}{len(self._expressions) - 1}{_CLOSE}"

    def _quoted(self, text: str) -> str:
        """Return a text as one shell word, with the marked expressions left to the shell."""
        words: list[str] = []
        for at, part in enumerate(_MARK.split(text)):
            if at % 2:
                words.append(f'"{self._expressions[int(part)]}"')
            elif part:
                words.append(_single(part))
        return "".join(words) or "''"


_OPEN, _CLOSE = "<<vapi-contracts:", ":>>"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_JSON_SENT = " -H 'Content-Type: application/json' --data-binary @-"
_PLAIN = re.compile(r"[A-Za-z0-9/_.:=-]+")


def _single(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else "'" + text.replace("'", "'\\''") + "'"


_REPEAT = (
    "import sys; head, unit, count, closing, tail = sys.argv[1:]; "
    "sys.stdout.write(head + unit * int(count) + closing * int(count) + tail)"
)

_HEAD = """\
#!/bin/sh
# {title}
# Needs curl and python3. BASE_URL says where the API is, VAPI_TOKEN holds the token.
BASE_URL={base}
right="Authorization: Bearer ${{VAPI_TOKEN:-test-token}}"
kept=$(mktemp -d)

ask() {{ # METHOD TARGET [OPTION OF CURL]...: send a request, print the status and the body of the answer
  method=$1 target=$2
  shift 2
  : >"$kept/answer"
  printf '%s\\n' "$method $target"
  status=$(curl -sS -g --path-as-is --max-time 60 -X "$method" -o "$kept/answer" -w '%{{http_code}}' \\
    -H 'Accept: application/json' "$@" "$BASE_URL$target")
  echo "-> $status"
  cat "$kept/answer"
  echo
  echo "$status" >"$kept/status"
  case $method$status in POST2*) field id <"$kept/answer" >>"$kept/made" ;; esac
}}

field() {{ # NAME: a property of the JSON object that is read
  python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1" 2>/dev/null
}}
"""

_FRESH = """
fresh=$(od -An -N5 -tx1 /dev/urandom | tr -d ' \\n')
FRESH=$(echo "$fresh" | tr a-f A-F)
"""

_KEEP = """
keep() { # NUMBER: keep the last answer as what is known of a number, if it was a success
  case $(cat "$kept/status") in 2*) cp "$kept/answer" "$kept/number-$1" ;; *) : >>"$kept/number-$1" ;; esac
}
"""

_INSTANT = """
instant() { # NUMBER FIELD MILLISECONDS: a timestamp as it was shown, shifted if the milliseconds are not 0
  shown=$(field "$2" <"$kept/number-$1")
  python3 -c '
import sys
from datetime import datetime, timedelta, timezone
shown, plus = sys.argv[1], int(sys.argv[2])
if plus:
    moment = datetime.fromisoformat(shown.replace("Z", "+00:00"))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    moved = moment.astimezone(timezone.utc) + timedelta(milliseconds=plus)
    shown = moved.isoformat(timespec="milliseconds").replace("+00:00", "Z")
print(shown)' "$shown" "$3"
}
"""

_END = """
remove() {
  if [ -f "$kept/made" ]; then
    while read -r id; do
      curl -sS -o "$kept/answer" --max-time 60 -X DELETE -H "$right" "$BASE_URL/phone-number/$id"
    done <"$kept/made"
  fi
  rm -r "$kept"
}
trap remove EXIT
trap 'exit 130' INT TERM
"""
