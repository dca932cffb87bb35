"""Copies of functions, exact and near."""

import sys

import pytest

from codesearch.errors import ExtraError
from codesearch.pairs.duplicates import NearDuplicates, body_hash

WORDS = [f"value{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]


def function(words: list[str], name: str = "f") -> str:
    return f"def {name}():\n    return {' + '.join(words)}"


def test_copies_share_a_hash_and_others_do_not() -> None:
    assert body_hash("def f(x):\n    return x + 1") == body_hash("def g(x, y):\n        return (x+2)")
    assert body_hash("def f(x):\n    return x + 1") != body_hash("def f(x):\n    return y + 1")


@pytest.fixture
def seen() -> NearDuplicates:
    pytest.importorskip("datasketch")
    return NearDuplicates()


def test_what_was_seen_is_not_new(seen: NearDuplicates) -> None:
    assert seen.is_new(function(WORDS))
    assert not seen.is_new(function(WORDS, "another"))


def test_a_copy_with_one_word_changed_is_not_new(seen: NearDuplicates) -> None:
    seen.is_new(function(WORDS))
    assert not seen.is_new(function([*WORDS[:-1], "other"]))
    assert seen.is_new(function(WORDS[13:] + WORDS[:13]))


def test_asking_does_not_count_as_seeing(seen: NearDuplicates) -> None:
    assert not seen.is_known(function(WORDS))
    assert seen.is_new(function(WORDS))
    assert seen.is_known(function(WORDS))


def test_short_bodies_must_be_the_same(seen: NearDuplicates) -> None:
    assert seen.is_new(function(WORDS[:8]))
    assert seen.is_new(function([*WORDS[:7], "other"]))
    assert not seen.is_new(function(WORDS[:8]))


def test_a_very_long_body_is_told_by_its_beginning(seen: NearDuplicates) -> None:
    long = [f"{word}{other}" for word in WORDS for other in WORDS]
    assert seen.is_new(function(long))
    assert not seen.is_new(function([*long, *WORDS]))


def test_the_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasketch", None)
    with pytest.raises(ExtraError, match=r"pip install 'codesearch\[eval\]'"):
        NearDuplicates()
