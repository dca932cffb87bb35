import pytest

from codesearch.parsers.sections import sections


def titles(text: str, markup: str = "markdown") -> list[str]:
    return [" > ".join(section.titles) for section in sections(text.split("\n"), markup)]


def spans(text: str, markup: str = "markdown") -> list[tuple[int, int]]:
    return [(section.first_row, section.last_row) for section in sections(text.split("\n"), markup)]


@pytest.mark.parametrize(
    ("row", "title"),
    [
        ("# Tides", "Tides"),
        ("###### Tides", "Tides"),
        ("   # Tides", "Tides"),
        ("# Tides ##", "Tides"),
        ("# Tides #  ", "Tides"),
        ("# C#", "C#"),
        ("#\tTides", "Tides"),
        ("# `tide` *now*", "`tide` *now*"),
    ],
)
def test_a_row_that_begins_with_number_signs_is_a_heading(row: str, title: str) -> None:
    assert titles(row) == [title]


@pytest.mark.parametrize(
    "row", ["#Tides", "####### Tides", "    # Tides", "\\# Tides", "#", "## ##", "Tides # now"]
)
def test_a_row_that_only_looks_like_a_heading_is_text(row: str) -> None:
    assert titles(row) == [""]


def test_titles_lead_from_the_outermost_heading() -> None:
    assert titles("# A\n## B\n### C\n## D\n# E") == ["A", "A > B", "A > B > C", "A > D", "E"]


def test_a_level_may_be_left_out() -> None:
    assert titles("# A\n### B\n## C") == ["A", "A > B", "A > C"]


def test_text_before_the_first_heading_has_no_title() -> None:
    assert titles("text\n\n# A") == ["", "A"]
    assert spans("text\n\n# A\n\nmore") == [(0, 1), (2, 4)]


def test_underlined_rows_are_headings() -> None:
    assert titles("A\n===\n\ntext\n\nB\n---") == ["A", "A > B"]


@pytest.mark.parametrize(
    "text",
    ["- item\n---", "\n---", "> quote\n---", "text\n\n---\n\ntext", "    code\n---", "A\n= =", "| a |\n---"],
)
def test_a_rule_is_no_underline(text: str) -> None:
    assert titles(text) == [""]


@pytest.mark.parametrize(
    "text",
    [
        "```\n# code\n```",
        "~~~\n# code\n~~~",
        "````md\n```\n# code\n```\n````",
        "```sh\n# never closed",
        "```\n# code\n~~~\n# code\n```",
        "   ```\n# code\n   ```",
    ],
)
def test_headings_in_fenced_code_are_code(text: str) -> None:
    assert titles(text) == [""]


def test_a_fence_ends() -> None:
    assert titles("```\n# code\n```\n# A") == ["", "A"]
    assert titles("```inline```\n# A") == ["", "A"]


@pytest.mark.parametrize(
    "matter", ["---\n# comment\ntitle: x\n---", "---\n# comment\n...", "+++\n# comment\n+++"]
)
def test_front_matter_holds_no_headings(matter: str) -> None:
    assert titles(f"{matter}\n# A") == ["", "A"]


def test_front_matter_without_an_end_is_text() -> None:
    assert titles("---\n# A") == ["", "A"]


def test_paragraphs_are_where_a_section_may_be_cut() -> None:
    (section,) = sections(["# A", "one", "two", "", "three", "", "", "four"], "markdown")
    assert section.boundaries == (4, 7)


def test_levels_of_rst_follow_the_order_of_their_underlines() -> None:
    text = "A\n===\n\ntext\n\nB\n---\n\nC\n~~~\n\nD\n---\n\nE\n==="
    assert titles(text, "rst") == ["A", "A > B", "A > B > C", "A > D", "E"]


def test_an_overlined_title_is_another_style() -> None:
    text = "=====\nTides\n=====\n\nA\n=====\n\ntext"
    assert titles(text, "rst") == ["Tides", "Tides > A"]
    assert spans(text, "rst") == [(0, 3), (4, 7)]


@pytest.mark.parametrize(
    "text",
    [
        "A long title\n====",
        "text\n\n-----\n\ntext",
        "::\n\n    A\n    ===",
        "====  ====\nA     B\n====  ====",
    ],
)
def test_rst_without_a_heading_is_text(text: str) -> None:
    assert titles(text, "rst") == [""]


@pytest.mark.parametrize("markup", ["markdown", "rst", "text"])
@pytest.mark.parametrize("text", ["", "\n\n\n", "text", "# A\n===\n# B", "===\nA\n===", "---\n---\n---"])
def test_sections_cover_every_row_once(markup: str, text: str) -> None:
    rows = text.split("\n")
    covered = [row for first, last in spans(text, markup) for row in range(first, last + 1)]
    assert covered == list(range(len(rows)))


def test_plain_text_is_one_section() -> None:
    assert titles("# A\n\n# B", "text") == [""]
