"""Documentation as a query: its first sentences without markup; and code with its documentation taken out."""

import hashlib
import re

MAX_QUERY_CHARS = 240
_MIN_WORDS = 3

_MARKUP = (
    (re.compile(r":[\w:+.-]+:`~?([^`<]+?)(?:\s*<[^>]*>)?`"), r"\1"),  # :class:`~a.B` and :ref:`text <target>`
    (re.compile(r"\{@\w+\s+([^}]*)\}"), r"\1"),  # {@link Foo}
    (re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\[[^\]]*\])"), r"\1"),  # [text](target)
    (re.compile(r"</?[a-zA-Z][^<>]{0,80}>"), " "),
    (re.compile(r"[`*]+"), ""),
    (re.compile(r"\s+"), " "),
)
_FIELDS = re.compile(r"^\s*(?:[:@\\](?:param|return|type|raise|throw|arg|brief|see|since|author|deprecated)"
                     r"|(?:Args|Arguments|Parameters|Params|Returns?|Raises|Yields|Examples?|Usage|Note)\s*:?\s*$"
                     r"|>>>|\.\. |[-=~]{3,})", re.I)  # fmt: skip
_BOILERPLATE = re.compile(
    r"^\W*(?:getter|setter|gets? or sets?|todo|fixme|xxx|auto-?generated|see\b|inherit|deprecated|tests?\b"
    r"|testing|regression|non-javadoc|undocumented|not implemented|constructor|initiali[sz]es? self|same as\b"
    r"|alias\b|overrid|placeholder|this is an automatically|return self\b|noqa|pylint|type:|eslint|@)",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<=[a-z0-9)\]\"'][.!?])\s+(?=[A-Z(])")
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "a an the of to in for from and or is are be with by on if this that it as at into not given returns"
        " return all new get set one any when whether",
    )
)

_COMMENT_LINE = re.compile(r"^\s*(?://|#(?!\[|\s*(?:include|define|if|endif))|--\s|\*|;;|%)")
_BLOCK_START, _BLOCK_END = re.compile(r"^\s*(?:/\*|\{-)"), re.compile(r"\*/|-\}")
_PYTHON_DOCSTRING = re.compile(
    r"(:[ \t]*(?:#[^\n]*)?\n\s*)[rRuUbB]{0,2}"
    r"(?:\"\"\".*?\"\"\"|'''.*?'''|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')[ \t;]*(?:\n|$)",
    re.S,
)
_ELIXIR_DOC = re.compile(
    r"^\s*@(?:module|type)?doc\s+(?:~[sS])?(?:\"\"\".*?\"\"\"|\"[^\"\n]*\"|false)[ \t]*\n", re.S | re.M
)
_WORDS = re.compile(r"\w+")


def as_query(documentation: str) -> str:
    """Return the first sentences of the first paragraph, at most 240 characters; empty if it is no query."""
    text = _first_paragraph(documentation)
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    text = _first_sentences(text.strip())
    return text if _is_query(text) else ""


def without_documentation(text: str, language: str) -> str:
    """Return a function's source without the comment above it and without its docstring."""
    text = _without_leading_comment(text)
    if language == "python":
        text = _PYTHON_DOCSTRING.sub(r"\1", text, count=1)
    elif language == "elixir":
        text = _ELIXIR_DOC.sub("", text)
    return text


def body_hash(code: str) -> str:
    """Return 16 hex digits that a copy shares, whatever its spacing, marks, case, numbers or first line."""
    body = code.partition("\n")[2] or code
    words = (re.sub(r"\d+", "0", word) for word in _WORDS.findall(body.lower()))
    return hashlib.blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=8).hexdigest()


def _first_paragraph(documentation: str) -> str:
    lines: list[str] = []
    for line in documentation.strip().split("\n"):
        if _FIELDS.match(line) or (lines and not line.strip()):
            break
        if line.strip():
            lines.append(line.strip())
    return " ".join(lines)


def _first_sentences(text: str) -> str:
    kept = ""
    for sentence in _SENTENCE_END.split(text):
        if kept and len(kept) + len(sentence) > MAX_QUERY_CHARS:
            break
        kept = f"{kept} {sentence}".strip()
    return kept[:MAX_QUERY_CHARS].rsplit(" ", 1)[0] if len(kept) > MAX_QUERY_CHARS else kept


def _is_query(text: str) -> bool:
    words = re.findall(r"[A-Za-z]{2,}", text)
    letters = sum(c.isascii() and (c.isalpha() or c == " ") for c in text)
    return (
        len(words) >= _MIN_WORDS
        and letters >= 0.75 * len(text)
        and not _BOILERPLATE.match(text)
        and (len(words) < 6 or not _ENGLISH.isdisjoint(word.lower() for word in words))
    )


def _without_leading_comment(text: str) -> str:
    kept: list[str] = []
    lines = text.split("\n")
    in_block = False
    for number, line in enumerate(lines):
        if in_block or _BLOCK_START.match(line):
            in_block = not _BLOCK_END.search(line)
        elif not line.strip() or _COMMENT_LINE.match(line):
            continue
        elif line.lstrip().startswith(("@", "#[", "[")) and not line.lstrip().startswith("@doc"):
            kept.append(line)  # an annotation, which comments may stand around
        else:
            return "\n".join(kept + lines[number:])
    return "\n".join(kept)
