"""The CodeSearchNet corpus (arXiv 1909.09436): functions, and their documentation as the questions."""

import re
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from codesearch.evaluation.collections.json_rows import read_json_lines
from codesearch.evaluation.collections.languages import language_named, split_by_language
from codesearch.evaluation.collections.rows import Row
from codesearch.evaluation.records import Collection, Document, Question

_PARAGRAPH_END = re.compile(r"\n\s*(?:\n|@\w)")  # a tag as of Javadoc ends it too


def read_codesearchnet(name: str, files: Sequence[Path]) -> list[Collection]:
    """Return the functions of all files, a collection a language; each documentation asks for its own code.

    The same documentation at two functions is two questions with one answer each, which is the corpus's
    own protocol.

    Raises:
        DataError: a file or a line cannot be used, or a function stands there twice.
    """
    documents: dict[str, Document] = {}
    questions = []
    for number, row in enumerate(chain.from_iterable(map(read_json_lines, files)), start=1):
        id, code = row.optional_text("url").strip() or str(number), code_of(row)
        if id in documents and documents[id].text == code:
            raise row.error(f"the function {id} stands here for the second time: leave one of them out")
        if id in documents:
            id = f"{id} {number}"  # two functions on one line of source
        documents[id] = Document(id, code, language_named(row.optional_text("language")))
        repository = row.optional_text("repo")
        groups = {"repository": repository} if repository else {}
        questions.append(Question(id, _summary(row), {id: 1.0}, groups))
    return split_by_language(name, documents, questions)


def code_of(row: Row) -> str:
    """Return a function's code, from its tokens where there is nothing better.

    Raises:
        DataError: there is none.
    """
    has_text = any(row.fields.get(name) is not None for name in ("code", "original_string"))
    tokens = "" if has_text else row.tokens("code_tokens")
    return tokens or row.text("code", "original_string")


def _summary(row: Row) -> str:
    """The first paragraph of the documentation, which is what the corpus cut into tokens."""
    if tokens := row.tokens("docstring_tokens"):
        return tokens
    paragraph = _PARAGRAPH_END.split(row.text("docstring").strip(), maxsplit=1)[0]
    return " ".join(paragraph.split())
