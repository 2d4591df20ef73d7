"""What contradicts itself in a document, and the document as it is probably meant."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from typing import Any

from vapi_contracts.spec.clashes import clashes
from vapi_contracts.spec.contradiction import Contradiction, patched
from vapi_contracts.spec.document import Document
from vapi_contracts.spec.narrowing import is_phone_number_api, narrow
from vapi_contracts.spec.places import schema_places
from vapi_contracts.spec.pointers import tokens
from vapi_contracts.spec.usability import Usability
from vapi_contracts.spec.views import Views

__all__ = ["contradictions", "read_and_repair", "repair"]

ROUNDS = 2
"""How often readings are applied: one may bring another clash to light."""


def contradictions(document: Document, *, all: bool = False) -> list[Contradiction]:  # noqa: A002 - the option's name
    """Return the contradictions of the phone-number contract, of the whole document if asked or if it has none.

    Schemas that no value satisfies, keywords that can have no effect, examples and defaults that do not fit.
    """
    looked_at = document if all or not is_phone_number_api(document) else narrow(document)
    views = Views(looked_at)
    usability = Usability(views)
    found: list[Contradiction] = []
    for pointer, schema in schema_places(looked_at):
        here = list(clashes(views, pointer, schema))
        here += usability.discriminator(pointer, schema)
        here += usability.unions(pointer, schema)
        if not any("nothing satisfies it" in one.reason for one in here):
            here += usability.unusable(pointer, schema)
        found += here
    return found


def repair(document: Document) -> dict[str, Any]:
    """Return the whole document with every contradiction read as it is probably meant; the given one is kept."""
    return read_and_repair(document)[1]


def read_and_repair(document: Document) -> tuple[list[Contradiction], dict[str, Any]]:
    """Return what has a reading in the whole document as it is published, and the repaired document."""
    raw: dict[str, Any] = copy.deepcopy(dict(document.raw))
    published = found = list(_readable(document))
    for left in reversed(range(ROUNDS)):
        for one in sorted(found, key=lambda one: -one.pointer.count("/")):
            _mend(raw, one)
        if not found or not left:
            break
        found = list(_readable(Document(raw, document.version), {one.pointer for one in found}))
    return published, raw


def _readable(document: Document, mended: set[str] | None = None) -> Iterator[Contradiction]:
    """Yield the contradictions that have a reading, within one object only above and below what was mended, if told."""
    views = Views(document)
    usability = Usability(views)
    above = {one for pointer in mended or () for one in itertools.accumulate(pointer.split("/"), "{}/{}".format)}
    below = "/" if mended is None else "#"
    for pointer, schema in schema_places(document):
        if mended is not None and pointer in mended:
            below = pointer + "/"
        if pointer in above or pointer.startswith(below):
            yield from (one for one in clashes(views, pointer, schema) if one.reading)
        yield from (one for one in usability.discriminator(pointer, schema) if one.reading)
        yield from (one for one in usability.unions(pointer, schema) if one.reading)


def _mend(raw: dict[str, Any], found: Contradiction) -> None:
    *way, last = tokens(found.pointer)
    holder: Any = raw
    try:
        for token in way:
            holder = holder[int(token)] if isinstance(holder, list) else holder[token]
        place: Any = int(last) if isinstance(holder, list) else last
        holder[place] = patched(holder[place], found.reading)
    except (LookupError, ValueError):
        return
