"""`__all__` tells the truth, and importing the package costs next to nothing."""

import ast
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import vapi_contracts

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(vapi_contracts.__path__, "vapi_contracts.")
    if not module.name.endswith(".__main__")
)
HEAVY = ("hypothesis", "pydantic", "httpx", "httpx2", "jsonschema_rs", "respx", "rich", "uvicorn", "click")


@pytest.mark.parametrize("name", ["vapi_contracts", *MODULES])
def test_every_public_name_resolves(name):
    module = importlib.import_module(name)
    names = getattr(module, "__all__", [])
    assert len(names) == len(set(names))
    assert [one for one in names if not hasattr(module, one)] == []
    assert set(names) <= set(dir(module))


def lazy_packages():
    """Return the packages that resolve their names when they are used; type checkers must be told of them."""
    found = []
    for name in ["vapi_contracts", *MODULES]:
        module = importlib.import_module(name)
        if hasattr(module, "__path__") and "__getattr__" in vars(module) and hasattr(module, "__all__"):
            found.append(name)
    return found


@pytest.mark.parametrize("name", lazy_packages())
def test_type_checkers_and_python_see_the_same_names(name):
    module = importlib.import_module(name)
    tree = ast.parse(Path(module.__file__).read_text())
    conditions = {ast.unparse(node.test): node for node in tree.body if isinstance(node, ast.If)}
    told = conditions["TYPE_CHECKING"]
    imported = {
        alias.asname or alias.name
        for node in told.body
        if isinstance(node, ast.ImportFrom) and node.module.startswith("vapi_contracts")
        for alias in node.names
    }
    assigned = {node.target.id for node in told.body if isinstance(node, ast.AnnAssign)}
    defined = {node.target.id for node in tree.body if isinstance(node, ast.AnnAssign)} | {
        target.id for node in tree.body if isinstance(node, ast.Assign) for target in node.targets
    }
    assert set(module.__all__) <= imported | assigned | defined
    assert assigned <= set(module.__all__)


@pytest.mark.parametrize("name", lazy_packages())
def test_an_unknown_name_is_an_attribute_error(name):
    with pytest.raises(AttributeError, match="no_such_name"):
        importlib.import_module(name).no_such_name  # noqa: B018


def test_no_module_bears_the_name_of_a_function_that_its_package_exports():
    """The import of the module would hide the function."""
    for name in ["vapi_contracts", *MODULES]:
        module = importlib.import_module(name)
        if hasattr(module, "__path__"):
            below = {found.name for found in pkgutil.iter_modules(module.__path__)}
            assert below.isdisjoint(getattr(module, "__all__", ())), name


@pytest.mark.parametrize("name", ["vapi_contracts", "vapi_contracts.pytest_plugin"])
def test_importing_it_loads_nothing_heavy(name):
    """Every pytest run of whoever has the package installed imports both."""
    code = f"import sys, {name}; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
