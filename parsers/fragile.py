"""Input on which the scanner of a grammar crashes or never returns, made harmless: repositories are hostile.

The scanners are C of many authors. Found by mutating fixtures in all languages: those of CRASHING look up
characters beyond U+FFFF in tables that end before; Perl's does not come back from a comment at the end of a
file without a line break. COBOL's has more than one such case and is not used at all (see languages.py).
"""

import re

CRASHING = {"bash", "d", "gn", "v"}
ENDLESS = {"perl"}
_BEYOND = re.compile(rb"[\xf0-\xf4][\x80-\xbf]{3}")  # in UTF-8


def harmless(source: bytes, grammar: str) -> bytes:
    """`source` (UTF-8) as `grammar` can take it; every byte stays in place, or has another in its place."""
    if grammar in CRASHING:
        source = _BEYOND.sub(b"????", source)
    if grammar in ENDLESS and not source.endswith(b"\n"):
        source += b"\n"
    return source
