"""The generated pages are up to date: `python docs/generate.py` writes them anew."""

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
_spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
generate = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(generate)


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_generated_page_is_not_stale(name):
    assert (DOCS / name).read_text(encoding="utf-8") == generate.PAGES[name]()


def test_every_feature_has_a_page():
    pages = {page.name for page in DOCS.glob("*.md")}
    assert pages >= {"cli.md", "pytest.md", "reports.md", "rules.md", "defects.md", "strategies.md", "index.md"}


_history = importlib.util.spec_from_file_location("docs_history", DOCS / "history.py")
history = importlib.util.module_from_spec(_history)
_history.loader.exec_module(history)
REVISIONS = Path(__file__).parents[3] / "shared" / "spec"


@pytest.mark.skipif(not REVISIONS.is_dir(), reason="the folder with real revisions is not there")
def test_the_page_on_the_real_history_is_not_stale():
    assert (DOCS / "history.md").read_text(encoding="utf-8") == history.history_page(REVISIONS)
