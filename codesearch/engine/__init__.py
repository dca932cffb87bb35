"""The engine joins the parts: it indexes a repository and answers a query. Only it knows all of them."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from codesearch.engine.repository import Index, open_index

__all__ = ["Index", "open_index"]


def __getattr__(name: str) -> Any:
    """Import LanceDB and numpy only for those that ask here, not for a record of one module."""
    if name in __all__:
        from codesearch.engine import repository

        return getattr(repository, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
