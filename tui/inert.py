"""Text that cannot act: control characters from code and file names never reach the terminal."""

import re

# C0 and C1 controls and DEL; bidirectional marks, embeddings, overrides and isolates (Unicode TR 9, "Trojan
# Source", CVE-2021-42574); line separators; what is drawn as nothing and so hides text from a reader, tag
# characters among it; surrogates, which no terminal can print. Joiners (U+200C, U+200D) stay: scripts and
# emoji need them.
ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
SHOWN_AS = "\N{REPLACEMENT CHARACTER}"
LINE_BREAK, TAB = "\u240a", "\u2409"  # control pictures


def inert(text: str) -> str:
    """Replace, one for one, what could act on a terminal; tabs and line breaks stay."""
    return ACTING.sub(_picture, text)


def inert_line(text: str) -> str:
    """Replace, one for one, what could act on a terminal or break the line, as file names may hold it."""
    return ACTING.sub(_picture, text.replace("\n", LINE_BREAK).replace("\t", TAB))


def _picture(match: re.Match[str]) -> str:
    """The control picture of a C0 character (U+2400 block), or a replacement character."""
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else SHOWN_AS
