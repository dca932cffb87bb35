"""Themes that everybody can read, and the choice of one that outlives the run."""

from itertools import product
from pathlib import Path

import pytest
from textual.app import App
from textual.color import Color

from codesearch.tui import palette, themes
from codesearch.tui.render import SGR

LEAST = {themes.DARK: 4.5, themes.LIGHT: 4.5, themes.CONTRAST: 7.0}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [part / 255 for part in Color.parse(colour).rgb]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_the_guideline_has_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", LEAST)
def test_every_text_is_readable_on_every_background(name: str) -> None:
    colours = palette.colours(name)
    pairs = product(palette.TEXTS, palette.BACKGROUNDS)
    poor = {(t, b): r for t, b in pairs if (r := contrast(colours[t], colours[b])) < LEAST[name]}
    assert not poor


@pytest.mark.parametrize("name", LEAST)
def test_a_scrollbar_is_seen(name: str) -> None:
    colours = palette.colours(name)
    assert contrast(colours["thumb"], colours["panel"]) >= 3  # WCAG 2, 1.4.11


@pytest.mark.parametrize("name", LEAST)
def test_textual_uses_our_colours_for_its_texts(name: str) -> None:
    app: App[None] = App()
    themes.set_theme(app, themes.DARK)
    made = app.get_theme(name).to_color_system().generate()  # type: ignore[union-attr]
    for text in ("text", "text-muted", "text-error", "footer-key-foreground", "foreground-muted"):
        for background in ("background", "surface", "panel", "block-cursor-background"):
            assert contrast(made[text], made[background]) >= LEAST[name]
    assert contrast(made["button-color-foreground"], made["primary"]) >= LEAST[name]


def test_every_style_of_a_result_has_one_in_each_theme() -> None:
    app: App[None] = App()
    themes.set_theme(app, themes.DARK)
    for name in (themes.DARK, themes.PLAIN):
        assert SGR.keys() <= themes.styles(app.get_theme(name)).keys()  # type: ignore[arg-type]


def test_without_colour_attributes_tell_things_apart() -> None:
    assert palette.PLAIN_STYLES.keys() == palette.STYLES.keys()
    assert not any("$" in style for style in palette.PLAIN_STYLES.values())


def test_no_color_goes_before_a_choice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    themes.keep_theme(themes.LIGHT, tmp_path / "tui.json")
    monkeypatch.setenv("NO_COLOR", "1")
    assert themes.chosen_theme(tmp_path / "tui.json") == themes.PLAIN


def test_a_choice_outlives_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    file = tmp_path / "new" / "tui.json"
    assert themes.chosen_theme(file) == themes.DARK
    themes.keep_theme(themes.CONTRAST, file)
    assert themes.chosen_theme(file) == themes.CONTRAST


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"theme": 3}', b"\xff\xfe", b'{"theme": "nord"}']
)
def test_a_damaged_choice_is_ignored(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    (tmp_path / "tui.json").write_bytes(content)
    assert themes.chosen_theme(tmp_path / "tui.json") == themes.DARK


def test_a_choice_that_cannot_be_kept_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    themes.keep_theme(themes.LIGHT, tmp_path / "file" / "tui.json")
