"""Text that cannot act: control characters from code and file names never reach the terminal."""

import re

# C0 and C1 controls and DEL; bidirectional marks, embeddings, overrides and isolates (Unicode TR 9, "Trojan Source",
# CVE-2021-42574); line separators; invisible characters; surrogates, which no terminal can print.
ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
SHOWN_AS = "\N{REPLACEMENT CHARACTER}"


def inert(text: str) -> str:
    """Replace what could act on a terminal; tabs and line breaks stay."""
    return ACTING.sub(_picture, text)


def inert_line(text: str) -> str:
    """Replace what could act on a terminal or break the line, as file names may hold it."""
    return ACTING.sub(_picture, text.replace("\n", "\u240a").replace("\t", "\u2409"))


def _picture(match: re.Match[str]) -> str:
    """The control picture of a C0 character (U+2400 block), or a replacement character."""
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else SHOWN_AS
