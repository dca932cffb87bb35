"""No output holds a character that acts on a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codesearch.tui.inert import inert, inert_line

TEXTS = st.text(
    st.characters(codec=None) | st.sampled_from("\x1b\x9b\x07\x7f\u202e\u2066\ufeff\ud800\U000e0041\t\n")
)
BIDI = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
JOINERS = "\u200c\u200d"


def acts(char: str) -> bool:
    """Whether a character controls, as Unicode's own tables have it."""
    return unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or unicodedata.bidirectional(char) in BIDI


@given(TEXTS)
def test_nothing_that_acts_is_left(text: str) -> None:
    assert not [char for char in inert(text) if acts(char) and char not in "\n\t"]
    assert not [char for char in inert_line(text) if acts(char)]


@given(TEXTS)
def test_each_character_has_one_in_its_place(text: str) -> None:
    assert len(inert(text)) == len(inert_line(text)) == len(text)
    assert inert(inert(text)) == inert(text)


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_text_stays_as_it_is(text: str) -> None:
    assert inert(text) == inert_line(text) == text


def test_joiners_of_scripts_and_emoji_stay() -> None:
    assert inert(JOINERS) == JOINERS


@pytest.mark.parametrize(
    ("char", "shown"), [("\x1b", "␛"), ("\r", "␍"), ("\x7f", "␡"), ("\x9b", "�"), ("\u202e", "�")]
)
def test_what_stands_in_its_place(char: str, shown: str) -> None:
    assert inert(char) == shown


def test_a_file_name_stays_on_one_line() -> None:
    assert inert_line("a\nb\tc") == "a␊b␉c"
