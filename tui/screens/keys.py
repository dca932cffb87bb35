"""What keys do on the search screen: the one list that help, the palette and the status line are made from.

Letters go to the query, so all else is on control, alt and function keys. Where terminals or people differ,
there are two.
"""

from textual.binding import Binding

RESULTS = Binding.Group("Results")
CODE = Binding.Group("Code")
QUERY = Binding.Group("Query")
WINDOWS = Binding.Group("Windows")


def _key(keys: str, action: str, description: str, group: Binding.Group) -> Binding:
    """A key of the whole screen, which the input does not get."""
    return Binding(keys, action, description, show=False, priority=True, group=group)


KEYS = [
    _key("enter", "choose", "Open what is marked or selected", RESULTS),
    _key("down,ctrl+n", "move(1)", "Next result", RESULTS),
    _key("up,ctrl+p", "move(-1)", "Previous result; above the first, the question before", RESULTS),
    _key("pagedown", "page(1)", "A page down", RESULTS),
    _key("pageup", "page(-1)", "A page up", RESULTS),
    _key("ctrl+home", "edge(0)", "First result", RESULTS),
    _key("ctrl+end", "edge(-1)", "Last result", RESULTS),
    _key("tab", "mark(1)", "Mark", RESULTS),
    _key("shift+tab", "mark(-1)", "Mark and go up", RESULTS),
    _key("f3,ctrl+y", "why", "Why this result", RESULTS),
    _key("ctrl+g", "group", "Group by file", RESULTS),
    _key("f6,alt+m", "similar", "More like this", RESULTS),
    _key("ctrl+o", "edit", "Open in the editor", RESULTS),
    _key("f4,ctrl+f", "whole_file", "Whole file", CODE),
    _key("shift+down", "scroll_code(1)", "Scroll down a line", CODE),
    _key("shift+up", "scroll_code(-1)", "Scroll up a line", CODE),
    _key("shift+right", "scroll_aside(8)", "Scroll right", CODE),
    _key("shift+left", "scroll_aside(-8)", "Scroll left", CODE),
    _key("ctrl+down", "scroll_code(10)", "Scroll down ten lines", CODE),
    _key("ctrl+up", "scroll_code(-10)", "Scroll up ten lines", CODE),
    _key("ctrl+b", "go('enclosing')", "The class or section around", CODE),
    _key("alt+right", "go('next')", "Next unit of the file", CODE),
    _key("alt+left", "go('previous')", "Previous unit of the file", CODE),
    _key("ctrl+l", "copy('place')", "Copy path and line", CODE),
    _key("alt+p", "copy('path')", "Copy path", CODE),
    _key("ctrl+x", "copy('code')", "Copy code", CODE),
    _key("f2,ctrl+t", "next_mode", "Mode: words and meaning, meaning, words, regex", QUERY),
    _key("alt+up", "recall(-1)", "The question before", QUERY),
    _key("alt+down", "recall(1)", "The question after", QUERY),
    _key("escape", "back", "Back, clear, or leave", QUERY),
    _key("f5", "build", "Build the index, or bring it up to date", WINDOWS),
    _key("f7,ctrl+s", "show_index", "What is indexed", WINDOWS),
    _key("f8,ctrl+r", "show_repositories", "Other repositories", WINDOWS),
    _key("f10,ctrl+backslash", "app.command_palette", "All commands", WINDOWS),
    _key("f1", "show_help", "Help", WINDOWS),
    _key("ctrl+c,ctrl+q", "leave", "Quit", WINDOWS),
]
