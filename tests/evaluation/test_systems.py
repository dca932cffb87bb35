"""What is compared, and what tables call it."""

import pytest

from codesearch.evaluation.asking.systems import System, name_with, run_name, short_names, systems_of
from tests.conftest import WordEncoder


def encoder(id: str) -> WordEncoder:
    made = WordEncoder()
    made.id = id
    return made


def test_each_mode_is_asked_without_rules_and_with_them() -> None:
    names = [system.name for system in systems_of(["lexical", "hybrid"])]
    assert names == ["lexical", "lexical + rules", "hybrid", "hybrid + rules"]
    assert [system.name for system in systems_of(["hybrid"], rules=[True])] == ["hybrid + rules"]


def test_an_encoder_is_named_only_beside_another_and_never_with_full_text() -> None:
    one, two = encoder("one-1"), encoder("two-2")
    assert run_name(System("hybrid", rules=True), one, [one]) == "hybrid + rules"
    assert run_name(System("hybrid", rules=True), two, [one, two]) == "hybrid + rules [two]"
    assert run_name(System("lexical", rules=False), two, [one, two]) == "lexical"
    assert name_with("alone", one, [one, two]) == "alone [one]"


@pytest.mark.parametrize(
    ("ids", "names"),
    [
        (["all-MiniLM-L6-v2-1a", "nano-0-2b"], ["all-MiniLM-L6-v2", "nano-0"]),
        (["nano-0-1a", "nano-0-2b"], ["nano-0-1a", "nano-0-2b"]),
        (["plain"], ["plain"]),
    ],
)
def test_fingerprints_are_shown_where_names_are_the_same(ids: list[str], names: list[str]) -> None:
    assert short_names([encoder(id) for id in ids]) == dict(zip(ids, names, strict=True))
