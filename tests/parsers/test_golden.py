"""One small file a language, and the units that its developers would expect to find in it."""

from pathlib import Path

import pytest

from codesearch.parsers.units import parse_units
from codesearch.types import Unit

HERE = Path(__file__).parent
FIXTURES = sorted(path for path in (HERE / "fixtures").iterdir() if path.is_file())

every_fixture = pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)


def units_of(fixture: Path) -> list[Unit]:
    return parse_units(fixture.name, fixture.read_text("utf-8"))


def summary(unit: Unit) -> str:
    first_line = unit.docstring.partition("\n")[0]
    columns = [unit.qualified_name, f"| {unit.signature}", f"| {first_line}"]
    return " ".join([f"{unit.start_line}-{unit.end_line}", unit.kind, *columns]).rstrip()


@every_fixture
def test_units_are_those_of_the_golden_file(fixture: Path, update_golden: bool) -> None:
    golden = HERE / "golden" / f"{fixture.stem}.txt"
    found = "".join(f"{summary(unit)}\n" for unit in units_of(fixture))
    if update_golden:
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8")


@every_fixture
def test_every_line_belongs_to_a_unit(fixture: Path) -> None:
    covered = {line for unit in units_of(fixture) for line in range(unit.start_line, unit.end_line + 1)}
    assert covered == set(range(1, fixture.read_text("utf-8").count("\n") + 1))


@every_fixture
def test_rows_of_a_unit_are_the_lines_it_names(fixture: Path) -> None:
    lines = fixture.read_text("utf-8").split("\n")
    for unit in units_of(fixture):
        rows = unit.text.split("\n")
        assert len(rows) == unit.end_line - unit.start_line + 1
        written = lines[unit.start_line - 1 : unit.end_line]
        assert all(row in ("", line) for row, line in zip(rows, written, strict=True))


@every_fixture
def test_a_fixture_is_in_the_language_it_is_named_after(fixture: Path) -> None:
    assert {unit.language for unit in units_of(fixture)} == {fixture.stem}
