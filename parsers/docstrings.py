"""Comment marks off: what a documentation comment or docstring says, as plain lines."""

import inspect
import re

OPENING = re.compile(r"^\s*(?:/\*+!?|\(\*+|\{-\s*\|?|<!--|#=|--\[=*\[|=begin|(?:[rRbBuUfF]{0,2}|@?\w*doc\s+(?:~[sS])?)(?:\"\"\"|'''))")
CLOSING = re.compile(r"(?:\*+/|\*+\)|-\}|-->|=#|\]=*\]|=end|\"\"\"|''')\s*$")
LEADING = re.compile(r"^\s*(?:///?!?|//!|#+[!':|]?|--+\s?[|^]?|;+|%+|\*+(?!/))\s?")
RULES = re.compile(r"^\s*[-=*#/~_]{3,}\s*$")
QUOTED = re.compile(r"^[rRbBuUfF]{0,2}([\"'])(?!\1)(.*)\1$", re.S)
LICENCE = re.compile(r"copyright|licen[sc]ed? under|spdx-license|all rights reserved|permission is hereby", re.I)


def clean_comment(raw: str) -> str:
    """The words of a comment or string literal, without marks, frame lines and common indentation."""
    raw = raw.strip()
    if quoted := QUOTED.match(raw):
        return inspect.cleandoc(quoted[2])
    is_literal = raw.lstrip("rRbBuUfF").startswith(('"""', "'''"))
    raw = CLOSING.sub("", OPENING.sub("", raw, count=1))
    if is_literal:
        return inspect.cleandoc(raw)
    lines = [LEADING.sub("", OPENING.sub("", CLOSING.sub("", line))) for line in raw.split("\n")]
    return inspect.cleandoc("\n".join("" if RULES.match(line) else line.rstrip() for line in lines))


def is_licence(comment: str) -> bool:
    """Whether a comment is a copyright notice, which documents nothing."""
    return LICENCE.search(comment) is not None
