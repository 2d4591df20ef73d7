"""This project's own strategies: a top-level package of that name is nobody else's business."""

from hypothesis import strategies as st

__all__ = ["teams"]


def teams() -> st.SearchStrategy[str]:
    """Return a strategy for the names of teams."""
    return st.sampled_from(["sales", "support", "night shift"])
