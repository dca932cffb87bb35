"""One process that keeps indexes true and answers for them, and how to ask it.

Importing this costs next to nothing: whoever asks pays for no engine.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from codesearch.service.client import RemoteIndex, connect
    from codesearch.service.resident import serve

__all__ = ["RemoteIndex", "connect", "serve"]


def __getattr__(name: str) -> Any:
    """Import one side only, when it is asked for."""
    if name in ("RemoteIndex", "connect"):
        from codesearch.service import client

        return getattr(client, name)
    if name == "serve":
        from codesearch.service.resident import serve

        return serve
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
