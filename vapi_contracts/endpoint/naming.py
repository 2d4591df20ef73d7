"""Finds what `module:attribute` names."""

from __future__ import annotations

import difflib
import importlib
import os
import sys

from vapi_contracts.endpoint.endpoint import TargetError
from vapi_contracts.endpoint.wire import on_one_line

__all__ = ["imported"]


def imported(name: str) -> object:
    """Return the attribute of a module, with the working directory on the path.

    Raises `TargetError` that says which part of the name is wrong.
    """
    module_name, colon, attribute = name.partition(":")
    if not colon or not module_name or not attribute:
        raise TargetError(f"{name!r} is neither an URL (http://…) nor module:attribute")
    found = _module(module_name, name)
    for part in attribute.split("."):
        try:
            found = getattr(found, part)
        except AttributeError:
            near = difflib.get_close_matches(part, dir(found), n=1, cutoff=0.5)
            hint = f": did you mean {near[0]}?" if near else ""
            raise TargetError(f"{module_name} has no attribute {part!r}{hint}") from None
    return found


def _module(module_name: str, name: str) -> object:
    here = os.getcwd()  # noqa: PTH109 - sys.path holds texts
    if here not in sys.path and "" not in sys.path:
        sys.path.insert(0, here)
    try:
        return importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name and (module_name == error.name or module_name.startswith(f"{error.name}.")):
            raise TargetError(f"there is no module {error.name!r} (for {name})") from None
        raise TargetError(f"importing {module_name} raised {on_one_line(error)}") from error
    except (Exception, SystemExit) as error:
        raise TargetError(f"importing {module_name} raised {on_one_line(error)}") from error
