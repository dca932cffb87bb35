"""CoSQA: a map of codes, and files of queries."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codesearch.errors import DataError
from codesearch.evaluation.collections import read_collection

Write = Callable[..., Path]

CODES = {"def a(): ...": 0, "def b(): ...": 1}
QUERIES = [
    {"idx": "dev-7", "doc": "python call b", "code": "def b(): ...", "retrieval_idx": 1},
    {"idx": "dev-9", "doc": "python call a", "code": "def a(): ...", "retrieval_idx": "0"},
]


def dumped(value: Any) -> str:
    return json.dumps(value, indent=1)


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_queries_are_asked_of_all_functions(write: Write, tmp_path: Path, ending: str) -> None:
    write(f"cosqa/code_idx_map.txt{ending}", json.dumps(CODES))
    write(f"cosqa/cosqa-retrieval-dev-2.json{ending}", dumped(QUERIES))
    [collection] = read_collection([tmp_path / "cosqa"])
    assert collection.name == "cosqa-dev-2"
    assert [(document.id, document.text) for document in collection.documents] == [
        ("0", "def a(): ..."),
        ("1", "def b(): ..."),
    ]
    assert [(q.id, q.text, q.gains) for q in collection.questions] == [
        ("dev-7", "python call b", {"1": 1.0}),
        ("dev-9", "python call a", {"0": 1.0}),
    ]
    assert {document.language for document in collection.documents} == {"python"}


def test_each_file_of_queries_is_a_collection(write: Write, tmp_path: Path) -> None:
    write("cosqa/code_idx_map.txt", dumped(CODES))
    for split, part in (("dev", QUERIES[:1]), ("test", QUERIES[1:])):
        write(f"cosqa/cosqa-retrieval-{split}.json", dumped(part))
    dev, test = read_collection([tmp_path / "cosqa"])
    assert (dev.name, test.name) == ("cosqa-dev", "cosqa-test")
    assert dev.documents == test.documents


@pytest.mark.parametrize(
    ("codes", "queries", "place", "message"),
    [
        ('{"a": 0,\n "b": 0}', dumped(QUERIES), "map.txt", "line 2: the id '0' stands here"),
        ('{"a": 0,\n "b": 0.5}', dumped(QUERIES), "map.txt", "line 2: `id` has to be text"),
        ('{"a": 0,\n " ": 1}', dumped(QUERIES), "map.txt", "line 2: `code` is empty"),
        ("[1]", dumped(QUERIES), "map.txt", "line 1: this has to be an object"),
        ('{"a": 0,\n "b', dumped(QUERIES), "map.txt", "line 2: the JSON is cut short"),
        (dumped(CODES), "[]", "dev.json", "line 1: this has to be a list of objects"),
        (dumped(CODES), "[{}, 3]", "dev.json", "line 1: the field `retrieval_idx` is missing"),
        (dumped(CODES), dumped([QUERIES[0], 3]), "dev.json", "line 8: this has to be a JSON object"),
        (dumped(CODES), dumped(QUERIES[:1] * 2), "dev.json", "line 8: the id 'dev-7' stands here"),
        (dumped({"a": 0}), dumped(QUERIES), "dev.json", "line 2: the answer '1' is not among"),
        (dumped(CODES), dumped(QUERIES)[:-5], "dev.json", "line 12: this is not JSON"),
    ],
)
def test_what_is_wrong_is_told(
    write: Write, tmp_path: Path, codes: str, queries: str, place: str, message: str
) -> None:
    write("cosqa/code_idx_map.txt", codes)
    write("cosqa/cosqa-retrieval-dev.json", queries)
    with pytest.raises(DataError, match=re.escape(f"{place}, {message}")):
        read_collection([tmp_path / "cosqa"])


@pytest.mark.parametrize("name", ["code_idx_map.txt", "cosqa-retrieval-dev.json"])
def test_half_of_it_is_told(write: Write, tmp_path: Path, name: str) -> None:
    write(f"cosqa/{name}", dumped(CODES))
    with pytest.raises(DataError, match=r"cosqa is not whole: CoSQA has code_idx_map.txt and"):
        read_collection([tmp_path / "cosqa"])
