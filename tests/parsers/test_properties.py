"""What holds for every file, whole or broken, in every language."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codesearch.parsers.units import MAX_CHARS, parse_units
from codesearch.types import KINDS, Unit

FIXTURES = sorted(path for path in (Path(__file__).parent / "fixtures").iterdir() if path.is_file())
TEXTS = {path.name: path.read_text("utf-8") for path in FIXTURES}
MUTANTS = 2_000
STRANGE = [
    "\0",
    "\x07",
    "\x1b[31m",
    "\f",
    "\v",
    "\x85",
    "\u2028",
    "\u200b",
    "\u202e",
    "\ufeff",
    "𝔘",
    "👩‍👩‍👧",
    "שלום",
    "مرحبا",
    "é",
]
BRACKETS = "()[]{}<>\"'`"

every_fixture = pytest.mark.parametrize("name", TEXTS)


def check(path: str, text: str, max_chars: int = MAX_CHARS) -> list[Unit]:
    """The units of a file, once it is sure that they tell the truth about it."""
    units = parse_units(path, text, max_chars=max_chars)
    rows = text.removesuffix("\n").split("\n")
    covered = bytearray(len(rows))
    for unit in units:
        assert unit.kind in KINDS
        assert 1 <= unit.start_line <= unit.end_line <= len(rows), unit
        covered[unit.start_line - 1 : unit.end_line] = b"\1" * (unit.end_line - unit.start_line + 1)
        shown = unit.text.split("\n")
        assert len(shown) == unit.end_line - unit.start_line + 1, unit
        written = rows[unit.start_line - 1 : unit.end_line]
        assert all(row in ("", line) for row, line in zip(shown, written, strict=True)), unit
        if unit.kind != "class" and unit.kind != "module":
            assert unit.name
        assert len(unit.text) <= max_chars or len(shown) == 1, unit
    assert all(covered), (
        f"lines {[number + 1 for number, byte in enumerate(covered) if not byte]} are in no unit"
    )
    return units


def is_shown(units: list[Unit], rows: list[str]) -> bool:
    """Whether every row can be read in at least one unit."""
    seen = {unit.start_line + i for unit in units for i, row in enumerate(unit.text.split("\n")) if row}
    return all(number in seen for number, row in enumerate(rows, 1) if row)


@every_fixture
def test_every_row_can_be_read_in_a_unit(name: str) -> None:
    assert is_shown(check(name, TEXTS[name]), TEXTS[name].removesuffix("\n").split("\n"))


@every_fixture
def test_a_file_has_the_same_units_each_time(name: str) -> None:
    assert parse_units(name, TEXTS[name]) == parse_units(name, TEXTS[name])


@every_fixture
@settings(derandomize=True, max_examples=5, deadline=None)
@given(max_chars=st.integers(1, 600))
def test_units_fit_a_window_of_any_size(name: str, max_chars: int) -> None:
    units = check(name, TEXTS[name], max_chars)
    assert is_shown(units, TEXTS[name].removesuffix("\n").split("\n"))


@every_fixture
@settings(derandomize=True, max_examples=4, deadline=None)
@given(pieces=st.lists(st.text(max_size=20).filter(lambda piece: "\r" not in piece), min_size=1, max_size=20))
def test_any_text_has_units(name: str, pieces: list[str]) -> None:
    check(name, "\n".join(pieces))


@every_fixture
@pytest.mark.parametrize("text", ["", "\n", "\n\n\n\n", " ", "\t\n ", "\0", "\ufeff", "x", "\udc80"])
def test_nearly_nothing_is_one_unit(name: str, text: str) -> None:
    assert len(check(name, text)) == 1


def mutate(text: str, chance: random.Random) -> str:
    """A text with one to four injuries, as editors, merges and disks leave them."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.choice([1, 3, 20, 200]))
        match chance.randrange(7):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:end] + text[start:end] * chance.randint(1, 3) + text[end:]
            case 2:
                text = text[:start]
            case 3:
                data = bytearray(text.encode())
                for _ in range(min(3, len(data))):
                    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
                text = data.decode("utf-8", "replace").replace("\r", " ")
            case 4:
                at = [place for place, letter in enumerate(text) if letter in BRACKETS]
                if at:
                    place = chance.choice(at)
                    text = text[:place] + chance.choice(BRACKETS) + text[place + 1 :]
            case 5:
                text = text[:start] + chance.choice(STRANGE) * chance.randint(1, 3) + text[start:]
            case _:
                other = chance.choice(list(TEXTS.values()))
                text = text[:start] + other[: chance.randrange(400)] + text[end:]
    return text


def test_broken_files_have_units_too() -> None:
    chance = random.Random(20_240_501)
    for number in range(MUTANTS):
        name = FIXTURES[number % len(FIXTURES)].name
        text = mutate(TEXTS[name], chance)
        units = check(name, text, chance.choice([200, MAX_CHARS]))
        assert is_shown(units, text.removesuffix("\n").split("\n")), (number, name)


@every_fixture
@pytest.mark.parametrize("brackets", ["()", "[]", "{}", "<>"])
def test_deep_nesting_has_units(name: str, brackets: str) -> None:
    text = brackets[0] * 10_000 + "x" + brackets[1] * 10_000
    check(name, text)
    check(name, text.replace(brackets[0], brackets[0] + "\n").replace(brackets[1], "\n" + brackets[1]))


@pytest.mark.parametrize(
    ("path", "opening", "closing"),
    [
        ("a.js", "function f() {\n", "}\n"),
        ("a.js", "x = () => {\n", "}\n"),
        ("a.ts", "namespace n {\n", "}\n"),
        ("a.cpp", "namespace n {\n", "}\n"),
        ("a.rb", "module M\n", "end\n"),
        ("a.lua", "function f()\n", "end\n"),
        ("a.json", '{"a":\n', "}\n"),
        ("a.html", '<p id="a">\n', "</p>\n"),
        ("a.py", "class A: x = (lambda:\n", ")\n"),
        ("a.css", "@media (a) {\n", "}\n"),
        ("a.ml", "module M = struct\n", "end\n"),
        ("a.jl", "module M\n", "end\n"),
        ("a.ex", "defmodule M do\n", "end\n"),
        ("a.xml", "<a>\n", "</a>\n"),
    ],
)
def test_definitions_in_definitions_without_end_have_units(path: str, opening: str, closing: str) -> None:
    text = opening * 2_000 + closing * 2_000
    assert is_shown(check(path, text), text.removesuffix("\n").split("\n"))


@every_fixture
def test_a_row_of_a_megabyte_is_one_unit(name: str) -> None:
    row = TEXTS[name].replace("\n", " ") * (1_000_000 // len(TEXTS[name]))
    units = check(name, row)
    assert units[0].text == row
