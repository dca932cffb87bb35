"""Macros that hide the grammar of C and C++ from a parser that cannot expand them: `class FOO_API Bar {`."""

import re

_MACRO = rb"[A-Z][A-Z0-9]*_[A-Z0-9_]*"
_CALL = rb"(?:\([^()\n]*\))?"
_KEYWORDS = (
    rb"class|struct|union|enum|namespace|template|using|typedef|extern|inline|static|virtual|explicit"
    rb"|constexpr|auto"
)
_HIDING = re.compile(
    # alone on its row, not amid an expression
    rb"(?<=\n)(?<![,|&+\-=(?<\\]\n)[ \t]*(?:Q_OBJECT|%(m)s)%(c)s[ \t]*(?=\n)"
    rb"|(?<=\n)[ \t]*%(m)s%(c)s[ \t]+(?=(?:%(k)s)\b)"  # before a keyword
    rb"|\b(?:class|struct|union)[ \t]+(%(m)s%(c)s)[ \t]+(?=\w[\w:]*\s*(?:<[^;{}]*>\s*)?(?:final\s*)?[:{])"
    rb"|(?<=\n)[ \t]*%(m)s[ \t]+(?=~?\w+\([^;{}]*\)\s*(?:noexcept\s*)?:[^:])"  # before a constructor
    % {b"m": _MACRO, b"c": _CALL, b"k": _KEYWORDS}
)


def without_macros(source: bytes) -> bytes:
    """`source` with blanks for the macros that stand outside expressions; every other byte stays in place."""
    return _HIDING.sub(_blank, source)


def _blank(match: re.Match[bytes]) -> bytes:
    whole = match[0]
    return whole.replace(match[1], b" " * len(match[1]), 1) if match[1] else b" " * len(whole)
