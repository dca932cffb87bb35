"""Comment inside a function → the function without comments."""

import re
from collections.abc import Iterator
from dataclasses import replace

from codesearch.pairs.documentation import as_query
from codesearch.pairs.records import Pair
from codesearch.parsers.remarks import remarks
from codesearch.parsers.strip import without_comments
from codesearch.training.corpus.lesson import FUNCTIONS, is_consistent, lesson
from codesearch.training.corpus.repository import Repository
from codesearch.types import Unit

MAX_REMARKS = 2  # of a function: the longest
MIN_WORDS = 5
_ROW = re.compile(r"^[ \t]*(?:#|//|/\*|--|;|%|\(\*|\{-)", re.M)  # may hold nothing but a comment
_CODE = re.compile(r"[;{}=|\\]|\w\(|->|::|\w\[|https?:|^@")
_OPENING = re.compile(  # what ties a remark to those before it
    r"(?:(?:ok|okay|so|now|then|next|first(?:ly)?|second(?:ly)?|third(?:ly)?|last(?:ly)?|finally|also|and|but|here"
    r"|otherwise|else|note that|note|step \d+|\d+[.)])(?=\W)[\s,.:)-]*)+",
    re.I,
)
_WE = re.compile(
    r"(?:we|let's|let us)\s+(?:(?:just|only|now|need to|have to|want to|can|must|should|will)\s+)*", re.I
)
_DANGLING = re.compile(  # says something of what a reader of the function alone sees, or of its author
    r"(?:this|these|those|that|it|its|they|he|she|i|i'm|not|no|yes|see|same|because|since|as|due|hack|todo|fixme|xxx"
    r"|bug|nb|workaround|unfortunately|maybe|perhaps|probably|why|what|should|in case|in this|at this|for now"
    r"|don't|do not)\b",
    re.I,
)


def remark_pairs(repository: Repository) -> Iterator[Pair]:
    """Yield the longest comments in each function that tell of something the function is about."""
    for unit in repository.units:
        if unit.kind not in FUNCTIONS or not _ROW.search(unit.text):
            continue
        queries = dict.fromkeys(remark_query(said) for said in remarks(unit.text, unit.language))
        chosen = sorted(filter(None, queries), key=len, reverse=True)[:MAX_REMARKS]
        bare = _bare(unit) if chosen else unit
        for query in chosen:
            pair = lesson(bare, repository.name, query, "comment")
            if pair is not None and is_consistent(pair):
                yield pair


def remark_query(said: str) -> str:
    """Return what a comment says as a query; empty if it is code, or makes no sense by itself."""
    query = as_query(said)
    if _CODE.search(query):
        return ""
    query = _WE.sub("", _OPENING.sub("", query, count=1), count=1)
    if len(query.split()) < MIN_WORDS or _DANGLING.match(query):
        return ""
    return query[:1].upper() + query[1:]


def _bare(unit: Unit) -> Unit:
    return replace(unit, text=without_comments(unit.text, unit.language))
