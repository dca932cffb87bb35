"""The keys that the status line names: those that help with what is on the screen, the most useful last."""

from collections.abc import Sequence

from codesearch.tui.screens.help import key_name
from codesearch.tui.screens.keys import KEYS

Hint = tuple[str, str]  # a key, and what it does
KEY_OF = {key.action: key_name(key.key.split(",")[0]) for key in KEYS}


def _hints(*pairs: tuple[str, str]) -> Sequence[Hint]:
    return tuple((KEY_OF[action], what) for action, what in pairs)


NO_INDEX = (
    *_hints(("show_help", "help"), ("show_repositories", "other repositories")),
    (f"{KEY_OF['choose']}, {KEY_OF['build']}", "build the index"),
)
EMPTY = _hints(
    ("recall(-1)", "earlier questions"),
    ("show_index", "what is indexed"),
    ("show_repositories", "other repositories"),
    ("next_mode", "mode: meaning, words, regex"),
    ("show_help", "help"),
)
NOTHING_FOUND = _hints(
    ("show_help", "help"), ("next_mode", "mode: meaning, words, regex"), ("back", "clear the line")
)
RESULTS = _hints(
    ("group", "group"),
    ("next_mode", "mode"),
    ("similar", "more like this"),
    ("whole_file", "whole file"),
    ("why", "why"),
    ("mark(1)", "mark"),
    ("show_help", "help"),
    ("choose", "open"),
)
AWAY = (*RESULTS, *_hints(("back", "back")))
