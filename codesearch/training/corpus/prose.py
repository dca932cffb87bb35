"""A paragraph of the documentation → the one function or class that it names in code marks."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from codesearch.pairs.documentation import as_query
from codesearch.pairs.records import Pair
from codesearch.parsers.languages import language_of
from codesearch.parsers.sections import FENCE, sections
from codesearch.training.corpus.languages import module_of
from codesearch.training.corpus.lesson import is_consistent, lesson
from codesearch.training.corpus.repository import Repository
from codesearch.types import Unit

MAX_NAME_OFFSET = 80  # characters of a paragraph before the name that it is about
SHORT_CHARS = 70  # a query up to here gets the heading in front
MAX_HEADING_CHARS = 60
MIN_WORDS = 5

_CODE = r"(?::[\w:+.-]+:)?(?P<marks>`{1,2})(?P<code>[^`]+)(?P=marks)(?:_{1,2}\b)?"  # `foo()`, :func:`~a.foo`
_PLAIN_CODE = _CODE.replace("marks", "ticks").replace("<code", "<plain")
_MARKED = re.compile(rf"\[{_CODE}\](?:\([^)]*\)|\[[^\]]*\])?|{_PLAIN_CODE}")  # a link, or not
_NAME = re.compile(
    r"[~!@.]{0,3}(?P<name>[A-Za-z_$][\w$]*(?:(?:::|[.#])[A-Za-z_$][\w$]*[!?]?)*)(?P<call>\(.*\)|/\d)?(?:\s*<[^>]*>)?"
)
_PARTS = re.compile(r"::|[.#]")
_IS_DISTINCT = re.compile(r"_|[a-z0-9][A-Z]|[A-Z]{2}[a-z]|\w\d")  # no word of English
_LIST_ITEM = re.compile(r"\s*(?:[-*+•]|\d+[.)]|#\.)\s+")
_QUOTE = re.compile(r"^\s*>\s?(?:\[!\w+\])?")
_SKIPPED_ROW = re.compile(r"\s*(?:\||\.\. |:[\w-]+:(?!`)|[<{]|!\[|\[[^\]]+\]:|[-=~^+]{3,})|(?: {4}|\t)")
_RECORD_OF_CHANGES = re.compile(
    r"(?:^|/)(?:change|history|news|release|whats?[-_]?new|upgrad|migrat|deprecat|todo|roadmap)[^/]*(?:/|$)",
    re.I,
)
_SNIPPETS = re.compile(r"(?:^|/)(?:docs?|examples?|samples?|snippets?|demos?|tutorials?|website)/", re.I)
_IS_PAST = re.compile(
    r"\b(?:removed|renamed|deprecated?|no longer|instead|replaced|previously|(?:new|added|fixed) in)\b", re.I
)
_LINK = re.compile(r"https?://\S+|\[\](?:\([^)]*\)|\[[^\]]*\])?")
_TEMPLATE = re.compile(r"\{[{%<]|%\}")
_ROLE = (
    r"(?:functions?|methods?|class(?:es)?|propert(?:y|ies)|decorators?|macros?|structs?|traits?|interfaces?"
    r"|types?|hooks?|helpers?|objects?|filters?|operators?|constructors?|enums?|protocols?|modules?|attributes?"
    r"|procedures?|commands?|tasks?)"
)
# A name that a paragraph is about stands first, or is told to be used, or is said to be a function.
_SUBJECT_BEFORE = re.compile(r"(?:the|an?|this)?\s*(?:[\w ]+ has an?\s*)?", re.I)
_USED_BEFORE = re.compile(
    r"\b(?:use|using|uses|call|calling|via|see|is|are|through)\s+(?:the\s+|an?\s+)?$", re.I
)
_USED_BEHIND = re.compile(rf"\s+(?:{_ROLE}\b|to\b|which\b|when\b|if\b|for\b)", re.I)
_ENUMERATED_BEHIND = re.compile(r"\s*(?:,|/|&|and\b|or\b)")
_ROLE_BEHIND = re.compile(rf"\s+{_ROLE}\b", re.I)
_ARTICLE = re.compile(r"(?:the|an?|this)\s+", re.I)
_OPENINGS = (  # that say nothing: "You can use the function to"
    re.compile(r"^\([^()]*\)\s*[:—-]*\s*"),
    re.compile(
        rf"^(?:(?:you (?:can|may|should|could)|we|to|please) (?:also |either )?)?(?:use|using|call|calling)"
        rf"\s+(?:(?:the|an?|this)\s+)?(?:{_ROLE}\s+)?(?:to|for|(?:if|when) you (?:want|need) to)\s+",
        re.I,
    ),
    re.compile(
        rf"^(?:the|this|an?)\s+{_ROLE}\s+(?:(?:is|can be)\s+used\s+to|will|allows? you to|lets you)\s+", re.I
    ),
    re.compile(rf"^(?:the|this|an?)\s+{_ROLE}\s+(?=[a-z]+s\b)", re.I),
    re.compile(r"^(?:is|are)\s+(?:used to\s+)?", re.I),
)
_ASIDE = re.compile(
    r"(?:^|(?<=[.!?])\s+)(?:(?:for|here|see|the following|this is|consider|(?:an )?example|note|more)\b"
    r"[^.!?]*|[^.!?]*\b(?:example|below|following|documentation|above))\W*(?=$|\s)",
    re.I,
)
_DANGLING = re.compile(
    r"\b(?:and|or|in|on|of|to|the|an?|with|by|for|from|via|using|is|are|as|its?|than|like)\W*$", re.I
)
_DULL_HEADING = re.compile(
    r"\W*(?:usage|examples?|api|reference|overview|introduction|notes?|misc|other|methods?|functions?|classes"
    r"|details|description|summary|installation|features?|getting started|quick ?start"
    r"|(?:v(?:ersion)?\W*)?\d[.\d]*)\b.*",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or an item of a list, on one line, and the heading that it is under."""

    heading: str
    text: str


