"""The CodeSearchNet challenge (arXiv 1909.09436): 99 queries, and functions judged from 0 to 3."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from statistics import fmean

from codesearch.errors import DataError
from codesearch.evaluation.collections.codesearchnet import code_of
from codesearch.evaluation.collections.files import jsonl_files
from codesearch.evaluation.collections.json_rows import read_json_lines
from codesearch.evaluation.collections.languages import language_named, split_by_language
from codesearch.evaluation.collections.tables import read_csv
from codesearch.evaluation.records import Collection, Document, Question

NAME = "CodeSearchNet challenge"
COLUMNS = ("Language", "Query", "GitHubUrl", "Relevance")
MAX_RELEVANCE = 3

Relevances = dict[str, list[float]]  # function → what each annotator said


@dataclass(frozen=True, slots=True)
class Challenge:
    """The challenge, as far as the code of its functions is at hand."""

    collections: tuple[Collection, ...]  # one a language
    annotated: int  # functions
    missing: int  # of these: left out, for there was no code of theirs


@dataclass(frozen=True, slots=True)
class _Annotations:
    """Who judged what; queries are in lower case."""

    texts: dict[str, str]  # query → as it is written
    languages: dict[str, str] = field(default_factory=dict)  # function → its language
    relevances: dict[str, dict[str, Relevances]] = field(default_factory=dict)  # query → language → …


def read_challenge(
    annotations: Path, code: Path, queries: Path | None = None, *, limit: int | None = None
) -> Challenge:
    """Return the challenge: the queries that a function in `code` answers, over all that is in `code`.

    A function is known by its URL. What several annotators said of it is averaged, and the gain is
    2 ** relevance - 1, both as in the corpus's own evaluation; a function without code counts for nothing,
    not for the ideal order either. Queries that `queries` lacks are left out, and those behind the first
    `limit` of a language.

    Raises:
        DataError: a file or a line cannot be used, or no relevant function has code.
    """
    said = _annotations(annotations, queries)
    documents = _functions(code, said.languages)
    collections = split_by_language(NAME, documents, _questions(said, documents))
    if not collections:
        raise DataError(
            f"{code} has the code of no relevant function: its `url` has to be as in {annotations}"
        )
    asked = (replace(collection, questions=collection.questions[:limit]) for collection in collections)
    missing = sum(url not in documents for url in said.languages)
    return Challenge(tuple(asked), len(said.languages), missing)


def _annotations(file: Path, queries: Path | None) -> _Annotations:
    asked = [row.text("query").strip() for row in read_csv(queries, ("query",))] if queries else []
    said = _Annotations({text.lower(): text for text in asked})
    for row in read_csv(file, COLUMNS):
        text, url = row.text("Query").strip(), row.text("GitHubUrl").strip()
        language, query = language_named(row.text("Language")), text.lower()
        relevance = row.number("Relevance", largest=MAX_RELEVANCE)
        if queries and query not in said.texts:
            continue
        if said.languages.setdefault(url, language) != language:
            raise row.error(f"{url} is {language} here and {said.languages[url]} above: correct one of them")
        said.texts.setdefault(query, text)
        by_language = said.relevances.setdefault(query, {})
        by_language.setdefault(language, {}).setdefault(url, []).append(relevance)
    return said


def _functions(code: Path, languages: Mapping[str, str]) -> dict[str, Document]:
    """All functions by URL; one without annotation has the language that is written beside it."""
    documents: dict[str, Document] = {}
    for number, row in enumerate(chain.from_iterable(map(read_json_lines, jsonl_files(code))), start=1):
        url, text = row.text("url", "GitHubUrl").strip(), code_of(row)
        if url in documents and documents[url].text == text:
            continue  # given once for each annotation
        id = f"{url} {number}" if url in documents else url  # two functions on one line of source
        language = languages.get(url) or language_named(row.optional_text("language"))
        documents[id] = Document(id, text, language)
    return documents


def _questions(said: _Annotations, documents: Mapping[str, Document]) -> Iterator[Question]:
    """The queries once a language; those that nothing answers are for the caller to leave out."""
    for query, text in said.texts.items():
        for relevances in said.relevances.get(query, {}).values():
            gains = {url: 2 ** fmean(told) - 1 for url, told in relevances.items() if url in documents}
            yield Question(text, text, gains)
