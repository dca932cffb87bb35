"""Comment marks off: what a documentation comment or docstring says, as plain lines."""

import inspect
import re
from collections.abc import Iterator

OPENING = re.compile(r"\s*(?:/\*+(?!/)[!<]?<?|\(\*+(?!\))|\{-+[ ]?[|^]?|<!--+|#=|--\[=*\[|=begin\b)[ \t]?")
CLOSING = re.compile(r"(?:\*+/|\*+\)|-+\}|--+>|=#|\]=*\]|^=end\b)$")
CLOSING_ENDS = ("/", ")", "}", ">", "#", "]", "d")  # one of which ends it
# of a comment that ends with its row:
ROW_MARK = re.compile(r"\s*(?:///?[!<]?<?|#+[!':|]?|--+[ ]?[|^]?|;+|%+)[ \t]?")
STAR = re.compile(r"\s*\*+(?!/)[ \t]?")  # before each row of a block comment in C and its kin
RULES = re.compile(r"\s*[-=*#/~_]{3,}\s*$")
LITERAL = re.compile(r"(?:[rRbBuUfF]{0,2}|~[sS])(\"\"\"|\'\'\')(.*?)(?:\1[a-z]*)?$", re.S)
DIRECTIVE = re.compile(  # a row for a tool, not for a reader
    r"\s*(?:frozen_string_literal:|-\*-|coding[:=]|vim?:|go:\w|\+build|nolint|noqa|type: ?ignore"
    r"|fmt: ?(?:on|off|skip)|py(?:lint|right|ty)?:|mypy:|rubocop:|eslint-|prettier-ignore|@ts-|@flow\b|@jsx"
    r"|shellcheck |syntax=|stylelint-|@export\s*$|@noRd\s*$|@keywords internal\s*$)"
)
QUOTED = re.compile(r"^[rRbBuUfF]{0,2}([\"'])(?!\1)(.*)\1$", re.S)
XML_DOC = re.compile(r"<(?:summary|remarks|returns|inheritdoc|param name|typeparam name)\b")
XML_LABEL = re.compile(r"<(?:param|typeparam|exception)\s+\w+=\"(?:\w:)?([^\"]*)\"\s*>")
XML_REFERENCE = re.compile(r"<\w+\s+\w+=\"(?:\w:)?([^\"]*)\"\s*/>")
XML_TAG = re.compile(r"</?[a-z]+\s*/?>")
LICENCE_WORDS = (
    *("copyright", "license under", "licence under", "licensed under", "licenced under"),
    *("spdx-license", "all rights reserved", "permission is hereby"),
)


def clean_comment(raw: str) -> str:
    """The words of a comment or string literal, without marks, frame lines and common indentation."""
    raw = raw.strip()
    if not raw:
        return ""
    if quoted := QUOTED.match(raw):
        return inspect.cleandoc(quoted[2])
    if literal := LITERAL.match(raw):
        return inspect.cleandoc(literal[2])
    rows = (row for row in _unmarked(raw) if not DIRECTIVE.match(row))
    text = inspect.cleandoc("\n".join("" if RULES.match(row) else row for row in rows))
    return _without_xml(text) if XML_DOC.search(text) else text


def _unmarked(raw: str) -> Iterator[str]:
    """The rows of comments that follow each other, each without the marks that its kind of comment has."""
    block = ""  # the mark that opened the block comment around the row
    for number, row in enumerate(map(str.rstrip, raw.split("\n"))):
        if number == 0 and row.startswith("#!/"):
            continue
        if not block and (opening := OPENING.match(row)):
            block = opening[0].strip()
            row = row[opening.end() :]
        elif not block:
            row = _without_mark(row, ROW_MARK)
        elif block.startswith("/*"):
            row = _without_mark(row, STAR)
        if block and row.endswith(CLOSING_ENDS) and (closing := CLOSING.search(row)):
            block = ""
            row = row[: closing.start()]
        yield row.rstrip()


def _without_mark(row: str, mark: re.Pattern[str]) -> str:
    found = mark.match(row)
    return row[found.end() :] if found else row


def _without_xml(text: str) -> str:
    """The words of a documentation comment in C#'s XML."""
    lines = (
        XML_TAG.sub("", XML_LABEL.sub(r"\1: ", XML_REFERENCE.sub(r"\1", line))) for line in text.split("\n")
    )
    return inspect.cleandoc("\n".join(lines))


def is_licence(comment: str) -> bool:
    """Whether a comment is a copyright notice, which documents nothing."""
    lowered = comment.lower()
    return any(words in lowered for words in LICENCE_WORDS)
