"""How each editor is told to open files at a line: as a list of arguments, never through a shell."""

import os
import re
import shlex
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from codesearch.errors import CodesearchError
from codesearch.tui.inert import inert_line

ADVICE = "set $EDITOR, for example: export EDITOR=vim"
USUAL = (
    "nvim",
    "vim",
    "hx",
    "micro",
    "nano",
    "emacs",
    "kak",
    "vi",
    "code",
    "codium",
    "zed",
    "subl",
    "kate",
    "gedit",
)
_ENDINGS = re.compile(r"\.(?:exe|cmd|bat|sh|appimage)$", re.I)
_VARIANT = re.compile(r"[-.\d].*")  # vim.basic, emacs-29.1, code-insiders, idea64


class EditorError(CodesearchError):
    """There is no editor to open a file with."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to open a file; line and column count from 1."""

    path: Path
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Editor:
    """A command to run; one that `is_terminal` needs the terminal for itself until it ends."""

    argv: list[str]
    is_terminal: bool
    name: str  # of the program: "vim"


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a family of editors takes places."""

    arguments: Callable[[Sequence[Place]], list[str]]
    is_terminal: bool = True
    takes_several: bool = True  # files at once, each with its line


def command_for(editor: str, path: Path, line: int, column: int = 1) -> Editor:
    """Return the command that opens one file; `editor` is what $EDITOR holds, with or without arguments.

    Raises:
        EditorError: `editor` is empty, or a quote in it is not closed.
    """
    return commands_for(editor, [Place(path, line, column)])[0]


def commands_for(editor: str, places: Sequence[Place]) -> list[Editor]:
    """Return the commands that open all places: one where the editor takes several, else one for each.

    Raises:
        EditorError: `editor` is empty, or a quote in it is not closed.
    """
    words = _words(editor)
    name = _name(words[0])
    manner = MANNERS.get(name, _UNKNOWN)
    groups = [places] if manner.takes_several else [[place] for place in places]
    is_terminal = _wants_terminal(name, words[1:], manner)
    return [Editor([*words, *manner.arguments(group)], is_terminal, name) for group in groups if group]


def find_editor(environ: Mapping[str, str]) -> str:
    """Return $VISUAL, or $EDITOR, or the first of USUAL that is installed.

    Raises:
        EditorError: there is none, or the one that is set is not installed.
    """
    path = environ.get("PATH", "")
    for variable in ("VISUAL", "EDITOR"):
        editor = environ.get(variable, "").strip()
        if editor:
            program = _words(editor)[0]
            if shutil.which(os.path.expanduser(program), path=path) is None:  # noqa: PTH111  # "~" alone, no path
                shown = inert_line(program[:80])
                raise EditorError(f"${variable} names {shown!r}, which is not installed: {ADVICE}")
            return editor
    for program in USUAL:
        if shutil.which(program, path=path):
            return program
    raise EditorError(f"no editor was found: {ADVICE}")


def _words(editor: str) -> list[str]:
    """The program and its arguments; a path with blanks in it need not be quoted if it is all there is."""
    if Path(editor).is_file():
        return [editor]
    try:
        words = shlex.split(editor, posix=os.name != "nt")
    except ValueError:
        shown = inert_line(editor[:80])
        raise EditorError(f"the editor {shown!r} has a quote that is not closed: {ADVICE}") from None
    if not words or not words[0]:
        raise EditorError(f"no editor is set: {ADVICE}")
    return [os.path.expanduser(words[0]), *words[1:]]  # noqa: PTH111  # "vim" is to stay "vim"


def _name(program: str) -> str:
    """The name of a program as MANNERS has it, without its folder, ending and variant."""
    name = _ENDINGS.sub("", re.split(r"[/\\]", program)[-1]).lower()
    return name if name in MANNERS else _VARIANT.sub("", name) or name


def _wants_terminal(name: str, arguments: Sequence[str], manner: _Manner) -> bool:
    """What the manner says, but for options that make a window of a terminal's editor or the reverse."""
    if name in ("vim", "vi"):
        return "-g" not in arguments
    if name == "emacsclient":
        return not {"-c", "--create-frame", "-n", "--no-wait"} & {*arguments} or bool(_ON_TTY & {*arguments})
    return manner.is_terminal


_ON_TTY = {"-nw", "-t", "-tty", "--tty"}


