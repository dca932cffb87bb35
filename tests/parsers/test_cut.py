from hypothesis import given, settings
from hypothesis import strategies as st

from codesearch.parsers.cut import cut_rows

rows_of_code = st.lists(st.text(alphabet=" \tab{}", max_size=30), min_size=1, max_size=60)


@settings(derandomize=True, max_examples=300)
@given(rows_of_code, st.sets(st.integers(0, 60)), st.integers(1, 200))
def test_parts_cover_every_row_once_and_fit(rows: list[str], boundaries: set[int], max_chars: int) -> None:
    parts = cut_rows(rows, sorted(boundaries), max_chars)
    assert [row for first, last in parts for row in range(first, last + 1)] == list(range(len(rows)))
    for first, last in parts:
        assert first == last or sum(len(row) + 1 for row in rows[first : last + 1]) <= max_chars


@settings(derandomize=True, max_examples=300)
@given(rows_of_code, st.sets(st.integers(0, 60)), st.integers(20, 200))
def test_a_part_ends_at_a_boundary_where_its_second_half_has_one(
    rows: list[str], boundaries: set[int], max_chars: int
) -> None:
    for first, last in cut_rows(rows, sorted(boundaries), max_chars)[:-1]:
        longest = first
        while longest + 1 < len(rows) and sum(len(row) + 1 for row in rows[first : longest + 2]) <= max_chars:
            longest += 1
        second_half = range(first + (longest + 1 - first) // 2 + 1, longest + 2)
        allowed = [row for row in second_half if row in boundaries]
        assert not allowed or last + 1 == allowed[-1]


def test_what_fits_is_one_part() -> None:
    assert cut_rows(["a", "b"], [1], 4) == [(0, 1)]
    assert cut_rows(["a", "b"], [1], 3) == [(0, 0), (1, 1)]


def test_a_row_longer_than_a_window_stands_alone() -> None:
    assert cut_rows(["a", "b" * 50, "c"], [], 10) == [(0, 0), (1, 1), (2, 2)]


def test_without_a_boundary_the_row_with_the_least_indentation_begins_a_part() -> None:
    rows = ["def f():", "    if a:", "        b()", "        c()", "    if d:", "        e()", "        g()"]
    assert cut_rows(rows, [], 65) == [(0, 3), (4, 6)]


def test_no_part_begins_with_a_blank_row_that_may_end_one() -> None:
    assert cut_rows(["aaaa", "bbbb", "cccc", "", "dddd"], [], 17) == [(0, 3), (4, 4)]


def test_a_long_file_is_cut_quickly() -> None:
    rows = ["x = 1"] * 200_000
    parts = cut_rows(rows, range(0, len(rows), 7), 2_400)
    assert parts[-1][1] == len(rows) - 1
