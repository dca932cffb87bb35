"""The engine joins the parts: it indexes a repository and answers a query. Only it knows all of them."""

from codesearch.engine.repository import Index, open_index

__all__ = ["Index", "open_index"]
