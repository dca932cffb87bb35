"""Pairs of a query and the code that answers it, one JSON object a line."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from codesearch.evaluation.collections.json_rows import read_json_lines
from codesearch.evaluation.collections.languages import language_named, split_by_language
from codesearch.evaluation.records import Collection, Document, Question


def read_plain(name: str, files: Sequence[Path]) -> list[Collection]:
    """Return the pairs of all files, a collection a language; the same code twice is one document.

    Raises:
        DataError: a file or a line cannot be used, or an id stands there twice.
    """
    documents: dict[tuple[str, str], Document] = {}  # by language and code
    questions: dict[str, Question] = {}
    for number, row in enumerate(chain.from_iterable(map(read_json_lines, files)), start=1):
        query, code = row.text("query"), row.text("code")
        language = language_named(row.optional_text("language"))
        id = row.optional_id("id") or str(number)
        if id in questions:
            raise row.error(f"the id {id!r} stands here for the second time: give each line its own")
        document = documents.setdefault((language, code), Document(id, code, language))
        questions[id] = Question(id, query, {document.id: 1.0})
    by_id = {document.id: document for document in documents.values()}
    return split_by_language(name, by_id, questions.values())
