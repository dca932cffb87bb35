"""Whatever is wrong with a file is told in one sentence, with the line."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from codesearch.errors import DataError
from codesearch.evaluation.collections import read_collection

Write = Callable[..., Path]

GOOD = '{"query": "add", "code": "a + b"}\n'
PACKED = gzip.compress("".join(GOOD.replace("add", f"add {n**9}") for n in range(999)).encode(), mtime=0)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("pairs.jsonl", "", "pairs.jsonl is empty"),
        ("pairs.jsonl", "\n \n", "pairs.jsonl is empty"),
        ("pairs.jsonl.gz", "", "pairs.jsonl.gz is empty"),
        ("pairs.jsonl", GOOD + '{"query": "sub", "code', "line 2: the JSON is cut short: fetch"),
        ("pairs.jsonl", GOOD + "\nquery: sub\n", "line 3: this is not JSON"),
        ("pairs.jsonl", GOOD + "[1, 2]\n", "line 2: this has to be a JSON object"),
        ("pairs.jsonl", "[" * 100_000 + "\n", "line 1: this is not JSON"),
        ("pairs.jsonl", GOOD + '{"query": ' + "9" * 5_000 + "}\n", "line 2: this is not JSON"),
        ("pairs.jsonl", GOOD.encode() + b'{"query": "\xff"}\n', "line 2: this is not UTF-8"),
        ("pairs.jsonl", gzip.compress(b"{}", mtime=0), "line 1: this is not UTF-8"),
        ("pairs.jsonl.gz", GOOD.encode(), "pairs.jsonl.gz is not a whole gzip file"),
        ("pairs.jsonl.gz", PACKED[: len(PACKED) // 2], r"line \d+: the gzip data is cut short or damaged"),
        (
            "pairs.jsonl.gz",
            PACKED[:3000] + b"\0" * 99 + PACKED[3099:],
            r"line \d+: the gzip data is cut short or damaged",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_its_line(
    write: Write, name: str, content: str | bytes, message: str
) -> None:
    with pytest.raises(DataError, match=message) as caught:
        read_collection([write(name, content)])
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('{"query": "sub"}', "the field `code` is missing"),
        ('{"query": "sub", "code": null}', "the field `code` is missing"),
        ('{"code": "a - b"}', "the field `query` is missing"),
        ('{"query": "sub", "code": 3}', "`code` has to be text"),
        ('{"query": ["sub"], "code": "a - b"}', "`query` has to be text"),
        ('{"query": "sub", "code": " \\n"}', "`code` is empty"),
        ('{"query": "", "code": "a - b"}', "`query` is empty"),
        ('{"query": "sub", "code": "a - b", "language": 7}', "`language` has to be text"),
        ('{"query": "sub", "code": "a - b", "id": true}', "`id` has to be text"),
        ('{"query": "sub", "code": "a - b", "id": 1}', "the id '1' stands here for the second time"),
    ],
)
def test_a_record_that_cannot_be_used_is_told_with_its_line(write: Write, row: str, message: str) -> None:
    path = write("pairs.jsonl", f"{GOOD}{row}\n")
    with pytest.raises(DataError) as caught:
        read_collection([path])
    assert str(caught.value).startswith(f"{path}, line 2: {message}")


def test_what_is_no_data_is_told_with_what_was_looked_for(write: Write, tmp_path: Path) -> None:
    write("folder/README.md", "# Data\n")
    with pytest.raises(DataError, match=r"folder is no data .*code_idx_map.txt.*corpus.jsonl.*\*.jsonl"):
        read_collection([tmp_path / "folder"])
    with pytest.raises(DataError, match="missing cannot be read: No such file"):
        read_collection([tmp_path / "missing"])
    with pytest.raises(DataError, match="xxx cannot be read: File name too long"):
        read_collection([tmp_path / ("x" * 300)])
    with pytest.raises(DataError, match=r"other.jsonl, line 1: there is neither `query`.*`docstring`"):
        read_collection([write("other.jsonl", '{"_id": "1", "text": "x"}\n')])


def test_marks_of_byte_order_blank_lines_and_foreign_line_ends_are_no_obstacle(write: Write) -> None:
    text = "\ufeff" + GOOD.replace("\n", "\r\n") + "\r\n" + '{"query": "sub\\u2028", "code": "a - b"}'
    [collection] = read_collection([write("pairs.jsonl", text)])
    assert [question.text for question in collection.questions] == ["add", "sub\u2028"]


def test_half_a_character_does_not_reach_the_index(write: Write) -> None:
    [collection] = read_collection([write("pairs.jsonl", '{"query": "smile \\ud83d", "code": "é\\ud83d"}\n')])
    assert collection.questions[0].text == "smile ?"
    assert collection.documents[0].text == "é?"
