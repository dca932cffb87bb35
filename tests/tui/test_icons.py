"""Signs and amounts: what fits the terminal, and reads as people say it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from codesearch.tui.amounts import about_left, ago, left, percent, plural, short_path, size
from codesearch.tui.icons import MARKS, bar, kind_icon, mark
from codesearch.types import KINDS

NOW = datetime(2025, 6, 1, tzinfo=UTC)


def test_each_kind_has_a_sign_of_one_column_and_one_in_ascii() -> None:
    for ascii_only in (False, True):
        signs = [kind_icon(kind, ascii_only=ascii_only) for kind in KINDS]
        assert len(set(signs)) == len(KINDS)
        assert {cell_len(sign) for sign in signs} == {1}
        assert not ascii_only or "".join(signs).isascii()
    assert all(mark(name, ascii_only=True).isascii() for name in MARKS)


@pytest.mark.parametrize("ascii_only", [False, True])
def test_a_bar_is_as_wide_as_asked_and_what_is_not_nothing_shows(ascii_only: bool) -> None:
    for share in (-1.0, 0.0, 0.001, 0.5, 0.99, 1.0, 7.0):
        assert cell_len(bar(share, 10, ascii_only=ascii_only)) == 10
    assert bar(0, 10, ascii_only=ascii_only).strip() == ""
    assert bar(0.001, 10, ascii_only=ascii_only).strip() != ""
    assert bar(1, 4, ascii_only=ascii_only) == ("####" if ascii_only else "████")


@pytest.mark.parametrize(
    ("past", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(seconds=-20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=70), "2 months ago"),
        (timedelta(days=800), "2 years ago"),
    ],
)
def test_times_are_said_as_people_say_them(past: timedelta, said: str) -> None:
    assert ago(NOW - past, now=NOW) == said


def test_amounts_are_short() -> None:
    assert [size(n) for n in (0, 999, 12_345, 999_960, 5_500_000_000)] == [
        "0 B",
        "999 B",
        "12.3 kB",
        "1.0 MB",
        "5.5 GB",
    ]
    assert [left(s) for s in (0.2, 34, 125, 4_320)] == [
        "0 s left",
        "34 s left",
        "2 min 5 s left",
        "1 h 12 min left",
    ]
    assert [about_left(s) for s in (0.2, 34, 94, 4_320)] == [
        "0 s left",
        "34 s left",
        "2 min left",
        "1 h left",
    ]
    assert [percent(part) for part in (0, 0.29, 0.999, 1)] == ["0 %", "29 %", "99 %", "100 %"]
    assert (plural(1, "file"), plural(1234, "file")) == ("1 file", "1,234 files")


def test_the_home_folder_is_a_tilde() -> None:
    home = Path("/home/ada")
    assert short_path(home / "code" / "x", home=home) == "~/code/x"
    assert short_path(home, home=home) == "~"
    assert short_path(Path("/home/adam/x"), home=home) == "/home/adam/x"
