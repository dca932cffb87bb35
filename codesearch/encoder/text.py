"""What is embedded for a unit, decided in this one place."""

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codesearch.types import Unit


NAME_REPEATS = 3  # a mean over 200 tokens hears two words only if they are said often


def document_text(unit: "Unit") -> str:
    """Return qualified name, signature, docstring and code; what the code says itself is not repeated.

    The name comes NAME_REPEATS times. The path stays out: renamed files and copies keep their vectors.
    """
    code = _on_one_line(unit.text)
    extra = [part for part in (unit.signature, unit.docstring) if _on_one_line(part) not in code]
    return "\n".join(part for part in (*[unit.qualified_name] * NAME_REPEATS, *extra, unit.text) if part)


def document_hash(text: str) -> str:
    """Return 32 hex digits (BLAKE2b, 16 bytes) that name this text; lone surrogates are allowed."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