def _safe(path: Path) -> str:
    """The path such that no editor takes it for an option or a command: it begins with a folder."""
    text = str(path)
    return text if path.is_absolute() or PurePath(text).parts[:1] == ("..",) else os.path.join(".", text)  # noqa: PTH118  # Path drops "./"


def _vi(places: Sequence[Place]) -> list[str]:
    return [f"+{places[0].line}", *(_safe(place.path) for place in places)]


def _vim(places: Sequence[Place]) -> list[str]:
    """A tab for each file; the commands hold numbers alone, so that no file name is read as a command."""
    files = [_safe(place.path) for place in places]
    cursors = [f"call cursor({place.line},{place.column})" for place in places]
    if len(places) == 1:
        return [f"+{cursors[0]}", *files]
    tabs = f"set tabpagemax={max(len(places), 10)}"
    return ["--cmd", tabs, "-p", f"+{'|tabnext|'.join(cursors)}|tabfirst", *files]


def _plus(separator: str) -> Callable[[Sequence[Place]], list[str]]:
    """`+line:column file`, the separator being ":" or ","."""

    def arguments(places: Sequence[Place]) -> list[str]:
        pairs = [(f"+{place.line}{separator}{place.column}", _safe(place.path)) for place in places]
        return [word for pair in pairs for word in pair]

    return arguments


def _colons(*options: str) -> Callable[[Sequence[Place]], list[str]]:
    """`file:line:column`, after `options`."""

    def arguments(places: Sequence[Place]) -> list[str]:
        return [*options, *(f"{_safe(place.path)}:{place.line}:{place.column}" for place in places)]

    return arguments


def _options(line: str, column: str) -> Callable[[Sequence[Place]], list[str]]:
    """`--line 3 --column 1 file`, or `-n3 -c1 file` where an option says with {} where its number goes."""

    def arguments(places: Sequence[Place]) -> list[str]:
        place = places[0]
        return [
            *_option(line, place.line),
            *_option(column, place.column),
            _safe(place.path),
        ]

    return arguments


def _option(option: str, number: int) -> list[str]:
    return [option.format(number)] if "{}" in option else [option, str(number)]


def _mate(places: Sequence[Place]) -> list[str]:
    return ["--line", f"{places[0].line}:{places[0].column}", _safe(places[0].path)]


def _paths(places: Sequence[Place]) -> list[str]:
    return [_safe(place.path) for place in places]


_UNKNOWN = _Manner(_paths)
_VIM = _Manner(_vim)
_VI = _Manner(_vi)
_WINDOWED_VIM = _Manner(_vim, is_terminal=False)
_EMACS = _Manner(_plus(":"))
_NANO = _Manner(_plus(","))
_PLUS_ONCE = _Manner(_plus(":"), takes_several=False)
_GEDIT = _Manner(_plus(":"), is_terminal=False, takes_several=False)
_HELIX = _Manner(_colons())
_SUBLIME = _Manner(_colons(), is_terminal=False)
_CODE = _Manner(_colons("--goto"), is_terminal=False)
_IDEA = _Manner(_options("--line", "--column"), is_terminal=False, takes_several=False)
MANNERS = {
    **dict.fromkeys(["vim", "nvim"], _VIM),
    **dict.fromkeys(["vi", "nvi", "view", "vim.tiny"], _VI),  # without expressions
    **dict.fromkeys(["gvim", "mvim"], _WINDOWED_VIM),
    **dict.fromkeys(["emacs", "emacsclient"], _EMACS),
    **dict.fromkeys(["nano", "rnano"], _NANO),
    **dict.fromkeys(["micro", "kak", "kakoune"], _PLUS_ONCE),
    **dict.fromkeys(["hx", "helix"], _HELIX),
    **dict.fromkeys(["subl", "sublime_text", "sublime", "zed", "zeditor"], _SUBLIME),
    **dict.fromkeys(["code", "codium", "vscodium", "cursor"], _CODE),
    **dict.fromkeys(["gedit", "xed", "pluma"], _GEDIT),
    "kate": _Manner(_options("--line", "--column"), is_terminal=False, takes_several=False),
    **dict.fromkeys(["mate", "textmate"], _Manner(_mate, is_terminal=False, takes_several=False)),
    "notepad++": _Manner(_options("-n{}", "-c{}"), is_terminal=False, takes_several=False),
    **dict.fromkeys(
        ["idea", "pycharm", "goland", "clion", "webstorm", "phpstorm", "rubymine", "rider"], _IDEA
    ),
    **dict.fromkeys(["rustrover", "datagrip", "studio"], _IDEA),
}
