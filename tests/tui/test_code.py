"""Code as the preview shows it: a unit within its file, or alone."""

from codesearch.tui.marking import NO_MARKS
from codesearch.tui.widgets.code import AROUND, CodeView, unit_in_file, unit_view

UNIT = "def retry(self):\n    return 1"


def text_of(view: CodeView, *, is_within: bool) -> list[str]:
    return ["".join(text for text, _ in line.spans) for line in view.lines if line.is_within is is_within]


def test_lines_around_a_unit_are_shown_without_colours(make_hit) -> None:
    hit = make_hit(UNIT, start_line=3)
    view = unit_in_file(hit, f"import a\n\n{UNIT}\n\ndef other(): ...\n", NO_MARKS)
    assert [line.number for line in view.lines] == [1, 2, 3, 4, 5, 6]
    assert text_of(view, is_within=True) == UNIT.split("\n")
    assert view.begin == 2
    assert {style for line in view.lines if not line.is_within for _, style in line.spans} == {""}


def test_no_more_than_some_lines_are_shown_around_a_unit(make_hit) -> None:
    lines = "x\n" * 500
    view = unit_in_file(make_hit(UNIT, start_line=501), f"{lines}{UNIT}\n{lines}", NO_MARKS)
    assert len(view.lines) == AROUND + 2 + AROUND
    assert view.lines[view.begin].number == 501


def test_a_unit_is_shown_alone_where_its_file_has_other_lines(make_hit) -> None:
    hit = make_hit(UNIT, start_line=3)
    for source in ("", "one\n", f"moved\n{UNIT}\n", "a\nb\nc\nd\n"):
        assert unit_in_file(hit, source, NO_MARKS) == unit_view(hit, NO_MARKS)


def test_what_an_outline_leaves_out_does_not_matter(make_hit) -> None:
    hit = make_hit("class A:\n\n\n    x = 1", start_line=1)
    view = unit_in_file(hit, "class A:\n    def f(self):\n        pass\n    x = 1\nend\n", NO_MARKS)
    assert text_of(view, is_within=False) == ["end"]


def test_lines_around_a_unit_are_inert(make_hit) -> None:
    view = unit_in_file(make_hit(UNIT, start_line=2), f"\x1b[2J\u202e\n{UNIT}\n", NO_MARKS)
    assert text_of(view, is_within=False) == ["\u241b[2J\ufffd"]