def prose_pairs(repository: Repository, documents: Iterable[tuple[str, str]]) -> Iterator[Pair]:
    """Yield a pair for each paragraph that names a unit early on, if no other unit can be meant.

    `documents` are paths and texts.
    """
    by_name: dict[str, list[Unit]] = defaultdict(list)
    for unit in repository.units:
        if not _SNIPPETS.search(unit.path):
            by_name[unit.name].append(unit)
    for path, text in documents:
        for paragraph in () if _RECORD_OF_CHANGES.search(path) else paragraphs(path, text):
            pair = _pair(paragraph, by_name, repository.name)
            if pair is not None and is_consistent(pair):
                yield pair


def paragraphs(path: str, text: str) -> Iterator[Paragraph]:
    """Yield the paragraphs of Markdown or reStructuredText without code, tables and directives."""
    rows = text.split("\n")
    for section in sections(rows, language_of(path).name):
        heading = section.titles[-1] if section.titles else ""
        body = rows[section.first_row + bool(heading) : section.last_row + 1]
        yield from (Paragraph(heading, text) for text in _joined(body))


def _joined(rows: Iterable[str]) -> Iterator[str]:
    """Paragraphs and items of lists, each on one line."""
    kept: list[str] = []
    is_fenced = False
    for row in chain((_QUOTE.sub("", row) for row in rows), [""]):
        is_fence = FENCE.match(row) is not None
        is_fenced ^= is_fence
        is_item = _LIST_ITEM.match(row) is not None
        is_skipped = is_fence or is_fenced or (not is_item and not kept and bool(_SKIPPED_ROW.match(row)))
        if kept and (is_item or is_skipped or not row.strip()):
            yield " ".join(kept)
            kept = []
        if not is_skipped and row.strip():
            kept.append(_LIST_ITEM.sub("", row, count=1).strip())


def _pair(paragraph: Paragraph, by_name: dict[str, list[Unit]], repository: str) -> Pair | None:
    """The unit that is named first, if that is what the paragraph is about."""
    text = _LINK.sub("", paragraph.text)
    mark = _MARKED.search(text)
    name = _NAME.fullmatch(mark["code"] or mark["plain"]) if mark else None
    if not mark or not name or not _is_subject(mark, text) or _IS_PAST.search(text) or _TEMPLATE.search(text):
        return None
    unit = _named(name["name"], by_name, is_call=bool(name["call"]))
    if unit is None:
        return None
    query = _query(paragraph.heading, _without(mark, text), unit)
    return lesson(unit, repository, query, "prose")


def _is_subject(mark: re.Match[str], text: str) -> bool:
    """Whether what a name in code marks stands for is what its paragraph is about."""
    before = text[: mark.start()]
    if len(before) > MAX_NAME_OFFSET:
        return False
    if _ENUMERATED_BEHIND.match(text, mark.end()):
        return False
    is_used = _USED_BEHIND.match(text, mark.end()) is not None
    return _SUBJECT_BEFORE.fullmatch(before) is not None or (is_used and bool(_USED_BEFORE.search(before)))


def _without(mark: re.Match[str], text: str) -> str:
    """The text without a name in code marks, its plural, and an article that stood for nothing else."""
    before, behind = text[: mark.start()], re.sub(r"^'?s\b", "", text[mark.end() :])
    is_alone = _ARTICLE.fullmatch(before) and not _ROLE_BEHIND.match(behind)
    return behind if is_alone else before + behind


def _named(name: str, by_name: dict[str, list[Unit]], *, is_call: bool) -> Unit | None:
    """The only unit that a name can mean, None where it is a word like any other."""
    *owners, own = _PARTS.split(name)
    units = by_name.get(own, [])
    if owners:
        units = [unit for unit in units if owners[-1].lower() in _owners(unit)]
    elif not is_call and not _IS_DISTINCT.search(own):
        return None
    if len({(unit.qualified_name, unit.path) for unit in units}) != 1:
        return None
    return max(units, key=lambda unit: len(unit.text))


def _owners(unit: Unit) -> set[str]:
    """What may stand before the name of a unit, in lower case: its class, its module, its package."""
    parts = _PARTS.split(unit.qualified_name)[:-1]
    return {part.lower() for part in (*parts, module_of(unit.path), *unit.path.split("/")[:-1])}


def _query(heading: str, text: str, unit: Unit) -> str:
    """What a paragraph says without the name that it is about, behind its heading where that is little."""
    own = re.escape(unit.name)
    query = as_query(re.sub(rf"(?<!\w){own}(?:\(\))?(?!\w)", "", text).strip(" :,;—–-|="))
    query = _ASIDE.sub("", query).strip(" ,:;")
    for opening in _OPENINGS:
        query = opening.sub("", query, count=1)
    query = " ".join(query.split())
    if len(query.split()) < MIN_WORDS or _DANGLING.search(query) or query.count("(") != query.count(")"):
        return ""
    query = query[:1].upper() + query[1:]
    heading = " ".join(_MARKED.sub(lambda mark: mark["code"] or mark["plain"], heading).split())
    is_dull = not heading or _DULL_HEADING.fullmatch(heading) or unit.name.lower() in heading.lower()
    if is_dull or len(query) > SHORT_CHARS or len(heading) > MAX_HEADING_CHARS:
        return query
    return f"{heading}: {query}"
