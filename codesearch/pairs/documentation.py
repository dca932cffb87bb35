"""Documentation as a query: its first sentences, without markup and without the name it documents."""

import re

MAX_QUERY_CHARS = 240
_MIN_WORDS = 3

_MARKUP = (
    (re.compile(r":[\w:+.-]+:`~?([^`<]+?)(?:\s*<[^>]*>)?`"), r"\1"),  # :class:`~a.B` and :ref:`text <target>`
    (re.compile(r"\{@\w+\s*([^}]*)\}"), r"\1"),  # {@link Foo}, {@inheritDoc}
    (re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\[[^\]]*\])"), r"\1"),  # [text](target)
    (re.compile(r"(?<![\w)\]])\[(`?[A-Za-z_][\w.:#]*(?:\(\))?`?)\]"), r"\1"),  # [Foo] of Kotlin and Rust
    (re.compile(r"(?<![\w+])\+([\w:.#?!]+)\+(?![\w+])"), r"\1"),  # +foo+ of Ruby
    (re.compile(r"</?[a-zA-Z][^<>]{0,80}>"), " "),
    (re.compile(r"[`*]+"), ""),
    (re.compile(r"\s+"), " "),
)
_FIELDS = re.compile(r"^\s*(?:@[a-z]+\b|:[a-z-]+(?: \w+)*:(?!`)"
                     r"|[:\\](?:param|return|type|raise|throw|arg|brief|see|since|author|deprecated)"
                     r"|(?:Args|Arguments|Parameters|Params|Returns?|Raises|Yields|Examples?|Usage|Note)\s*:?\s*$"
                     r"|(?:TODO|FIXME|XXX|HACK)\b|>>>|\.\. |[-=~]{3,})", re.I)  # fmt: skip
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
_NAME_PARTS = re.compile(r"::|[.#\\>]")
_IDENTIFIER = re.compile(r"_|[a-z0-9][A-Z]|[A-Z]{2}[a-z]|\d")  # a name that is no word of English
_NAME_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ARTICLES = {"a", "an", "the", "this", "given"}
_ROLE = r"function|method|macro|helper"
_THIRD_PERSON = re.compile(r"(?:[a-z]+s|can|will|may|must|should)\b")


def as_query(documentation: str) -> str:
    """Return the first sentences of the first paragraph, at most 240 characters; empty if it is no query."""
    text = _first_paragraph(documentation)
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    text = _first_sentences(text.strip()).rstrip(": ")  # of a list or an example that is left out
    return text if is_query(text) else ""


def is_query(text: str) -> bool:
    """Whether the text is at least three words that look like English and say something."""
    words = re.findall(r"[A-Za-z]{2,}", text)
    letters = sum(c.isascii() and (c.isalpha() or c == " ") for c in text)
    return (
        len(words) >= _MIN_WORDS
        and letters >= 0.75 * len(text)
        and not _BOILERPLATE.match(text)
        and (len(words) < 6 or not _ENGLISH.isdisjoint(word.lower() for word in words))
    )


def without_own_name(query: str, name: str) -> str:
    """Return a query that does not begin with the (qualified) name of what it documents.

    "ServeHTTP conforms to …" becomes "Conforms to …", "The foo function returns …" becomes "Returns …". A
    name that is a word of English stays where it may be meant as one: "Open a file".
    """
    own = _NAME_PARTS.split(name)[-1]
    found = _beginning(own).match(query) if own else None
    if found is None or not (rest := query[found.end() :]) or not _is_name(own, found, rest):
        return query
    return rest[:1].upper() + rest[1:]


def names_itself(query: str, name: str) -> bool:
    """Whether a query holds the name of what it documents, which is no word of English."""
    own = _NAME_PARTS.split(name)[-1]
    return bool(_IDENTIFIER.search(own)) and re.search(rf"(?<!\w){re.escape(own)}(?!\w)", query) is not None


def repeats_name(query: str, name: str) -> bool:
    """Whether a query says nothing but the words of the name: "Relative path to request"."""
    said = {word.rstrip("s") for word in re.findall(r"[a-z\d]+", query.lower())} - _ARTICLES
    own = _NAME_PARTS.split(name)[-1]
    return said <= {word.lower().rstrip("s") for word in _NAME_WORDS.findall(own)}


def _beginning(own: str) -> re.Pattern[str]:
    """A name at the beginning of a query, with what may stand around it, as in "The a.foo() function: "."""
    quote, owner = r"[`'\"]?", r"(?:[\w.:#\\]*[.:#\\])?"
    return re.compile(
        rf"(?P<the>(?i:the|{_ROLE})\s+)?{quote}{owner}{re.escape(own)}(?:\(\))?{quote}(?![\w.(])"
        rf"(?:\s+\(\w+\))?(?P<role>\s+(?:{_ROLE})\b)?(?P<mark>\s*(?::|[–—-]+)(?=\s))?\s*",
        re.I if _IDENTIFIER.search(own) else 0,
    )


def _is_name(own: str, found: re.Match[str], rest: str) -> bool:
    if found["role"] or found["mark"]:
        return True
    return not found["the"] and bool(_IDENTIFIER.search(own) or _THIRD_PERSON.match(rest))


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
