"""Texts to vectors: a small ModernBERT and its weights, inside the package. Knows nothing of LanceDB."""

from typing import TYPE_CHECKING, Any

from codesearch.encoder.text import document_hash, document_text

if TYPE_CHECKING:
    from codesearch.encoder.protocol import Encoder
    from codesearch.encoder.runtime import load_encoder

__all__ = ["Encoder", "document_hash", "document_text", "load_encoder"]


def __getattr__(name: str) -> Any:
    """Import what needs numpy only when it is asked for."""
    if name == "Encoder":
        from codesearch.encoder.protocol import Encoder

        return Encoder
    if name == "load_encoder":
        from codesearch.encoder.runtime import load_encoder

        return load_encoder
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
