"""Why this result: parts, sentences and the sum; closed and copied with a key."""

import pytest
from textual.pilot import Pilot

from codesearch.tui.palette import PLAIN
from codesearch.tui.screens.why import WhyScreen, score_text
from codesearch.tui.themes import NAMES
from codesearch.types import Hit
from tests.tui.conftest import MakeHit
from tests.tui.hosts import Host, drive, lines_of, text_of

WHY = {"text": 0.5, "stem": 0.5, "file": -0.25, "test": 0.5}


@pytest.fixture
def hit(make_hit: MakeHit) -> Hit:
    return make_hit("code", why=WHY, score=0.375, qualified_name="Client.re\x1btry")


def test_each_part_has_its_worth_and_a_sentence(hit: Hit) -> None:
    async def play(host: Host, _: Pilot[None]) -> None:
        text = text_of(host)
        for part in ("full text", "+0.50", "-0.25", "×0.50", "It is a test", "0.75 ×0.50 = 0.38", "25 %"):
            assert part in text
        assert "\x1b" not in text

    drive(WhyScreen(hit, 1.5), play)


@pytest.mark.parametrize("key", ["escape", "w", "q"])
def test_a_key_closes_it(hit: Hit, key: str) -> None:
    async def play(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press(key)
        assert not isinstance(host.screen, WhyScreen)

    assert drive(WhyScreen(hit, 1.0, keys=["w"]), play).answers == [None]


def test_it_is_copied_as_text(hit: Hit) -> None:
    async def play(host: Host, pilot: Pilot[None]) -> None:
        await pilot.press("c")
        assert host.clipboard == score_text(hit, 1.0)

    drive(WhyScreen(hit, 1.0), play)


def test_a_small_window_shows_the_sum_first(make_hit: MakeHit) -> None:
    hit = make_hit("code", why={**WHY, "vector": 0.1, "definition": 0.1, "part": 0.6}, score=0.3)

    async def play(host: Host, _: Pilot[None]) -> None:
        assert any("score" in line and "= 0.30" in line for line in lines_of(host))

    drive(WhyScreen(hit, 1.0), play, size=(60, 15))


@pytest.mark.parametrize("theme", NAMES)
def test_every_theme_can_show_it(hit: Hit, theme: str) -> None:
    async def play(host: Host, _: Pilot[None]) -> None:
        assert any("full text" in line for line in lines_of(host))

    drive(WhyScreen(hit, 1.0), play, theme=theme)


def test_without_colour_no_colour_is_painted(hit: Hit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def play(host: Host, _: Pilot[None]) -> None:
        strips = host.screen._compositor.render_strips()
        styles = [segment.style for strip in strips for segment in strip if segment.style]
        assert {
            str(colour.name) for style in styles for colour in (style.color, style.bgcolor) if colour
        } <= {"default"}
        assert any(style.bold for style in styles)

    drive(WhyScreen(hit, 1.0), play, theme=PLAIN)
