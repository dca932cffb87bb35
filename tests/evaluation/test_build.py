"""Building a set of questions from checkouts."""

import gzip
import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codesearch.errors import DataError
from codesearch.evaluation.building import build
from codesearch.evaluation.building.draw import balanced_sample
from codesearch.pairs.checkouts import Checkout
from codesearch.pairs.records import Pair, write_pairs
from codesearch.types import Progress

pytest.importorskip("datasketch")

WORDS = ("amber", "birch", "cedar", "dune", "ember", "fern", "grove", "heath", "iris", "juniper")
Sources = Callable[..., Checkout]


def function(word: str, *, name: str = "", query: str = "") -> str:
    first, second, third = (f"{word}_{part}" for part in ("leaf", "root", "stem"))
    return (
        f'def {name or first}({second}):\n    """{query or f"Gather the {word} of a given garden."}"""\n'
        f"    # {word}\n    {third} = [{first}_of({second}, {word}) for {word} in {second}]\n"
        f"    {third}.sort(key={word}_order, reverse={word}_first)\n    return {third}\n\n\n"
    )


@pytest.fixture
def source(tmp_path: Path) -> Sources:
    def write(repository: str, **files: str) -> Checkout:
        folder = tmp_path / repository.replace("/", "_")
        folder.mkdir()
        for name, text in files.items():
            (folder / f"{name}.py").write_text(text)
        return Checkout(str(folder), repository, "abc", "MIT")

    return write


def rows(out: Path) -> list[dict[str, Any]]:
    text = gzip.decompress((out / "python.jsonl.gz").read_bytes()).decode()
    return [json.loads(line) for line in text.splitlines()]


def test_a_row_is_a_function_without_comments_and_its_documentation(source: Sources, tmp_path: Path) -> None:
    manifest = build([source("o/n", a=function("amber"))], tmp_path / "out", fewest=1)
    [row] = rows(tmp_path / "out")
    assert list(row) == ["repo", "path", "func_name", "language", "code", "docstring", "url"]
    assert (row["docstring"], row["url"]) == ("Gather the amber of a given garden.", "o/n@abc:a.py#L1")
    assert "Gather" not in row["code"]
    assert "#" not in row["code"]
    assert manifest.rows == {"python": 1}


def test_a_query_or_a_function_is_there_once(source: Sources, tmp_path: Path) -> None:
    sources = [
        source("o/n", a=function("amber") + function("birch", query="Gather the amber of a given garden.")),
        source("o/m", a=function("amber", name="copy", query="Collect what is left in autumn.")),
    ]
    manifest = build(sources, tmp_path / "out", fewest=1)
    assert len(rows(tmp_path / "out")) == 1
    assert manifest.dropped["a query that is there already"] == 1
    assert manifest.dropped["a function that is there already"] == 1


def test_what_was_trained_on_is_left_out(source: Sources, tmp_path: Path) -> None:
    pairs = [
        Pair("Other words for it", "f", "", "", function("amber"), "python", "o/x"),
        Pair("gather the birch of a given garden.", "f", "", "", function("cedar"), "python", "o/x"),
    ]
    write_pairs(tmp_path / "pairs.jsonl", pairs)
    text = "".join(map(function, WORDS[:4]))
    manifest = build([source("o/n", a=text)], tmp_path / "out", exclude=[tmp_path / "pairs.jsonl"], fewest=1)
    assert [row["func_name"] for row in rows(tmp_path / "out")] == ["dune_leaf"]
    assert manifest.dropped["a query of the excluded pairs"] == 1
    assert manifest.dropped["a function of the excluded pairs"] == 2


def test_the_same_input_gives_the_same_bytes(source: Sources, tmp_path: Path) -> None:
    sources = [source("o/n", a="".join(map(function, WORDS)))]
    for out in ("first", "second"):
        build(sources, tmp_path / out, per_language=5, fewest=1)
    for name in ("python.jsonl.gz", "manifest.json"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_a_seed_draws_and_a_set_replaces_the_one_before(source: Sources, tmp_path: Path) -> None:
    sources = [source("o/n", a="".join(map(function, WORDS)))]
    drawn = set()
    for seed in range(4):
        build(sources, tmp_path / "out", per_language=5, fewest=1, seed=seed)
        drawn.add(tuple(row["func_name"] for row in rows(tmp_path / "out")))
    assert {len(names) for names in drawn} == {5}
    assert len(drawn) > 1
    build(sources, tmp_path / "out", fewest=100)
    assert not (tmp_path / "out/python.jsonl.gz").exists()


def test_no_repository_is_more_than_half_of_a_language() -> None:
    pairs = [Pair("", "", "", "", "", "go", name) for name in "a" * 50 + "b" * 8 + "c" * 4]
    for size in (5, 10, 100):
        drawn = balanced_sample(pairs, size, random.Random(0))
        assert 2 * Counter(pair.repository for pair in drawn)["a"] <= len(drawn)
    assert len(balanced_sample(pairs, 100, random.Random(0))) == 24
    assert len(balanced_sample(pairs[:50], 20, random.Random(0))) == 20


def test_a_file_that_no_parser_likes_stops_nothing(source: Sources, tmp_path: Path) -> None:
    checkout = source("o/n", a=function("amber"), b="(" * 10_000, c="x = 1\n" * 100_000)
    (Path(checkout.folder) / "d.py").write_bytes(b'def f():\n    """\xff\xfe\x00"""\n')
    build([checkout], tmp_path / "out", fewest=1)
    assert len(rows(tmp_path / "out")) == 1


def test_progress_counts_files(source: Sources, tmp_path: Path) -> None:
    seen: list[Progress] = []
    build([source("o/n", a="", b="")], tmp_path / "out", listener=seen.append)
    assert [(progress.done, progress.total) for progress in seen] == [(1, 2), (2, 2)]


def test_a_checkout_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="gone is not a folder"):
        build([Checkout(str(tmp_path / "gone"), "o/n", "1", "MIT")], tmp_path / "out")


def test_a_language_that_is_unknown_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no language 'pyhton'"):
        build([], tmp_path / "out", languages=["python", "pyhton"])
