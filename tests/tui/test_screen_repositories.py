"""The picker of repositories, on real indexes of tiny folders."""

import shutil
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from codesearch.engine import Index
from codesearch.engine.catalogue import known_indexes
from codesearch.tui.screens.confirm import ConfirmScreen
from codesearch.tui.screens.repositories import ALL, RepositoryScreen
from tests.conftest import WordEncoder, write_files
from tests.tui.hosts import Host, drive, lines_of


@pytest.fixture
def roots(tmp_path: Path, encoder: WordEncoder) -> dict[str, Path]:
    """Three indexed folders; "cherry" was deleted since."""
    roots = {name: tmp_path / name for name in ("apple", "banana", "cherry")}
    for name, root in roots.items():
        write_files(root, {f"{name}.py": f"def {name}():\n    pass\n"})
        Index(root, index_dir=tmp_path / "indexes", encoder=encoder).refresh()
    shutil.rmtree(roots["cherry"])
    return roots


def answers(roots: dict[str, Path], *keys: str) -> list[object]:
    async def play(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press(*keys)
        await host.settled(pilot)

    base = roots["apple"].parent / "indexes"
    return drive(RepositoryScreen(base, roots["apple"]), play).answers


def test_what_is_typed_narrows_and_enter_chooses(roots: dict[str, Path]) -> None:
    assert answers(roots, *"BANA", "enter") == [roots["banana"]]


def test_all_can_be_searched_at_once(roots: dict[str, Path]) -> None:
    ups = known_indexes(roots["apple"].parent / "indexes")  # as many as lead to the top from anywhere
    assert ALL in answers(roots, *["up"] * (1 + [k.root for k in ups].index(roots["apple"])), "enter")


def test_escape_answers_nothing(roots: dict[str, Path]) -> None:
    assert answers(roots, "escape") == [None]


def test_a_folder_that_is_gone_is_not_chosen(roots: dict[str, Path]) -> None:
    assert answers(roots, *"cherry", "enter") == []


def test_an_index_is_removed_after_asking(roots: dict[str, Path]) -> None:
    base = roots["apple"].parent / "indexes"

    async def play(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press(*"cherry", "ctrl+r")
        assert isinstance(host.screen, ConfirmScreen)
        await pilot.press("n", "ctrl+r")
        assert len(known_indexes(base)) == 3
        await pilot.press("y")
        await host.settled(pilot)
        assert len(known_indexes(base)) == 2

    drive(RepositoryScreen(base, roots["apple"]), play)


def test_the_one_that_is_searched_keeps_its_index(roots: dict[str, Path]) -> None:
    base = roots["apple"].parent / "indexes"

    async def play(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press(*"apple", "ctrl+r")
        assert not isinstance(host.screen, ConfirmScreen)

    drive(RepositoryScreen(base, roots["apple"]), play)


def test_rows_say_units_and_age_and_what_is_gone(roots: dict[str, Path]) -> None:
    async def play(host: Host, _: Pilot[None]) -> None:
        lines = lines_of(host)
        assert any("banana" in line and "units" in line and "just now" in line for line in lines)
        assert any("cherry" in line and "folder is gone" in line for line in lines)
        assert host.screen.query_one(OptionList).highlighted is not None

    drive(RepositoryScreen(roots["apple"].parent / "indexes", roots["apple"]), play)


def test_no_index_at_all_is_one_sentence(tmp_path: Path) -> None:
    async def play(host: Host, _: Pilot[None]) -> None:
        assert any("no index yet" in line for line in lines_of(host))

    drive(RepositoryScreen(tmp_path / "none", None), play)
