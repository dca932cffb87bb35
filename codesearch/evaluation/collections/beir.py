"""Corpus, queries and judgements in a folder, as in BEIR (arXiv 2104.08663) and CoIR (arXiv 2407.02883)."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from codesearch.errors import DataError
from codesearch.evaluation.collections.files import plain_or_gzipped
from codesearch.evaluation.collections.json_rows import read_json_lines
from codesearch.evaluation.collections.languages import language_named, split_by_language
from codesearch.evaluation.collections.rows import Row
from codesearch.evaluation.collections.tables import read_tsv
from codesearch.evaluation.records import Collection, Document, Question

CORPUS = "corpus.jsonl"
QUERIES = "queries.jsonl"
JUDGEMENTS = "qrels"
SPLIT = "test.tsv"
COLUMNS = ("query-id", "corpus-id", "score")


@dataclass(frozen=True, slots=True)
class _Judged:
    """What is known of one query's answers."""

    first: Row  # that names the query
    gains: dict[str, float] = field(default_factory=dict)


def is_beir(folder: Path) -> bool:
    """Whether a folder is laid out so, whole or in part."""
    return plain_or_gzipped(folder / CORPUS) is not None or (folder / JUDGEMENTS).is_dir()


def read_beir(folder: Path) -> list[Collection]:
    """Return the judged queries over the whole corpus, a collection a language.

    A gain is the score of the judgement, as in linear NDCG. Of several splits it is `test.tsv` that counts.

    Raises:
        DataError: a file is missing or cannot be used, or a judgement names what is not there.
    """
    documents = _documents(_needed(folder / CORPUS))
    judged = _judged(_judgements(folder / JUDGEMENTS), documents)
    questions = _questions(_needed(folder / QUERIES), judged)
    return split_by_language(folder.resolve().name, documents, questions)


def _needed(path: Path) -> Path:
    file = plain_or_gzipped(path)
    if file is None:
        raise DataError(
            f"{path} is missing: a folder with {CORPUS} needs {QUERIES} and {JUDGEMENTS}/*.tsv too"
        )
    return file


def _judgements(folder: Path) -> Path:
    """The file of judgements that counts."""
    splits = sorted(file for file in folder.glob("*.tsv") if not file.name.startswith("."))
    if len(splits) == 1:
        return splits[0]
    test = folder / SPLIT
    if not test.is_file():
        found = ", ".join(split.name for split in splits) or "no table"
        raise DataError(f"{folder} has {found}: it needs {SPLIT}, or one table alone")
    return test


def _documents(file: Path) -> dict[str, Document]:
    documents: dict[str, Document] = {}
    for row in read_json_lines(file):
        id, title = row.id("_id"), row.optional_text("title").strip()
        if id in documents:
            raise row.error(f"the id {id!r} stands here for the second time: give each document its own")
        text = f"{title}\n{row.optional_text('text')}".rstrip() if title else row.text("text")
        documents[id] = Document(id, text, _language(row))
    return documents


def _language(row: Row) -> str:
    """The language, which CoIR writes beside the text and others in the metadata."""
    metadata = row.fields.get("metadata")
    inner = Row(row.path, row.line, metadata if isinstance(metadata, dict) else {})
    return language_named(row.optional_text("language") or inner.optional_text("language"))


def _judged(file: Path, documents: Container[str]) -> dict[str, _Judged]:
    """The judgements by query."""
    judged: dict[str, _Judged] = {}
    for row in read_tsv(file, COLUMNS):
        query, document = row.id("query-id"), row.id("corpus-id")
        if document not in documents:
            raise row.error(f"the answer {document!r} is not in {CORPUS}")
        if query not in judged:
            judged[query] = _Judged(Row(file, row.line, {}))
        gains = judged[query].gains
        if document in gains:
            raise row.error(f"{document!r} is judged for {query!r} for the second time")
        gains[document] = row.number("score")
    for query, found in judged.items():
        if not any(found.gains.values()):
            raise found.first.error(f"the query {query!r} has no relevant document: leave it out")
    return judged


def _questions(file: Path, judged: Mapping[str, _Judged]) -> list[Question]:
    questions: dict[str, Question] = {}
    for row in read_json_lines(file):
        id = row.id("_id")
        if id in questions:
            raise row.error(f"the id {id!r} stands here for the second time: give each query its own")
        if id in judged:
            questions[id] = Question(id, row.text("text"), judged[id].gains)
    for id, found in judged.items():
        if id not in questions:
            raise found.first.error(f"the query {id!r} is not in {QUERIES}")
    return list(questions.values())
