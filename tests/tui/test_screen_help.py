"""Help says what the bindings say."""

from textual.binding import Binding
from textual.pilot import Pilot

from codesearch.tui.query_line import NAMES
from codesearch.tui.screens.help import (
    HelpScreen,
    Section,
    binding_sections,
    editor_section,
    filter_section,
)
from tests.tui.hosts import Host, drive, lines_of, text_of

MOVING = Binding.Group("Moving")
BINDINGS = [
    Binding("ctrl+o", "open", "Open in the editor"),
    Binding("j,down", "move(1)", "Next", group=MOVING),
    Binding("question_mark", "help", "Help", show=False),
    Binding("x", "secret"),
]


def test_sections_are_made_from_bindings_and_their_groups() -> None:
    assert binding_sections("Search", BINDINGS) == [
        Section("Search", (("ctrl+o", "Open in the editor"), ("?", "Help"))),
        Section("Moving", (("j, ↓", "Next"),)),
    ]


def test_every_name_of_a_filter_is_told() -> None:
    text = " ".join(f"{typed} {what}" for typed, what in filter_section().rows)
    assert all(f"{name}:" in text for name in NAMES)


def test_a_missing_editor_is_said() -> None:
    assert "$EDITOR" in editor_section("").rows[0][1]
    assert editor_section("vi\x1bm").rows[0][1] == "vi␛m"


def test_two_columns_when_wide_one_when_not() -> None:
    sections = [*binding_sections("Search", BINDINGS), filter_section(), editor_section("nvim")]

    async def wide(host: Host, _: Pilot[None]) -> None:
        assert any("Search" in line and "Filters" in line for line in lines_of(host))
        assert "Open in the editor" in text_of(host)

    async def narrow(host: Host, pilot: Pilot[None]) -> None:
        assert not any("nvim" in line for line in lines_of(host))
        await pilot.press("end")
        await pilot.pause()
        assert any("nvim" in line for line in lines_of(host))

    drive(HelpScreen(sections), wide, size=(120, 36))
    drive(HelpScreen(sections), narrow, size=(60, 15))
