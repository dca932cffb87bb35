"""The CodeSearchNet corpus."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codesearch.errors import DataError
from codesearch.evaluation.collections import read_collection

Write = Callable[..., Path]

URL = "https://github.com/o/r/blob/1/a.py#L1-L2"
FUNCTION: dict[str, Any] = {
    "repo": "o/r",
    "path": "a.py",
    "func_name": "A.add",
    "original_string": "def add(a, b):\n    return a + b",
    "language": "python",
    "code": "def add(a, b): return a + b",
    "code_tokens": ["def", "add"],
    "docstring": "Add two\nnumbers.\n\nBoth of them.",
    "docstring_tokens": ["Add", "two", "numbers", "."],
    "partition": "test",
    "url": URL,
}
NO_CODE: dict[str, Any] = {"code": None, "original_string": None, "code_tokens": ...}


def function(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in (FUNCTION | changes).items() if value is not ...}


def test_documentation_asks_for_its_own_code(write: Write) -> None:
    [collection] = read_collection([write("python_test_0.jsonl.gz", [FUNCTION])])
    [question], [document] = collection.questions, collection.documents
    assert collection.name == "python_test_0"
    assert (document.id, document.text, document.language) == (URL, FUNCTION["code"], "python")
    assert (question.id, question.text, question.gains) == (URL, "Add two numbers .", {URL: 1.0})
    assert question.groups == {"language": "python", "repository": "o/r"}


@pytest.mark.parametrize(
    ("docstring", "question"),
    [
        ("Add two\nnumbers.\n\nBoth of them.", "Add two numbers."),
        ("\n  Add.  \n \t\nMore.", "Add."),
        ("Add.\n  @param a one", "Add."),
        ("@return the sum", "@return the sum"),
        ("Mail a@b.c", "Mail a@b.c"),
    ],
)
def test_without_tokens_the_first_paragraph_asks(write: Write, docstring: str, question: str) -> None:
    rows = [function(docstring=docstring, docstring_tokens=tokens) for tokens in (..., [])]
    for row in rows:
        [collection] = read_collection([write("test.jsonl", [row])])
        assert collection.questions[0].text == question


@pytest.mark.parametrize(
    ("lacking", "text"),
    [
        ((), "def add(a, b): return a + b"),
        (("code",), "def add(a, b):\n    return a + b"),
        (("code", "original_string"), "def add"),
    ],
)
def test_the_best_form_of_the_code_is_taken(write: Write, lacking: tuple[str, ...], text: str) -> None:
    [collection] = read_collection([write("test.jsonl", [function(**dict.fromkeys(lacking, ...))])])
    assert collection.documents[0].text == text


def test_the_same_documentation_twice_is_answered_by_its_own_code_only(write: Write) -> None:
    rows = [function(code=code, url=...) for code in ("one", "two")]
    [collection] = read_collection([write("test.jsonl", rows)])
    assert [question.text for question in collection.questions] == ["Add two numbers ."] * 2
    assert [dict(question.gains) for question in collection.questions] == [{"1": 1.0}, {"2": 1.0}]


def test_two_functions_on_one_line_of_source_are_two(write: Write) -> None:
    rows = [function(code=code) for code in ("one", "two")]
    [collection] = read_collection([write("test.jsonl", rows)])
    assert [document.id for document in collection.documents] == [URL, f"{URL} 2"]


def test_a_folder_of_languages_is_a_collection_each(write: Write, tmp_path: Path) -> None:
    for number, language in enumerate(("python", "go")):
        row = function(language=language, url=f"u{number}")
        write(f"test/{language}_test_0.jsonl.gz", [row])
    assert [c.name for c in read_collection([tmp_path / "test"])] == [
        "CodeSearchNet go",
        "CodeSearchNet python",
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"url": URL}, f"the function {URL} stands here for the second time"),
        (NO_CODE, "the field `code` or `original_string` is missing"),
        ({"code": ""}, "`code` is empty"),
        ({"code": ["a"]}, "`code` has to be text"),
        (NO_CODE | {"code_tokens": [1]}, "`code_tokens` has to be a list of texts"),
        ({"docstring": ..., "docstring_tokens": ...}, "the field `docstring` is missing"),
        ({"docstring": "", "docstring_tokens": []}, "`docstring` is empty"),
        ({"docstring_tokens": {"a": 1}}, "`docstring_tokens` has to be text"),
        ({"url": 7}, "`url` has to be text"),
    ],
)
def test_what_is_wrong_with_a_function_is_told(write: Write, changes: dict[str, Any], message: str) -> None:
    path = write("test.jsonl", [FUNCTION, function(**({"url": "other"} | changes))])
    with pytest.raises(DataError, match=re.escape(f"{path}, line 2: {message}")):
        read_collection([path])
