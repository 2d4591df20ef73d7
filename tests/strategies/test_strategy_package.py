"""The package under its one name."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from vapi_contracts import strategies


def test_all_names_exist():
    assert sorted(strategies.__all__) == dir(strategies)
    for name in strategies.__all__:
        assert getattr(strategies, name).__name__ == name


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = strategies.nonsense


def test_no_module_bears_the_name_of_what_is_exported():
    modules = {path.stem for path in Path(strategies.__file__).parent.glob("*.py")}
    assert modules.isdisjoint(strategies.__all__)


def test_the_folder_cannot_be_imported_under_another_name():
    spec = importlib.util.spec_from_file_location("strategies", strategies.__file__)
    with pytest.raises(ImportError, match="from vapi_contracts import strategies"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def test_importing_the_package_does_not_import_hypothesis():
    code = "import sys, vapi_contracts.strategies; print('hypothesis' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
