"""What can be done with results: reading, marking, grouping, copying, going around in a file."""

import os
import shutil
from pathlib import Path

import pytest
from textual.pilot import Pilot

from codesearch.tui.app import SearchApp
from codesearch.tui.screens.why import WhyScreen
from tests.tui.driving import drive, names, picture, screen_of, typed, until

pytestmark = pytest.mark.usefixtures("alone")
Searched = tuple[Path, Path]


def test_the_preview_follows_the_selection(searched: Searched) -> None:
    async def play(_: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "retry request")
        for _ in range(2):
            await pilot.press("down")
            await until(pilot, lambda: screen.preview.view and screen.preview.view.hit == screen.current)
        assert screen.current == screen.results.arrangement.hits[2]

    drive(*searched, play)


def test_the_whole_file_is_shown_on_a_key(searched: Searched) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "send again until it works")
        assert screen.preview.view and not screen.preview.view.is_file
        await pilot.press("f4")
        await until(pilot, lambda: screen.preview.view and screen.preview.view.is_file)
        assert "Knows when to give up" in picture(app)
        await pilot.press("escape")
        await until(pilot, lambda: screen.preview.view and not screen.preview.view.is_file)
        assert screen.input.value

    drive(*searched, play)


def test_a_file_that_is_gone_leaves_its_unit_and_a_sentence(searched: Searched, tmp_path: Path) -> None:
    root = tmp_path / "repository"
    shutil.copytree(searched[0], root)

    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "acquire connection lang:go")
        (root / "src/pool.go").unlink()
        await pilot.press("f4")
        await until(pilot, lambda: screen.preview.view and screen.preview.view.note)
        assert "Gone since it was indexed: f5 brings the index up to date." in picture(app)
        assert "function, as indexed" in picture(app)
        assert "return <-p.free" in picture(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "is gone" in next(iter(app._notifications)).message

    builder_dir = tmp_path / "indexes"
    app = drive(root, builder_dir, lambda app, pilot: built(app, pilot, play))
    assert app.return_value is None


async def built(app: SearchApp, pilot: Pilot[object], play) -> None:  # type: ignore[no-untyped-def]
    screen = screen_of(app)
    await pilot.press("enter")
    await until(pilot, lambda: screen.coverage and screen.coverage.is_complete)
    await play(app, pilot)


def test_a_file_that_has_changed_is_said_to_have(searched: Searched) -> None:
    root, index_dir = searched
    file = root / "src/wide.py"
    before = file.read_bytes()

    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        try:
            file.write_bytes(before + b"more = 1\n")
            screen = await typed(pilot, "connection path:wide.py")
            await until(pilot, lambda: screen.preview.view and screen.preview.view.note)
            assert "Changed on disk since it was indexed" in picture(app)
            assert "some results changed on disk" in picture(app)
        finally:
            file.write_bytes(before)
            os.utime(file, (1_600_000_000, 1_600_000_000))

    drive(root, index_dir, play)


def test_results_are_grouped_by_file(searched: Searched) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "retry request")
        await pilot.press("ctrl+g")
        await pilot.pause()
        assert screen.results.arrangement.is_grouped
        assert (
            f"▾ src/retry.py {sum(h.path == 'src/retry.py' for h in screen.results.arrangement.hits)}"
            in picture(app)
        )

    drive(*searched, play)


def test_more_like_this_and_back(searched: Searched) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "send again until it works")
        before = names(screen)
        await pilot.press("f6")
        await until(pilot, lambda: not screen.is_waiting)
        assert "more like Retrier.retry_request" in picture(app)
        assert "Retrier.retry_request" not in names(screen)
        await pilot.press("escape")
        await until(pilot, lambda: not screen.is_waiting)
        assert names(screen) == before

    drive(*searched, play)


def test_a_click_on_its_cross_ends_more_like_this(searched: Searched) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "send again until it works")
        await pilot.press("f6")
        await until(pilot, lambda: not screen.is_waiting)
        shown = "more like Retrier.retry_request ×"
        assert f"{shown}   escape leads back" in picture(app)
        await pilot.click("FactLine", offset=(len(shown) + 1, 0))
        await until(pilot, lambda: not screen.is_waiting)
        assert screen.like is None

    drive(*searched, play)


def test_long_lines_are_cut_with_a_sign_and_scroll_on_keys(searched: Searched) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "send again until it works")
        assert "attempts=3…" in picture(app)
        await pilot.press("shift+right")
        await pilot.pause()
        assert screen.preview.scroll_offset.x > 0
        assert "attempts=3):" in picture(app)
        await pilot.press("shift+left", "shift+left")
        assert screen.preview.scroll_offset.x == 0

    drive(*searched, play, size=(53, 36))


def test_one_can_go_around_in_the_file(searched: Searched) -> None:
    async def play(_: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "send again until it works")
        seen = []
        for key in ("ctrl+b", "alt+right", "alt+right", "alt+left"):
            shown = screen.current
            await pilot.press(key)
            await until(pilot, lambda shown=shown: screen.current != shown)  # type: ignore[misc]
            seen.append(screen.current.qualified_name if screen.current else "")
        assert seen == ["Retrier", "Retrier.should_retry", "Retrier.retry_request", "Retrier.should_retry"]
        await pilot.press("escape")
        assert screen.current == screen.results.arrangement.selected_hit

    drive(*searched, play)


@pytest.mark.parametrize(
    ("key", "copied"),
    [
        ("ctrl+l", "src/pool.go:3"),
        ("alt+p", "src/pool.go"),
        ("ctrl+x", "func Acquire(p *Pool) *Conn {"),
    ],
)
def test_places_and_code_are_copied(searched: Searched, key: str, copied: str) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        await typed(pilot, "acquire connection lang:go kind:function")
        await pilot.press(key)
        assert copied in app.clipboard

    drive(*searched, play)


def test_marked_results_are_copied_together(searched: Searched) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "retry request")
        await pilot.press("tab", "tab", "alt+p")
        assert app.clipboard.split("\n") == [hit.path for hit in screen.results.arrangement.hits[:2]]
        assert "2 marked" in picture(app)

    drive(*searched, play)


def test_the_score_is_explained(searched: Searched) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        await typed(pilot, "retry request")
        await pilot.press("f3")
        await pilot.pause()
        assert isinstance(app.screen, WhyScreen)

    drive(*searched, play)


def test_nothing_in_code_or_names_acts_on_the_terminal(searched: Searched) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        await typed(pilot, "evil escape kind:function")
        shown = picture(app)
        assert "Clears \u241b[2J the\ufffd screen" in shown
        assert not {"\x1b", "\x7f", "\u202e"} & set(shown)

    drive(*searched, play)


def test_wide_characters_keep_their_columns(searched: Searched) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "接続 connection")
        assert "接続を取得する" in names(screen)
        strips = app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in strips} == {120}

    drive(*searched, play)


def test_a_click_selects(searched: Searched) -> None:
    async def play(_: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "retry")
        await pilot.click("ResultList", offset=(5, 5))
        assert screen.results.arrangement.selected_row == 1

    drive(*searched, play)
