"""What is embedded for a unit, decided in this one place."""

import hashlib
from typing import TYPE_CHECKING

from codesearch.stems import telling_stem

if TYPE_CHECKING:
    from codesearch.types import Unit

TEXT_VERSION = 2  # raise it whenever the same unit yields another text
NAME_REPEATS = 3  # a mean over 200 tokens hears two words only if they are said often


def document_text(unit: "Unit") -> str:
    """Return what the file is called, qualified name, signature, docstring and code, nothing twice.

    The name comes NAME_REPEATS times, with the file's. Folders stay out: a file that moves keeps its vectors.
    """
    code = _on_one_line(unit.text)
    name = " ".join(part for part in (place_of(unit.path, unit.qualified_name), unit.qualified_name) if part)
    extra = [part for part in (unit.signature, unit.docstring) if _on_one_line(part) not in code]
    return "\n".join(part for part in (*[name] * NAME_REPEATS, *extra, unit.text) if part)


def place_of(path: str, qualified_name: str) -> str:
    """Return what the file is called; empty where the name says it too, or where it has no letters."""
    stem = telling_stem(path)
    is_told = stem.lower() in qualified_name.lower()
    return stem if not is_told and any(map(str.isalpha, stem)) else ""


def document_hash(text: str) -> str:
    """Return 32 hex digits (BLAKE2b, 16 bytes) that name this text; lone surrogates are allowed."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
