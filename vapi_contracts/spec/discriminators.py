"""What differs between the discriminators of two unions, where the branches do not tell by themselves which is meant.

A branch whose own property admits one value is told by that; only for others does the mapping decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vapi_contracts.spec.differing import Atom, both, narrowed, widened
from vapi_contracts.spec.document import PREFIX
from vapi_contracts.spec.plain import shown
from vapi_contracts.spec.pointers import mapping
from vapi_contracts.spec.scalars import finite
from vapi_contracts.spec.views import View

__all__ = ["discriminator_atoms"]


def discriminator_atoms(old: View, new: View) -> Iterator[Atom]:
    """Yield values that no longer lead to a branch, that lead to one now, or that lead to another."""
    before, after = _mapped(old), _mapped(new)
    if not before or not after:
        return
    gone, come = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    if gone:
        yield narrowed("discriminator-changed", new.place, f"the discriminator no longer knows {shown(gone)}")
    if come:
        yield widened("discriminator-changed", new.place, f"the discriminator knows {shown(come)} now")
    names = {*after.values()}
    for value in sorted(before.keys() & after.keys()):
        if before[value] != after[value] and before[value] in names:
            text = f"the discriminator takes {value!r} for {after[value]} instead of {before[value]} now"
            yield both(narrowed("discriminator-changed", new.place, text))


def _mapped(view: View) -> Mapping[str, str]:
    """Return the branch that each value leads to, without those that the branch itself asks for."""
    found: dict[str, str] = {}
    branches = {one.component: one for one in view.alternatives}
    for said in view.values("discriminator"):
        name = mapping(said).get("propertyName")
        for value, target in mapping(mapping(said).get("mapping")).items():
            branch = branches.get(str(target).removeprefix(PREFIX))
            held = branch.properties.get(name) if branch is not None and isinstance(name, str) else None
            if branch is not None and (held is None or finite(held) is None):
                found[value] = str(target).removeprefix(PREFIX)
    return found
