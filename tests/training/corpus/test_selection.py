"""Which pairs are taken of several that are alike."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from codesearch.errors import DataError
from codesearch.pairs.records import Pair
from codesearch.training.corpus.excluded import Excluded, bare
from codesearch.training.corpus.limits import MAX_BY_KIND
from codesearch.training.corpus.selection import Selection

pytest.importorskip("datasketch")

CODE = """def present(values, limit):
    # what is really there
    found = [value for value in values if value is not None]
    rest = sorted(set(found), key=str)[:limit]
    return dict(zip(rest, found)) or {}
"""
PAIR = Pair("Drop the values that are None.", "present", "", "", CODE, "python", "owner/repo")


def taken(*pairs: Pair, excluded: Excluded | None = None) -> list[bool]:
    selection = Selection(excluded)
    return [selection.takes(pair, bare(pair.code, pair.language)) for pair in pairs]


def test_documentation_asks_for_a_function_once() -> None:
    other = CODE.replace("rest", "rows").replace("sorted", "list")
    near = CODE.replace("or {}", "or None")
    pairs = [PAIR, replace(PAIR, query="Another query for it"), replace(PAIR, code=other)]
    assert taken(*pairs, replace(PAIR, query="A near copy", code=near)) == [True, False, False, False]


def test_a_function_may_answer_three_queries_of_several_kinds() -> None:
    kinds = ("documentation", "commit", "test", "prose")
    pairs = [replace(PAIR, query=f"The query of a {kind}", kind=kind) for kind in kinds]
    assert taken(*pairs) == [True, True, True, False]


def test_a_subject_may_ask_for_three_functions() -> None:
    pairs = [replace(PAIR, kind="commit", code=CODE.replace("found", word)) for word in ("a", "b", "c", "d")]
    assert taken(*pairs) == [True, True, True, False]


def test_one_repository_has_its_limit() -> None:
    limit = MAX_BY_KIND["prose"]
    pairs = [replace(PAIR, kind="prose", query=f"{n}", code=f"{CODE}{'x' * n}") for n in range(limit + 1)]
    assert sum(taken(*pairs)) == limit


def evaluation_sets(folder: Path) -> list[Path]:
    """The same function as each kind of set."""
    (folder / "set").mkdir()
    row = {"code": CODE, "language": "python", "docstring": "something else"}
    (folder / "set/python.jsonl.gz").write_bytes(gzip.compress((json.dumps(row) + "\n").encode()))
    (folder / "codes.json.gz").write_bytes(gzip.compress(json.dumps({CODE: 0}).encode()))
    (folder / "checkout").mkdir()
    (folder / "checkout/a.py").write_text(CODE)
    from codesearch.pairs.records import write_pairs

    write_pairs(folder / "pairs.jsonl", [replace(PAIR, query="something else")])
    return [folder / name for name in ("set", "codes.json.gz", "checkout", "pairs.jsonl")]


@pytest.mark.parametrize("number", range(4))
def test_copies_of_an_evaluation_set_are_left_out(tmp_path: Path, number: int) -> None:
    excluded = Excluded([evaluation_sets(tmp_path)[number]], ["python"])
    without_comment = CODE.replace("    # what is really there\n", "").replace("or {}", "or None")
    pairs = [PAIR, replace(PAIR, kind="test"), replace(PAIR, code=without_comment)]
    assert taken(*pairs, excluded=excluded) == [False, False, False]


def test_queries_of_an_evaluation_set_are_left_out(tmp_path: Path) -> None:
    excluded = Excluded([evaluation_sets(tmp_path)[0]], ["python"])
    assert taken(replace(PAIR, query="Something else", code="x = 1"), excluded=excluded) == [False]


def test_a_file_that_is_no_evaluation_set_is_refused(tmp_path: Path) -> None:
    (tmp_path / "codes.gz").write_text("no gzip")
    with pytest.raises(DataError, match=r"codes\.gz is no evaluation set"):
        Excluded([tmp_path / "codes.gz"], ["python"])
