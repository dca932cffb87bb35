"""The command that opens a file at its line."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codesearch.tui.editors import MANNERS, USUAL, EditorError, Place, command_for, commands_for, find_editor

FILE = Path("/repo/src/a.py")
OTHER = Path("/repo/b.py")


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder of programs, `nano` and `my-editor`."""
    for name in ("nano", "my-editor"):
        program = tmp_path / (f"{name}.exe" if os.name == "nt" else name)
        program.write_text("")
        program.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize(
    ("editor", "argv", "is_terminal"),
    [
        ("vim", ["vim", "+call cursor(12,5)", "/repo/src/a.py"], True),
        ("nvim -u NONE", ["nvim", "-u", "NONE", "+call cursor(12,5)", "/repo/src/a.py"], True),
        ("vim -g", ["vim", "-g", "+call cursor(12,5)", "/repo/src/a.py"], False),
        ("gvim", ["gvim", "+call cursor(12,5)", "/repo/src/a.py"], False),
        ("vi", ["vi", "+12", "/repo/src/a.py"], True),
        ("emacs -nw", ["emacs", "-nw", "+12:5", "/repo/src/a.py"], True),
        ("emacsclient -t", ["emacsclient", "-t", "+12:5", "/repo/src/a.py"], True),
        ("emacsclient -n", ["emacsclient", "-n", "+12:5", "/repo/src/a.py"], False),
        ("emacsclient -c -nw", ["emacsclient", "-c", "-nw", "+12:5", "/repo/src/a.py"], True),
        ("nano", ["nano", "+12,5", "/repo/src/a.py"], True),
        ("micro", ["micro", "+12:5", "/repo/src/a.py"], True),
        ("hx", ["hx", "/repo/src/a.py:12:5"], True),
        ("kak", ["kak", "+12:5", "/repo/src/a.py"], True),
        ("code --wait", ["code", "--wait", "--goto", "/repo/src/a.py:12:5"], False),
        ("codium", ["codium", "--goto", "/repo/src/a.py:12:5"], False),
        ("cursor", ["cursor", "--goto", "/repo/src/a.py:12:5"], False),
        ("zed", ["zed", "/repo/src/a.py:12:5"], False),
        ("subl -w", ["subl", "-w", "/repo/src/a.py:12:5"], False),
        ("idea", ["idea", "--line", "12", "--column", "5", "/repo/src/a.py"], False),
        ("kate", ["kate", "--line", "12", "--column", "5", "/repo/src/a.py"], False),
        ("gedit", ["gedit", "+12:5", "/repo/src/a.py"], False),
        ("xed", ["xed", "+12:5", "/repo/src/a.py"], False),
        ("mate -w", ["mate", "-w", "--line", "12:5", "/repo/src/a.py"], False),
        ("notepad++", ["notepad++", "-n12", "-c5", "/repo/src/a.py"], False),
        ("my-editor -x", ["my-editor", "-x", "/repo/src/a.py"], True),
    ],
)
def test_each_editor_is_told_the_line_in_its_way(editor: str, argv: list[str], is_terminal: bool) -> None:
    command = command_for(editor, FILE, 12, 5)
    assert (command.argv, command.is_terminal) == (argv, is_terminal)


@pytest.mark.parametrize(
    ("editor", "name"),
    [
        ("/usr/bin/vim.basic", "vim"),
        ("/opt/nvim.appimage", "nvim"),
        ("emacs-29.1", "emacs"),
        ("code-insiders", "code"),
        ("idea64.exe", "idea"),
        ("/opt/pycharm/bin/pycharm.sh", "pycharm"),
        ("Code.cmd", "code"),
        ("notepad++.exe", "notepad++"),
        ("'/Applications/Sublime Text.app/bin/subl' -w", "subl"),
    ],
)
def test_variants_of_an_editor_are_known(editor: str, name: str) -> None:
    command = command_for(editor, FILE, 1)
    assert command.name == name
    assert name in MANNERS


def test_a_program_with_blanks_in_its_path_needs_no_quotes(tmp_path: Path) -> None:
    program = tmp_path / "my folder" / "vim"
    program.parent.mkdir()
    program.write_text("")
    assert command_for(str(program), FILE, 3).argv[0] == str(program)


@pytest.mark.parametrize(
    ("editor", "arguments"),
    [
        ("hx", ["/repo/src/a.py:12:5", "/repo/b.py:3:1"]),
        ("code", ["--goto", "/repo/src/a.py:12:5", "/repo/b.py:3:1"]),
        ("nano", ["+12,5", "/repo/src/a.py", "+3,1", "/repo/b.py"]),
        ("emacs", ["+12:5", "/repo/src/a.py", "+3:1", "/repo/b.py"]),
        ("vi", ["+12", "/repo/src/a.py", "/repo/b.py"]),
        (
            "vim",
            [
                *("--cmd", "set tabpagemax=10", "-p"),
                "+call cursor(12,5)|tabnext|call cursor(3,1)|tabfirst",
                *("/repo/src/a.py", "/repo/b.py"),
            ],
        ),
    ],
)
def test_several_files_at_once(editor: str, arguments: list[str]) -> None:
    (command,) = commands_for(editor, [Place(FILE, 12, 5), Place(OTHER, 3)])
    assert command.argv == [editor, *arguments]


def test_one_after_another_where_an_editor_takes_one() -> None:
    commands = commands_for("kate", [Place(FILE, 12), Place(OTHER, 3)])
    assert [command.argv[-1] for command in commands] == [str(FILE), str(OTHER)]
    assert commands_for("vim", []) == []


@pytest.mark.parametrize("editor", sorted({*MANNERS, "unknown"}))
@given(name=st.sampled_from(["-rf", "+!sh", "+12", "--cmd", "$(id)", "`id`", "a|b", "a b", ";", "é\n"]))
def test_a_file_name_is_never_an_option_nor_a_command(editor: str, name: str) -> None:
    for command in commands_for(editor, [Place(Path(name), 1), Place(Path(name), 2)]):
        named = [word for word in command.argv[1:] if name in word and not word.startswith("+call")]
        own = {"--cmd", "+12"}  # words of the editors' own
        assert any(word.startswith(f".{os.sep}{name}") for word in named)
        assert all(word.startswith(f".{os.sep}") or word in own for word in named)


@pytest.mark.parametrize("editor", ["", "  ", "vim 'a", "''"])
def test_an_editor_that_is_none_is_refused_in_a_sentence(editor: str) -> None:
    with pytest.raises(EditorError, match=r"export EDITOR=vim$"):
        command_for(editor, FILE, 1)


def test_visual_goes_before_editor_and_both_before_the_usual(programs: Path) -> None:
    environ = {"PATH": str(programs), "VISUAL": "my-editor -w", "EDITOR": "nano"}
    assert find_editor(environ) == "my-editor -w"
    assert find_editor({**environ, "VISUAL": " "}) == "nano"
    assert find_editor({"PATH": str(programs)}) == "nano"


def test_an_editor_that_is_not_there_is_said(programs: Path) -> None:
    with pytest.raises(EditorError, match=r"^\$EDITOR names 'none', which is not installed: set \$EDITOR"):
        find_editor({"PATH": str(programs), "EDITOR": "none -x"})
    with pytest.raises(EditorError, match="no editor was found"):
        find_editor({"PATH": str(programs / "nothing")})


def test_the_usual_editors_are_known() -> None:
    assert set(USUAL) <= set(MANNERS)
