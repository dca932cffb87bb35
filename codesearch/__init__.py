"""codesearch answers natural-language questions about the code on your disk.

index = codesearch.open_index("path/to/repo")
for hit in index.search("where are retries handled"):
    print(hit.path, hit.start_line, hit.name)
"""

from typing import TYPE_CHECKING, Any

from codesearch.errors import (
    CodesearchError,
    CorruptIndexError,
    EncoderError,
    IndexLockedError,
    IndexStoreError,
    NewerIndexError,
    QueryError,
    RootError,
    UnsafeRootError,
)
from codesearch.types import Coverage, Hit, Progress, Unit

if TYPE_CHECKING:
    from codesearch.engine import Index, open_index

__all__ = [
    "CodesearchError",
    "CorruptIndexError",
    "Coverage",
    "EncoderError",
    "Hit",
    "Index",
    "IndexLockedError",
    "IndexStoreError",
    "NewerIndexError",
    "Progress",
    "QueryError",
    "RootError",
    "Unit",
    "UnsafeRootError",
    "open_index",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import the engine, and LanceDB with it, when it is first asked for."""
    if name in ("Index", "open_index"):
        from codesearch import engine

        return getattr(engine, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
