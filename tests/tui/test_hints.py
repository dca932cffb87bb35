"""Which keys the status line names, and when."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from codesearch.tui.app import SearchApp
from codesearch.tui.screens import hints
from codesearch.tui.screens.hints import Hint
from tests.conftest import write_files
from tests.tui.driving import FILES, drive, picture, screen_of, settled, typed, until

pytestmark = pytest.mark.usefixtures("alone")


@pytest.mark.parametrize("group", [hints.EMPTY, hints.NOTHING_FOUND, hints.RESULTS, hints.AWAY])
def test_each_hint_is_short_and_names_a_key_once(group: tuple[Hint, ...]) -> None:
    keys = [key for key, _ in group]
    assert len(set(keys)) == len(keys)
    assert all(len(what) < 30 for _, what in group)


def test_hints_go_with_what_is_on_the_screen(searched: tuple[Path, Path]) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        await pilot.pause()
        assert "f8 other repositories" in picture(app)
        assert "more like this" not in picture(app)
        await typed(pilot, "send again until it works")
        assert "f3 why  tab mark  f1 help  enter open" in picture(app)
        for key in ("f6", "f4", "ctrl+b"):
            await pilot.press(key)
            await settled(pilot)
            assert "enter open  escape back" in picture(app)
            await pilot.press("escape")
            await settled(pilot)
            assert "enter open  escape back" not in picture(app)
        await typed(pilot, "zzzqqq kind:class lang:go")
        assert "escape clear the line" in picture(app)

    drive(*searched, play)


def test_without_an_index_the_keys_that_lead_on_are_named(tmp_path: Path) -> None:
    root = tmp_path / "fresh"
    write_files(root, FILES)

    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        await until(pilot, lambda: screen_of(app).is_missing)
        assert "f1 help  f8 other repositories  enter, f5 build the index" in picture(app)

    drive(root, tmp_path / "indexes", play)
