"""CoSQA (arXiv 2105.13239): queries that people typed into a web search, and Python functions."""

import re
from pathlib import Path

from codesearch.errors import DataError
from codesearch.evaluation.collections.files import files_in, plain_or_gzipped, stem_of
from codesearch.evaluation.collections.json_rows import read_json_list, read_json_map
from codesearch.evaluation.records import Collection, Document, Question

CODES = "code_idx_map.txt"
LANGUAGE = "python"
_QUERIES = re.compile(r"cosqa-retrieval-.+\.json(\.gz)?")


def is_cosqa(folder: Path) -> bool:
    """Whether a folder holds CoSQA, whole or in part."""
    return plain_or_gzipped(folder / CODES) is not None or any(folder.glob("cosqa-retrieval-*.json*"))


def read_cosqa(folder: Path) -> list[Collection]:
    """Return one collection a file of queries, such as "cosqa-dev-500", each over all functions.

    Raises:
        DataError: a file is missing or cannot be used, or an answer is not among the functions.
    """
    queries = {stem_of(file): file for file in files_in(folder) if _QUERIES.fullmatch(file.name)}
    codes = plain_or_gzipped(folder / CODES)
    if codes is None or not queries:
        raise DataError(f"{folder} is not whole: CoSQA has {CODES} and files cosqa-retrieval-….json")
    documents = _documents(codes)
    return [
        Collection(name.replace("-retrieval", "", 1), tuple(documents.values()), _questions(file, documents))
        for name, file in queries.items()
    ]


def _documents(file: Path) -> dict[str, Document]:
    documents: dict[str, Document] = {}
    for row in read_json_map(file, "code", "id"):
        id = row.id("id")
        if id in documents:
            raise row.error(f"the id {id!r} stands here for the second time: give each code its own")
        documents[id] = Document(id, row.text("code"), LANGUAGE)
    return documents


def _questions(file: Path, documents: dict[str, Document]) -> tuple[Question, ...]:
    questions: dict[str, Question] = {}
    for number, row in enumerate(read_json_list(file), start=1):
        id, answer = row.optional_id("idx") or str(number), row.id("retrieval_idx")
        if id in questions:
            raise row.error(f"the id {id!r} stands here for the second time: give each query its own")
        if answer not in documents:
            raise row.error(f"the answer {answer!r} is not among the codes of {CODES}")
        questions[id] = Question(id, row.text("doc"), {answer: 1.0}, {"language": LANGUAGE})
    return tuple(questions.values())
