"""Regular expressions and named units, on a store with texts of a line each."""

import numpy as np
import pytest

from codesearch.errors import QueryError
from codesearch.index import store as store_module
from codesearch.index.filters import Filter
from codesearch.index.regex import parse_regex
from codesearch.index.schema import UNITS
from codesearch.index.store import Store

from .conftest import Write

FILES = {f"{number}.py": [f"common word{number}", "common"] for number in range(30)}


def ids_of(store: Store, *paths: str) -> list[int]:
    return sorted(row["id"] for path in paths for row in store.light_columns().rows_of(path))


def test_matching_lines_name_their_units(store: Store, write: Write) -> None:
    write(FILES)
    found = store.search_regex(parse_regex("word7$"))
    assert found.ids.tolist() == [store.light_columns().rows_of("7.py")[0]["id"]]
    assert found.lines.tolist() == [1]
    assert len(store.search_regex(parse_regex("common")).ids) == 60
    assert len(store.search_regex(parse_regex("nowhere")).ids) == 0


def test_an_empty_store_has_no_matching_line(store: Store) -> None:
    assert len(store.search_regex(parse_regex("a")).ids) == 0


@pytest.mark.parametrize("names_in_sql", [0, 1_000])
def test_named_paths_and_units_are_kept_before_the_limit(
    store: Store, write: Write, monkeypatch: pytest.MonkeyPatch, names_in_sql: int
) -> None:
    monkeypatch.setattr(store_module, "NAMES_IN_SQL", names_in_sql)
    write(FILES)
    wanted = ids_of(store, "28.py", "29.py")
    for where in (
        Filter(only=frozenset(["28.py", "29.py", "gone.py"])),
        Filter(units=frozenset(wanted)),
        Filter(only=frozenset(["28.py", "29.py"]), units=frozenset([*wanted, 7])),
        Filter(paths=("2[89].py",), units=frozenset(store.light_columns().ids.tolist())),
    ):
        assert sorted(store.search_text("common", limit=9, where=where).ids.tolist()) == wanted
        assert len(store.search_text("common", limit=1, where=where)) == 1
        assert sorted(store.search_regex(parse_regex("common"), where=where).ids.tolist()) == wanted


def test_many_names_give_the_scores_of_few(
    store: Store, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(FILES)
    where = Filter(only=frozenset(f"{number}.py" for number in range(0, 30, 2)))
    store._tables.write(UNITS, lambda table: table.optimize())  # rows outside the text index score otherwise
    named = store.search_text("common word4 word5", limit=5, where=where)
    monkeypatch.setattr(store_module, "NAMES_IN_SQL", 0)
    looked = store.search_text("common word4 word5", limit=5, where=where)
    assert named.ids[:1].tolist() == looked.ids[:1].tolist()  # the others are all alike
    assert np.array_equal(named.scores, looked.scores)


@pytest.mark.parametrize("pattern", ["(", "[", "a{2,1}", "(?P<a", "\\", "*", "x" * 9_999])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(QueryError):
        parse_regex(pattern)


@pytest.mark.parametrize(
    ("pattern", "ignores_case"),
    [
        ("abc", True),
        ("aBc", False),
        (r"\S\W\B\pL\p{Lu}\x{AB}", True),
        (r"\\S", False),
        ("(?P<Name>a)", True),
        ("(?U)a+", True),
        ("É", False),
    ],
)
def test_case_is_ignored_without_a_capital_letter(pattern: str, ignores_case: bool) -> None:
    assert parse_regex(pattern).ignores_case is ignores_case
