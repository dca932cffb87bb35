"""Pairs on disk."""

import json
from pathlib import Path

import pytest

from codesearch.errors import DataError
from codesearch.pairs.records import Pair, read_pairs, write_pairs

PAIR = Pair("add two", "add", "def add(a, b)", "Add two.", "return a + b", "python", "o/n", "a.py", 3)


def test_pairs_come_back_as_they_were_written(tmp_path: Path) -> None:
    write_pairs(tmp_path / "pairs.jsonl", [PAIR, PAIR])
    assert list(read_pairs(tmp_path / "pairs.jsonl")) == [PAIR, PAIR]


def test_pairs_of_before_there_were_places_are_read(tmp_path: Path) -> None:
    keys = ("query", "name", "signature", "documentation", "code", "language", "repository")
    (tmp_path / "pairs.jsonl").write_text(json.dumps(dict.fromkeys(keys, "x")) + "\n")
    [pair] = read_pairs(tmp_path / "pairs.jsonl")
    assert (pair.path, pair.start_line) == ("", 0)


@pytest.mark.parametrize("line", ["{", "[]", '{"query": "x"}', '"x"'])
def test_the_line_that_is_no_pair_is_named(tmp_path: Path, line: str) -> None:
    write_pairs(tmp_path / "pairs.jsonl", [PAIR])
    with (tmp_path / "pairs.jsonl").open("a") as file:
        file.write(line + "\n")
    with pytest.raises(DataError, match="line 2 of"):
        list(read_pairs(tmp_path / "pairs.jsonl"))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        list(read_pairs(tmp_path / "pairs.jsonl"))
