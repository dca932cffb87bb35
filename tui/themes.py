"""Themes: dark, light, of high contrast, and plain for NO_COLOR; and which of them the user chose last.

Every text colour is readable on every background that text stands on: tests measure it (WCAG 2, 1.4.3).
"""

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs
from textual.app import App
from textual.theme import BUILTIN_THEMES, Theme

from codesearch.tui.palette import (
    BACKGROUNDS,
    COLOURS,
    CONTRAST,
    DARK,
    LIGHT,
    PLAIN,
    PLAIN_STYLES,
    STYLES,
    TEXTS,
    colours,
)

NAMES = (DARK, LIGHT, CONTRAST, PLAIN)


def styles(theme: Theme) -> Mapping[str, str]:
    """A style for each name that `codesearch.tui.render.SGR` has, and "kind function" and the like."""
    return PLAIN_STYLES if theme.ansi else STYLES


def set_theme(app: App[Any], name: str) -> None:
    """Give an application our themes, and the one with this name to begin with.

    Textual's own are taken away: they have no colours for code.
    """
    for theme in (*map(_theme, (DARK, LIGHT, CONTRAST)), _plain_theme()):
        app.register_theme(theme)
    app.theme = name
    for theirs in BUILTIN_THEMES.keys() & app.available_themes.keys():
        app.unregister_theme(theirs)


def is_plain() -> bool:
    """Whether the user wants no colours (no-color.org); give it to `App(ansi_color=…)` as well."""
    return bool(os.environ.get("NO_COLOR"))


def chosen_theme(file: Path | None = None) -> str:
    """The theme to begin with: plain under NO_COLOR, the one chosen last, or the dark one."""
    if is_plain():
        return PLAIN
    try:
        chosen = json.loads((file or settings_file()).read_bytes())["theme"]
    except (OSError, ValueError, LookupError, TypeError):  # none yet, or damaged: neither is worth a word
        return DARK
    return chosen if chosen in NAMES else DARK


def keep_theme(name: str, file: Path | None = None) -> None:
    """Remember a choice for the next run; where the folder cannot be written, it lasts for this one."""
    file = file or settings_file()
    draft = file.with_suffix(".tmp")
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps({"theme": name}), encoding="utf-8")
        draft.replace(file)


def settings_file() -> Path:
    """Where choices are kept."""
    return platformdirs.user_config_path("codesearch", appauthor=False) / "tui.json"


def _theme(name: str) -> Theme:
    c = colours(name)
    return Theme(
        name=name,
        dark=name != LIGHT,
        **{role: c[role] for role in (*BACKGROUNDS[:3], *TEXTS[:7])},  # type: ignore[arg-type]
        variables={
            **{f"code-{colour}": value for colour, value in c.items()},
            "text": c["foreground"],
            "text-muted": c["muted"],
            "text-disabled": c["muted"],
            **{f"text-{role}": c[role] for role in TEXTS[1:7]},
            "foreground-muted": c["muted"],
            "block-cursor-foreground": c["definition"],
            "block-cursor-background": c["row"],
            "block-cursor-blurred-foreground": c["foreground"],
            "block-cursor-blurred-background": c["panel"],
            "border": c["primary"],
            "border-blurred": c["muted"],
            "button-foreground": c["foreground"],
            "button-color-foreground": c["background"],
            "footer-background": c["panel"],
            "footer-foreground": c["foreground"],
            "footer-description-foreground": c["foreground"],
            "footer-key-foreground": c["accent"],
            "input-cursor-background": c["foreground"],
            "input-cursor-foreground": c["background"],
            "input-selection-background": c["row"],
            "input-selection-foreground": c["definition"],
            "scrollbar": c["thumb"],
            "scrollbar-hover": c["muted"],
            "scrollbar-background": c["panel"],
        },
    )


def _plain_theme() -> Theme:
    """The terminal's own two colours: the cursor is reversed, the rest is bold, underlined or dim."""
    default = "ansi_default"
    names = ("ansi-background", "ansi-foreground", "text-muted", "text-disabled", "foreground-muted")
    return Theme(
        name=PLAIN,
        ansi=True,
        **dict.fromkeys((*BACKGROUNDS[:3], *TEXTS[:7], "boost"), default),  # type: ignore[arg-type]
        variables={
            **dict.fromkeys((*names, "border", "border-blurred", "footer-key-foreground"), default),
            **{f"code-{colour}": default for colour in COLOURS},
            "block-cursor-background": default,
            "block-cursor-text-style": "reverse",
            "block-cursor-blurred-text-style": "bold underline",  # lists of Textual drop "reverse"
            "input-cursor-text-style": "reverse",
            "screen-selection-background": default,
        },
    )
