"""The colours of each theme, and the style that each thing shown has."""

from collections.abc import Mapping

DARK, LIGHT, CONTRAST, PLAIN = (
    "codesearch-dark",
    "codesearch-light",
    "codesearch-contrast",
    "codesearch-plain",
)
BACKGROUNDS = ("background", "surface", "panel", "row")  # that text stands on
TEXTS = (
    "foreground",
    "primary",
    "secondary",
    "accent",
    "warning",
    "error",
    "success",
    "muted",
    "comment",
    "string",
    "literal",
    "keyword",
    "definition",
    "match",
    "function",
    "class",
    "module",
    "section",
)
COLOURS: Mapping[str, str] = {  # name → one colour for each of the three themes: dark, light, contrast
    "background": "#14171c #fbfbfc #000000",
    "surface": "#1a1e25 #f3f4f7 #000000",
    "panel": "#232933 #e9ecf1 #1c1c1c",
    "row": "#263445 #dbe8f8 #00304d",  # the row under the cursor
    "foreground": "#dde2ea #1b2129 #ffffff",
    "primary": "#6cb2f5 #0a55a3 #82c8ff",
    "secondary": "#7ec9b4 #0b5d57 #8ff0d8",
    "accent": "#f0b65c #7f4600 #ffdc6b",
    "warning": "#f0b65c #7f4600 #ffdc6b",
    "error": "#ff938a #a81c16 #ffa69e",
    "success": "#86cf8a #1b652c #98f59b",
    "muted": "#a3aebd #4c5665 #d6d6d6",
    "thumb": "#6f7a8a #7c8592 #d6d6d6",  # of a scrollbar, and of scores: they are seen, and do not shout
    "comment": "#98a5b5 #505b69 #cfcfcf",
    "string": "#93cf8c #1b652c #a5f5a0",
    "literal": "#7fcbdc #0b5b6b #8eeaff",
    "keyword": "#d4a5f2 #752699 #e9c2ff",
    "definition": "#f4f6fa #0d1218 #ffffff",
    "match": "#ffb86b #99300a #ffdc6b",
    "function": "#7fbdf8 #0a55a3 #9fd4ff",
    "class": "#f0c674 #744c00 #ffe08a",
    "module": "#93cf8c #1b652c #a5f5a0",
    "section": "#d4a5f2 #752699 #e9c2ff",
}
KIND_COLOURS = {
    "function": "function",
    "method": "function",
    "class": "class",
    "module": "module",
    "section": "section",
    "block": "muted",
}
STYLES = {  # what is shown → a style of Textual; attributes alone tell things apart where there is no colour
    "path": "$code-section bold",
    "lines": "$code-muted",
    "kind": "$code-literal",
    "name": "bold $code-definition",
    "reason": "italic $code-muted",
    "match number": "bold $code-match",
    "number": "$code-muted",
    "word": "bold underline $code-match",
    "comment": "italic $code-comment",
    "string": "$code-string",
    "literal": "$code-literal",
    "keyword": "$code-keyword",
    "definition": "bold $code-definition",
    "muted": "$code-muted",
    "bar": "$code-thumb",
    **{f"kind {kind}": f"$code-{colour}" for kind, colour in KIND_COLOURS.items()},
}
PLAIN_STYLES = {
    **dict.fromkeys(STYLES, ""),
    "path": "bold",
    "name": "bold",
    "reason": "italic",
    "match number": "bold",
    "word": "bold underline",
    "comment": "dim",
    "definition": "bold",
    "muted": "dim",
    "bar": "dim",
    "number": "dim",
    "lines": "dim",
}


def colours(name: str) -> dict[str, str]:
    """The colours of a theme that has any: name in COLOURS → "#rrggbb"."""
    column = (DARK, LIGHT, CONTRAST).index(name)
    return {colour: row.split()[column] for colour, row in COLOURS.items()}
