"""Searching as one types: what is asked, which answer is shown, and what stays where it was."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from codesearch.tui.app import SearchApp
from codesearch.tui.messages import Answered
from codesearch.tui.query_line import parse_line
from codesearch.tui.searching import Answer, Question
from tests.tui.driving import drive, names, picture, screen_of, settled, typed, until

pytestmark = pytest.mark.usefixtures("alone")
Searched = tuple[Path, Path]


def answered(generation: int, line: str, *hits: object, is_final: bool = True) -> Answered:
    return Answered(generation, Answer(Question(parse_line(line)), hits, is_final=is_final))  # type: ignore[arg-type]


def test_typing_shows_results_and_code(searched: Searched) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        await pilot.press(*"send again")
        screen = screen_of(app)
        await until(pilot, lambda: not screen.is_waiting and screen.preview.view)
        assert names(screen)[0] == "Retrier.retry_request"
        assert "Send again until it works." in picture(app)
        assert "src/retry.py:11" in picture(app)

    drive(*searched, play)


def test_a_question_may_come_with_the_command(searched: Searched) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        await until(pilot, lambda: not screen_of(app).is_waiting)
        assert names(screen_of(app))[0] == "Acquire"

    drive(*searched, play, query="free connection")


def test_a_question_that_comes_whole_is_not_completed(searched: Searched) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        await settled(pilot)
        assert screen_of(app).completion is None
        assert "There is no language 'p'" in picture(app)

    drive(*searched, play, query="free connection lang:p")


def test_an_older_answer_never_replaces_a_newer_one(searched: Searched, make_hit) -> None:
    async def play(_: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "retry")
        newest = screen._generation
        screen.post_message(answered(newest + 2, "newer", make_hit("new()", qualified_name="new")))
        screen.post_message(answered(newest + 1, "older", make_hit("old()", qualified_name="old")))
        await pilot.pause()
        assert names(screen) == ["new"]

    drive(*searched, play)


def test_a_better_order_leaves_the_selected_result_selected(searched: Searched, make_hit) -> None:
    first, second, third = (make_hit("x", qualified_name=name, path=f"{name}.py") for name in "abc")

    async def play(_: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "retry")
        screen.post_message(answered(99, "retry", first, second, is_final=False))
        await pilot.pause()
        await pilot.press("down")
        screen.post_message(answered(99, "retry", third, first, second))
        await pilot.pause()
        assert names(screen) == ["c", "a", "b"]
        assert screen.current == second

    drive(*searched, play)


def test_a_new_question_selects_its_first_result(searched: Searched) -> None:
    async def play(_: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "retry")
        await pilot.press("down", "down")
        await typed(pilot, "connection")
        assert screen.results.arrangement.selected_row == 0

    drive(*searched, play)


def test_a_key_goes_through_the_modes(searched: Searched) -> None:
    async def play(_: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "def .*retry")
        modes = []
        for _ in range(4):
            await pilot.press("f2")
            modes.append(screen.mode)
            if screen.mode == "regex":
                await until(pilot, lambda: not screen.is_waiting)
                assert set(names(screen)) == {"Retrier.should_retry", "Retrier.retry_request"}
        assert modes == ["semantic", "lexical", "regex", "hybrid"]

    drive(*searched, play)


def test_filters_in_the_line_are_chips_and_are_applied(searched: Searched) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "connection lang:go")
        assert {hit.language for hit in screen.results.arrangement.hits} == {"go"}
        assert "lang go ×" in picture(app)
        await pilot.click("FactLine", offset=(10, 0))
        await until(pilot, lambda: not screen.is_waiting)
        assert screen.input.value == "connection"

    drive(*searched, play)


def test_a_wrong_filter_is_explained(searched: Searched) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        await typed(pilot, "connection kind:procedure ")
        assert "There is no kind 'procedure'" in picture(app)

    drive(*searched, play)


def test_a_filter_that_is_being_completed_is_not_yet_wrong(searched: Searched) -> None:
    async def play(_: SearchApp, pilot: Pilot[object]) -> None:
        screen = screen_of(pilot.app)
        await until(pilot, lambda: screen.known.languages)
        styles = []
        for line in ("retry lang:p", "retry lang:zzz"):
            await typed(pilot, line)
            styles.append({span.style for span in screen.input._value.spans})
        assert not any(style.underline for style in styles[0])
        assert all(style.underline for style in styles[1])

    drive(*searched, play)


def test_moments_are_completed_from_what_was_asked_before(searched: Searched) -> None:
    async def play(_: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "retry changed:25y")
        await pilot.press("escape")
        await until(pilot, lambda: screen.known.changed)
        await typed(pilot, "retry changed:")
        assert screen.completion and screen.completion.candidates[0] == "25y"

    drive(*searched, play)


def test_tab_completes_a_filter_and_else_marks(searched: Searched) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        screen = screen_of(app)
        await until(pilot, lambda: screen.known.languages)
        await typed(pilot, "retry lang:pyt")
        await pilot.press("tab")
        assert screen.input.value == "retry lang:python"
        await typed(pilot, "retry")
        await pilot.press("tab")
        assert len(screen.results.arrangement.marks) == 1

    drive(*searched, play)


@pytest.mark.parametrize(
    ("line", "keys", "sentence"),
    [
        ("zzzqqq kind:class lang:go", [], "Nothing found for “zzzqqq” with these filters."),
        ("?!", [], "The query has no letter or digit"),
        ("retry(", ["f2", "f2", "f2"], "The regular expression 'retry(' cannot be understood"),
    ],
)
def test_what_finds_nothing_says_so(searched: Searched, line: str, keys: list[str], sentence: str) -> None:
    async def play(app: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, line)
        await pilot.press(*keys)
        await until(pilot, lambda: not screen.is_waiting)
        assert sentence in picture(app)
        assert "f2" in picture(app)

    drive(*searched, play)


def test_escape_clears_the_line_and_then_leaves(searched: Searched) -> None:
    async def play(_: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "retry")
        await pilot.press("escape")
        await until(pilot, lambda: not screen.is_waiting)
        assert (screen.input.value, names(screen)) == ("", [])
        await pilot.press("escape")

    assert drive(*searched, play).return_value is None


def test_older_questions_come_back(searched: Searched) -> None:
    async def play(_: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "retry request")
        await pilot.press("escape")
        await until(pilot, lambda: screen._recall._entries)
        await pilot.press("up")
        assert screen.input.value == "retry request"
        await pilot.press("alt+down")
        assert screen.input.value == ""

    drive(*searched, play)


def test_pasted_control_characters_do_not_act(searched: Searched) -> None:
    async def play(_: SearchApp, pilot: Pilot[object]) -> None:
        screen = await typed(pilot, "re\x1b[2Jtry\u202e")
        assert screen.input.value == "re\u241b[2Jtry\ufffd"

    drive(*searched, play)
