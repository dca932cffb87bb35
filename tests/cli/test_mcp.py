"""`codesearch mcp install` and `uninstall`, on real files in a home folder of their own."""

import json
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from codesearch.agents.setup.agents import known_agents
from codesearch.agents.setup.files import backup_file
from codesearch.cli.mcp.choosing import NAMES

from .conftest import Answer, Ask

PROJECT_FILES = {
    "claude-code": ".mcp.json",
    "cursor": ".cursor/mcp.json",
    "vscode": ".vscode/mcp.json",
    "codex": ".codex/config.toml",
    "gemini": ".gemini/settings.json",
    "zed": ".zed/settings.json",
    "opencode": "opencode.json",
}
Install = Callable[..., Answer]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with nothing in it, and a PATH with `codesearch` alone."""
    home = tmp_path / "home"
    programs = home / "programs"
    programs.mkdir(parents=True)
    (programs / "codesearch").write_text("#!/bin/sh\n")
    (programs / "codesearch").chmod(0o755)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PATH", str(programs))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "CODEX_HOME"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


@pytest.fixture
def install(ask: Ask, home: Path, project: Path) -> Install:
    assert home
    return lambda command, *arguments: ask("mcp", command, "--project", str(project), *arguments)


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_all_known_agents_can_be_named(home: Path) -> None:
    assert home
    assert tuple(known_agents()) == NAMES


@pytest.mark.parametrize("name", PROJECT_FILES)
def test_each_agent_is_told_in_the_project_and_untold_without_a_trace(
    install: Install, project: Path, name: str
) -> None:
    told = install("install", "-y", name)
    path = project / PROJECT_FILES[name]
    assert (told.code, told.out) == (0, "")
    assert f"wrote {path}" in told.err
    assert "+" in told.err
    text = path.read_text("utf-8")
    found = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    agent = known_agents()[name]
    entry = found[agent.keys[0]]["codesearch"]
    command = entry["command"] if isinstance(entry["command"], list) else [entry["command"], *entry["args"]]
    assert command[:2] == ["codesearch", "mcp"]
    assert install("install", "-y", name).err == f"{agent.title} knows the server already: {path}\n"
    assert install("uninstall", "-y", name).code == 0
    assert list(project.iterdir()) == []


def test_a_file_that_was_there_becomes_what_it_was_to_the_byte(install: Install, project: Path) -> None:
    original = b'{\r\n\t"servers": {"x": {"url": "y"}}, // mine\r\n}'
    path = project / ".vscode" / "mcp.json"
    path.parent.mkdir()
    path.write_bytes(original)
    path.chmod(0o640)
    told = install("install", "-y", "vscode")
    assert b"// mine" in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    backup = backup_file(path)
    assert str(backup) in told.err
    assert backup.read_bytes() == original
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    install("uninstall", "-y", "vscode")
    assert path.read_bytes() == original


def test_what_others_wrote_meanwhile_stays(install: Install, project: Path) -> None:
    path = project / ".mcp.json"
    path.write_text('{\n  "mcpServers": {\n    "a": {}\n  }\n}\n')
    install("install", "-y", "claude-code")
    path.write_text(path.read_text().replace('"a": {}', '"a": {},\n    "b": {}'))
    install("uninstall", "-y", "claude-code")
    assert json.loads(path.read_text()) == {"mcpServers": {"a": {}, "b": {}}}


def test_without_names_those_found_here_are_told(install: Install, home: Path, project: Path) -> None:
    (home / ".cursor").mkdir()
    (home / "programs" / "codex").write_text("")
    (home / "programs" / "codex").chmod(0o755)
    install("install", "-y")
    assert sorted(files_of(project)) == [".codex/config.toml", ".cursor/mcp.json"]
    install("uninstall", "-y")
    assert list(project.iterdir()) == []


def test_no_agent_is_one_sentence(install: Install) -> None:
    answer = install("install", "-y")
    assert answer.code == 2
    assert answer.err.startswith("codesearch: no agent is found here: name some of claude-code")
    assert install("uninstall", "-y").err.startswith("codesearch: no agent knows the server")


def test_without_a_terminal_nothing_is_written_unasked(install: Install, project: Path) -> None:
    answer = install("install", "cursor")
    assert (answer.code, list(project.iterdir())) == (2, [])
    assert answer.err.endswith("codesearch: there is no terminal to ask on: add --yes to write it\n")
    assert '+      "command": "codesearch",' in answer.err


def test_a_snippet_is_printed_and_nothing_written(install: Install, project: Path) -> None:
    answer = install("install", "--print", "codex")
    assert tomllib.loads(answer.out) == {
        "mcp_servers": {"codesearch": {"command": "codesearch", "args": ["mcp"]}}
    }
    assert list(project.iterdir()) == []


def test_claude_desktop_is_told_of_the_project_by_path(install: Install, home: Path, project: Path) -> None:
    install("install", "-y", "claude-desktop")
    path = next(home.rglob("claude_desktop_config.json"))
    entry = json.loads(path.read_text())["mcpServers"]["codesearch"]
    assert entry == {"command": str(home / "programs" / "codesearch"), "args": ["mcp", str(project)]}


def test_settings_of_the_user(install: Install, home: Path) -> None:
    install("install", "-y", "--user", "gemini")
    entry = json.loads((home / ".gemini" / "settings.json").read_text())["mcpServers"]["codesearch"]
    assert entry["command"] == str(home / "programs" / "codesearch")
    own = install("install", "-y", "--user", "claude-code")
    assert "claude mcp add --scope user codesearch -- " in own.err
    assert not (home / ".claude.json").exists()


def test_without_the_program_on_the_path_python_is_called_by_its_own(
    install: Install, home: Path, project: Path
) -> None:
    (home / "programs" / "codesearch").unlink()
    install("install", "-y", "claude-code")
    entry = json.loads((project / ".mcp.json").read_text())["mcpServers"]["codesearch"]
    assert entry["args"] == ["-P", "-m", "codesearch", "mcp"]
    assert Path(entry["command"]).is_absolute()


@pytest.mark.parametrize("text", [b"{ not json", b"\xff\xfe", b'{"mcpServers": 7}'])
def test_what_cannot_be_changed_safely_is_left_alone_and_the_entry_printed(
    install: Install, project: Path, text: bytes
) -> None:
    (project / ".mcp.json").write_bytes(text)
    answer = install("install", "-y", "claude-code")
    assert answer.code == 2
    assert "nothing was written" in answer.err
    assert json.loads(answer.out)["mcpServers"]["codesearch"]["args"] == ["mcp"]
    assert (project / ".mcp.json").read_bytes() == text


@pytest.mark.parametrize("link", [".cursor", ".cursor/mcp.json"])
def test_no_link_is_written_through(install: Install, project: Path, tmp_path: Path, link: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mcp.json").write_text("{}")
    place = project / link
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(elsewhere / "mcp.json" if link.endswith("json") else elsewhere)
    answer = install("install", "-y", "cursor")
    assert answer.code == 2
    assert "leads through a link; nothing was written" in answer.err
    assert (elsewhere / "mcp.json").read_text() == "{}"


def test_a_folder_that_cannot_be_written_is_said(install: Install, project: Path) -> None:
    (project / ".cursor").write_text("a file in the way")
    answer = install("install", "-y", "cursor")
    assert answer.code == 2
    assert "Traceback" not in answer.err
    assert list(project.iterdir()) == [project / ".cursor"]


def test_an_agent_that_is_not_known_is_one_sentence(install: Install) -> None:
    answer = install("install", "emacs")
    assert answer.code == 2
    assert "'emacs' is not one of" in answer.err
    assert answer.err.count("\n") == 1
