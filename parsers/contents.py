"""Reads a source file: its text, or the reason why it is not worth indexing, judged by its name and bytes.

Lines end in "\\n" alone: split on that, and not with `splitlines`, which also breaks at form feeds.
"""

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from codesearch.parsers.generated import is_generated
from codesearch.parsers.regular import MAX_FILE_BYTES, read_regular

_HEAD = 8192  # bytes that tell binary from text
_MAX_CONTROLS = 0.05  # share of control characters in text that is no UTF-8; random bytes have twice that
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\b\x1b") + b"\x7f"

# The longest first: UTF-32 in little-endian order begins like UTF-16. The codecs drop the mark.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# PEP 263, which Emacs and Ruby write alike; character sets only, as Python also knows "rot13" and "punycode".
_DECLARED = re.compile(
    rb"\A(?:.*\n)?.*?coding[:=][ \t]*"
    rb"((?:iso|cp|windows|latin|koi8|shift|sjis|euc|gb|big5|mac|johab|tis)[-\w]*)",
    re.IGNORECASE,
)

_PROSE = frozenset((".md", ".markdown", ".mdx", ".rst", ".txt", ".adoc", ".asciidoc", ".org", ".tex"))
_DATA = frozenset(
    (".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".xml", ".svg", ".yaml", ".yml", ".toml", ".ipynb")
)
_MAX_LINE = 20_000  # characters; beyond it nobody wrote the line by hand
_MAX_MEAN_LINE = 300
_FEW = 1_000  # characters; a shorter file is not minified, whatever its lines


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds, and which reason there is to leave it out: with a reason the text is empty.

    Reasons: "unreadable", "too large", "binary", "generated", "minified".
    """

    text: str
    digest: str  # 32 hexadecimal digits (BLAKE2b) of the bytes on disk; empty when they were not all read
    skipped: str = ""


def read_source(path: Path, *, max_bytes: int = MAX_FILE_BYTES) -> Contents:
    """The contents of the file; a link, and whatever is no regular file, is "unreadable"."""
    try:
        data = read_regular(path, max_bytes)
    except (OSError, ValueError):
        return Contents("", "", "unreadable")
    if len(data) > max_bytes:
        return Contents("", "", "too large")
    digest = hashlib.blake2b(data, digest_size=16).hexdigest()
    text = _decoded(data)
    if text is None:
        return Contents("", digest, "binary")
    text = _with_newlines(text)
    is_prose = path.suffix.lower() in _PROSE
    if is_generated(path.name, "" if is_prose else text):
        return Contents("", digest, "generated")
    if not is_prose and _is_minified(text, is_data=path.suffix.lower() in _DATA):
        return Contents("", digest, "minified")
    return Contents(text, digest)


def _decoded(data: bytes) -> str | None:
    """The text by its byte order mark, as UTF-8, as declared, or as Windows-1252; None for a binary file."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").replace("\0", "\ufffd")
    head = data[:_HEAD]
    if b"\0" in head:
        return None
    try:
        return data.decode("utf-8").replace("\0", "\ufffd")
    except UnicodeDecodeError:
        pass
    if len(head) - len(head.translate(None, _CONTROLS)) > _MAX_CONTROLS * len(head):
        return None
    declared = _DECLARED.match(head)
    for encoding in (declared[1].decode("ascii") if declared else "cp1252", "cp1252"):
        try:
            return data.decode(encoding).replace("\0", "\ufffd")
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("latin-1").replace("\0", "\ufffd")  # which gives every byte a meaning


def _with_newlines(text: str) -> str:
    """The text with "\\n" at its line ends.

    A lone "\\r" ends a line in a file that knows no other end. Beside "\\n" it is a stray character to grep,
    git and vim, and becomes a space so that the line numbers stay theirs.
    """
    if "\r" not in text:
        return text
    if "\n" not in text:
        return text.replace("\r", "\n")
    return re.sub(r"\r+\n", "\n", text).replace("\r", " ")


def _is_minified(text: str, *, is_data: bool) -> bool:
    """Whether the lines are longer than a person writes; rows of data may be long on average."""
    if len(text) <= _FEW:
        return False
    lines = text.split("\n")
    if not is_data and len(text) > _MAX_MEAN_LINE * len(lines):
        return True
    return len(text) > _MAX_LINE and max(map(len, lines)) > _MAX_LINE
