"""The list of results stays calm while answers come in."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codesearch.tui.arrange import Arrangement, HeaderRow, HitRow, Identity
from codesearch.types import Hit

Change = Callable[[Arrangement], Arrangement]


def hit(name: str, path: str = "a.py", line: int = 1, kind: str = "function") -> Hit:
    return Hit(path, line, line + 1, name, name, kind, "python", "", "", 1.0, "")


A, B, C, D = hit("a"), hit("b", line=5), hit("c", path="c.py"), hit("d", line=9)
HITS = st.lists(
    st.builds(
        hit,
        st.sampled_from(["f", "g", ""]),
        st.sampled_from(["a.py", "b.py"]),
        st.integers(1, 3),
        st.just("block"),
    ),
    max_size=7,
)
CHANGES: st.SearchStrategy[Change] = st.one_of(
    st.integers(-3, 3).map(lambda by: lambda given: given.moved(by)),
    st.integers(-1, 9).map(lambda place: lambda given: given.at_row(place)),
    st.sampled_from(
        [
            Arrangement.mark_toggled,
            Arrangement.grouping_toggled,
            Arrangement.collapse_toggled,
            Arrangement.unmarked,
        ]
    ),
    HITS.map(lambda hits: lambda given: given.answered(hits)),
    HITS.map(lambda hits: lambda given: given.refined(hits)),
    HITS.map(lambda hits: lambda given: given.refreshed(hits)),
)
ARRANGEMENTS = st.lists(CHANGES, max_size=8).map(
    lambda changes: [given := Arrangement(), *(given := change(given) for change in changes)][-1]
)


def shown(arrangement: Arrangement) -> list[str]:
    """What is visible: names of hits, paths of headers with their count, `>` before what is selected."""
    return [
        f"{'>' if row.is_selected else ''}"
        + (f"{row.path}/{row.count}" if isinstance(row, HeaderRow) else row.hit.name)
        for row in arrangement.rows
    ]


def test_who_has_not_moved_stays_on_top() -> None:
    assert shown(Arrangement().answered([A, B]).refined([B, A])) == [">b", "a"]


def test_the_selected_hit_stays_selected() -> None:
    moved = Arrangement().answered([A, B, C]).moved(1)
    assert shown(moved) == ["a", ">b", "c"]
    assert shown(moved.refined([C, A, replace(B, score=2.0, text="new")])) == ["c", "a", ">b"]


def test_the_selected_hit_stays_though_the_better_answer_leaves_it_out() -> None:
    moved = Arrangement().answered([A, B, C]).moved(1)
    assert shown(moved.refined([C, D, A])) == ["c", ">b", "d", "a"]
    assert shown(moved.refined([])) == [">b"]


def test_another_question_begins_at_the_top() -> None:
    assert shown(Arrangement().answered([A, B]).moved(1).answered([C, B])) == [">c", "b"]


def test_after_an_edit_the_unit_is_found_by_its_name() -> None:
    moved = Arrangement().answered([A, B, C]).moved(1).mark_toggled()
    after = moved.refreshed([C, A, replace(B, start_line=7)])
    assert shown(after) == ["c", "a", ">b"]
    assert [hit.start_line for hit in after.marked] == [7]


def test_in_place_of_a_hit_that_is_gone_stands_the_next() -> None:
    moved = Arrangement().answered([A, B, C]).moved(1)
    assert shown(moved.refreshed([A, C])) == ["a", ">c"]
    assert shown(moved.refreshed([C])) == [">c"]
    assert shown(moved.refreshed([])) == []


def test_files_stand_in_the_order_of_their_best_hit() -> None:
    grouped = Arrangement().answered([C, A, B]).grouping_toggled()
    assert shown(grouped) == ["c.py/1", ">c", "a.py/2", "a", "b"]
    assert shown(grouped.grouping_toggled()) == [">c", "a", "b"]


def test_a_collapsed_file_is_its_header() -> None:
    grouped = Arrangement().answered([A, C, B]).grouping_toggled().at_row(2)
    assert shown(grouped) == ["a.py/2", "a", ">b", "c.py/1", "c"]
    collapsed = grouped.collapse_toggled()
    assert shown(collapsed) == [">a.py/2", "c.py/1", "c"]
    assert collapsed.selected_hit == A
    assert shown(collapsed.collapse_toggled()) == ["a.py/2", "a", ">b", "c.py/1", "c"]
    assert shown(collapsed.answered([A])) == ["a.py/1", ">a"]


def test_a_selected_header_hands_over_to_its_best_hit() -> None:
    grouped = Arrangement().answered([C, A, B]).grouping_toggled().moved(1)
    assert shown(grouped) == ["c.py/1", "c", ">a.py/2", "a", "b"]
    assert shown(grouped.grouping_toggled()) == ["c", ">a", "b"]
    assert shown(grouped.refined([A, C])) == [">a.py/1", "a", "c.py/1", "c"]


def test_marks_go_with_their_hits_and_come_back_with_them() -> None:
    marked = Arrangement().answered([A, B, C]).moved(1).mark_toggled()
    assert marked.chosen == (B,)
    assert marked.refined([C, B]).marked == (B,)
    away = marked.answered([C])
    assert (away.marked, away.chosen) == ((), (C,))
    assert away.answered([B, A]).marked == (B,)
    assert marked.mark_toggled().marked == ()


def test_a_header_marks_all_hits_of_its_file() -> None:
    grouped = Arrangement().answered([A, C, B]).grouping_toggled().at_row(0).mark_toggled()
    assert grouped.marked == (A, B)
    header = grouped.rows[0]
    assert isinstance(header, HeaderRow) and header.marked == 2
    assert grouped.mark_toggled().marked == ()


def test_hits_on_one_line_are_told_apart() -> None:
    twins = Arrangement().answered([A, hit("a", kind="module"), A]).moved(2)
    assert [identity.nth for identity in twins.identities] == [0, 0, 1]
    assert shown(twins) == ["a", "a", ">a"]


@given(ARRANGEMENTS)
def test_one_row_is_selected_and_no_hit_is_lost_or_twice(arrangement: Arrangement) -> None:
    rows = arrangement.rows
    assert sum(row.is_selected for row in rows) == bool(rows) == bool(arrangement.hits)
    positions = Counter(row.position for row in rows if isinstance(row, HitRow))
    hidden = arrangement.collapsed if arrangement.is_grouped else frozenset()
    assert positions == Counter(n for n, hit in enumerate(arrangement.hits) if hit.path not in hidden)
    assert len(set(arrangement.identities)) == len(arrangement.hits)
    if arrangement.is_grouped:
        headers = [row for row in rows if isinstance(row, HeaderRow)]
        assert [row.path for row in headers] == list(dict.fromkeys(hit.path for hit in arrangement.hits))
        assert sum(row.count for row in headers) == len(arrangement.hits)


@given(ARRANGEMENTS, HITS)
def test_a_better_answer_loses_no_hit_and_keeps_the_selection(before: Arrangement, hits: list[Hit]) -> None:
    after = before.refined(hits)
    wanted, found = (Counter(i[:4] for i in Arrangement(tuple(h)).identities) for h in (hits, after.hits))
    left_over = found - wanted
    assert not wanted - found
    assert left_over.total() <= 1
    if isinstance(before.selected, Identity) and before.selected in before.identities:
        assert isinstance(after.selected, Identity)
        assert after.selected[:4] == before.selected[:4]
        assert after.marks == before.marks
    else:
        assert not left_over


@given(ARRANGEMENTS)
def test_the_same_answer_changes_nothing(arrangement: Arrangement) -> None:
    assert arrangement.refined(arrangement.hits).rows == arrangement.rows
    assert arrangement.refreshed(arrangement.hits).rows == arrangement.rows


@given(ARRANGEMENTS, st.integers(-20, 20))
def test_moving_goes_as_far_as_there_are_rows(arrangement: Arrangement, by: int) -> None:
    last = len(arrangement.rows) - 1
    expected = max(min(arrangement.selected_row + by, last), 0) if arrangement.rows else -1
    assert arrangement.moved(by).selected_row == expected


@pytest.mark.parametrize("by", [1, -1])
def test_nothing_can_be_done_to_nothing(by: int) -> None:
    empty = Arrangement()
    assert empty.moved(by) == empty.mark_toggled() == empty.collapse_toggled() == empty.at_hit(0) == empty
    assert (empty.selected_hit, empty.chosen, empty.selected_row) == (None, (), -1)
