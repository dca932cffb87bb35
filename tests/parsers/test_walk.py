import os
import shutil
import socket
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codesearch.errors import RootError
from codesearch.parsers.walk import walk_files

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="compares with git")


def write(root: Path, files: Mapping[str, str] | Iterable[str]) -> None:
    texts = files if isinstance(files, Mapping) else dict.fromkeys(files, "")
    for path, text in texts.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


def git(folder: Path, *arguments: str) -> str:
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    names = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "protocol.file.allow=always"]
    command = ["git", *names, *arguments]
    return subprocess.run(
        command, cwd=folder, env=os.environ | quiet, check=True, capture_output=True, text=True
    ).stdout


def walked(root: Path) -> list[str]:
    return [file.path for file in walk_files(root).files]


@pytest.fixture(params=["plain", pytest.param("git", marks=needs_git)])
def tree(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An empty folder, once outside git and once as a work tree."""
    if request.param == "git":
        git(tmp_path, "init", "-q")
    return tmp_path


def test_files_come_sorted_with_their_stat(tree: Path) -> None:
    write(tree, {"b.py": "12345", "a/z.py": "", "a.py": ""})
    files = walk_files(tree).files
    info = (tree / "b.py").stat()
    assert [file.path for file in files] == ["a.py", "a/z.py", "b.py"]
    assert (files[2].size, files[2].mtime_ns) == (5, info.st_mtime_ns)


def test_nested_rules_overrule_those_above(tree: Path) -> None:
    rules = {".gitignore": "*.log\n/build/\n", "a/.gitignore": "!keep.log\nb/\n"}
    write(tree, rules)
    write(tree, ["x.log", "build/x.py", "a/build/x.py", "a/keep.log", "a/c/keep.log", "a/b/x.py", "keep.log"])
    assert walked(tree) == [".gitignore", "a/.gitignore", "a/build/x.py", "a/c/keep.log", "a/keep.log"]


def test_nothing_comes_back_from_an_ignored_folder(tree: Path) -> None:
    write(tree, {".gitignore": "out/\n!out/keep.py\n", "out/keep.py": "", "out/.gitignore": "!*\n"})
    assert walked(tree) == [".gitignore"]


def test_a_rule_for_folders_above_does_not_undo_a_rule_for_files(tree: Path) -> None:
    write(tree, {".gitignore": "*.txt\n", "a/.gitignore": "!b/\n", "a/b/x.txt": ""})
    assert walked(tree) == [".gitignore", "a/.gitignore"]


def test_codesearchignore_takes_more_away_and_gives_back_its_own_only(tree: Path) -> None:
    write(tree, {".gitignore": "*.log\n", ".codesearchignore": "*.md\nvendor/\n"})
    write(tree, {"a/.codesearchignore": "!keep.md\n!x.log\n"})
    write(tree, ["x.md", "a/keep.md", "a/x.md", "a/x.log", "a/vendor/v.py", "vendor/keep.md"])
    found = [path for path in walked(tree) if "ignore" not in path]
    assert found == ["a/keep.md"]


def test_links_are_not_followed(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    write(outside, ["secret.py"])
    write(tree, ["a/x.py"])
    (tree / "file.py").symlink_to(outside / "secret.py")
    (tree / "folder").symlink_to(outside)
    (tree / "a/loop").symlink_to(tree)
    (tree / "dangling").symlink_to(tree / "nowhere")
    walk = walk_files(tree)
    assert [file.path for file in walk.files] == ["a/x.py"]
    assert walk.skipped == {"symbolic link": 4}


def test_a_linked_ignore_file_is_not_read(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    rules = tmp_path_factory.mktemp("outside") / "rules"
    rules.write_text("*.py\n")
    (tree / ".gitignore").symlink_to(rules)
    (tree / ".codesearchignore").symlink_to(rules)
    write(tree, ["x.py"])
    assert walked(tree) == ["x.py"]


def test_large_files_are_counted(tree: Path) -> None:
    write(tree, {"small.py": "x" * 10, "large.py": "x" * 11})
    walk = walk_files(tree, max_bytes=10)
    assert ([file.path for file in walk.files], walk.skipped) == (["small.py"], {"too large": 1})


@pytest.mark.skipif(os.name == "nt", reason="names are bytes elsewhere")
@pytest.mark.parametrize(
    "name", [b"\xff.py", b"a\nb.py", b"a\x1b[31m.py", "a\u2028b.py".encode(), b"\xe9/a.py"]
)
def test_names_that_cannot_be_stored_or_shown_are_counted(tree: Path, name: bytes) -> None:
    place = os.fsencode(tree) + b"/" + name
    os.makedirs(os.path.dirname(place), exist_ok=True)  # noqa: PTH103, PTH120  a name in bytes
    try:
        os.close(os.open(place, os.O_CREAT))
    except OSError:
        pytest.skip("this file system wants UTF-8")
    write(tree, ["é 名.py"])
    walk = walk_files(tree)
    assert ([file.path for file in walk.files], walk.skipped) == (["é 名.py"], {"unreadable name": 1})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in this file system")
def test_pipes_and_sockets_are_counted_and_never_opened(tmp_path: Path) -> None:
    for name in ("pipe", ".gitignore", ".codesearchignore"):
        os.mkfifo(tmp_path / name)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(tmp_path / "socket"))
    assert walk_files(tmp_path).skipped == {"special file": 4}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_folder_is_counted(tree: Path) -> None:
    write(tree, ["a/x.py", "y.py"])
    (tree / "a").chmod(0)
    walk = walk_files(tree)
    (tree / "a").chmod(0o700)
    assert ([file.path for file in walk.files], walk.skipped) == (["y.py"], {"unreadable": 1})


def test_a_very_deep_tree_is_walked(tmp_path: Path) -> None:
    folders = [tmp_path / ("d/" * depth) for depth in range(1, 1200)]
    for folder in folders:
        folder.mkdir()
    (folders[-1] / "x.py").touch()
    found = walked(tmp_path)
    (folders[-1] / "x.py").unlink()
    for folder in reversed(folders):  # a recursive clean-up would not get this far down
        folder.rmdir()
    assert found == ["d/" * 1199 + "x.py"]


def test_folders_of_tools_are_left_out_outside_git(tmp_path: Path) -> None:
    write(tmp_path, ["node_modules/a.js", "a/.venv/b.py", "__pycache__/c.py", ".svn/d", "src/venv.py"])
    assert walked(tmp_path) == ["src/venv.py"]


def test_a_rule_made_to_be_slow_is_not(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": f"{'*a' * 40}b\n{'**/a/' * 40}b\n", "a" * 200: "", "a/" * 100 + "c": ""})
    assert len(walked(tmp_path)) == 3


@pytest.mark.parametrize(("name", "word"), [("missing", "exist"), ("file", "is a file")])
def test_a_root_that_cannot_be_used_is_one_clear_sentence(tmp_path: Path, name: str, word: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RootError, match=word):
        walk_files(tmp_path / name)


def test_a_root_that_is_a_link_is_resolved(tree: Path) -> None:
    write(tree, ["a/x.py"])
    (tree / "link").symlink_to(tree / "a")
    assert walked(tree / "link") == ["x.py"]


@needs_git
def test_a_tracked_file_counts_though_ignored_and_not_once_deleted(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, {".gitignore": "*.log\n", "kept.log": "", "gone.log": "", "other.log": ""})
    git(tmp_path, "add", "-f", "kept.log", "gone.log")
    (tmp_path / "gone.log").unlink()
    assert walked(tmp_path) == [".gitignore", "kept.log"]


@needs_git
def test_a_subfolder_obeys_the_rules_above_it(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, {".gitignore": "*.log\n", "a/x.py": "", "a/x.log": "", "b/y.py": ""})
    assert walked(tmp_path / "a") == ["x.py"]


@needs_git
def test_an_ignored_folder_asked_for_by_name_is_walked(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, {".gitignore": "*\n", "project/x.py": ""})
    assert walked(tmp_path / "project") == ["x.py"]
    assert walked(tmp_path) == []


@needs_git
def test_worktrees_and_submodules_are_walked(tmp_path: Path) -> None:
    inner, outer = tmp_path / "inner", tmp_path / "outer"
    for repository in (inner, outer):
        repository.mkdir()
        git(repository, "init", "-q")
        write(repository, {".gitignore": "*.log\n", "x.py": ""})
        git(repository, "add", ".")
        git(repository, "commit", "-qm", "x")
    git(outer, "submodule", "--quiet", "add", str(inner), "sub")
    git(outer, "worktree", "add", "-q", str(tmp_path / "tree"))
    write(outer, ["sub/new.py", "sub/new.log", "clone/.git/x", "clone/y.py"])
    own = [".gitignore", ".gitmodules", "clone/y.py", "sub/.gitignore", "sub/new.py", "sub/x.py", "x.py"]
    assert walked(outer) == own
    assert walked(tmp_path / "tree") == [".gitignore", "x.py"]
    assert [path for path in walked(tmp_path) if path.startswith("outer/")] == [
        f"outer/{path}" for path in own
    ]


@needs_git
def test_a_tracked_folder_replaced_by_a_link_is_not_entered(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    write(outside, ["x.py"])
    git(tmp_path, "init", "-q")
    write(tmp_path, ["a/x.py"])
    git(tmp_path, "add", ".")
    shutil.rmtree(tmp_path / "a")
    (tmp_path / "a").symlink_to(outside)
    assert walked(tmp_path) == []


@needs_git
def test_an_index_that_names_files_outside_is_not_believed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(tmp_path, ["secret.py", "root/xx/secret.py", "root/gitx/config"])
    git(root, "init", "-q")
    git(root, "add", ".")
    index = root / ".git/index"
    git(root, "config", "index.skipHash", "true")
    data = index.read_bytes()[:-20].replace(b"xx/secret.py", b"../secret.py").replace(b"gitx/", b".git/")
    shutil.rmtree(root / "xx")
    index.write_bytes(data + bytes(20))
    assert all(not path.startswith(("..", ".git/")) for path in walked(root))


@needs_git
def test_nothing_of_a_hostile_repository_is_run(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    script = tmp_path / "evil"
    script.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\n")
    script.chmod(0o755)
    for setting in ("core.fsmonitor", "core.pager", "core.sshCommand", "core.alternateRefsCommand"):
        git(tmp_path, "config", setting, str(script))
    git(tmp_path, "config", "core.hooksPath", str(tmp_path))
    assert walked(tmp_path) == ["evil"]
    assert not (tmp_path / "ran").exists()


@needs_git
def test_a_work_tree_set_elsewhere_is_not_listed(tmp_path: Path) -> None:
    write(tmp_path, ["root/x.py", "elsewhere/y.py"])
    git(tmp_path / "root", "init", "-q")
    git(tmp_path / "root", "config", "core.worktree", str(tmp_path / "elsewhere"))
    assert walked(tmp_path / "root") == ["x.py"]


@needs_git
def test_the_environment_of_a_hook_does_not_mislead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, {".gitignore": "*.log", "x.log": ""})
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    assert walked(tmp_path) == [".gitignore"]


def test_without_git_the_ignore_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    write(tmp_path, {".git/HEAD": "", ".gitignore": "*.log", "x.log": "", "x.py": ""})
    assert walked(tmp_path) == [".gitignore", "x.py"]


NAMES = st.sampled_from(["a", "b", "ab", "c.py", "x.c", "é", "]", "-", "#a", "!b", "a b"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PLAIN = [
    "a",
    "b",
    "ab",
    "*",
    "**",
    "?",
    "??",
    "a*",
    "*b",
    "*.c",
    "*.*",
    "*a*b*",
    "\\a",
    "\\!b",
    "\\#a",
    "#a",
    "!b",
    "é",
]
ODD = [
    "[ab]",
    "[!a]",
    "[^a-b]",
    "[]]",
    "[\\]]",
    "[]-a]",
    "[b-a]",
    "[a-]",
    "[[:alpha:]]",
    "[[:none:]]",
    "[a",
    "a\\ b",
    "\\",
]
PIECES = st.sampled_from(PLAIN + ODD)
RULES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "", "/", "!", "!/"]),
    st.lists(PIECES, min_size=1, max_size=3).map("/".join),
    st.sampled_from(["", "", "/", " ", "\\ ", "\t", "\r"]),
)
TREES = st.dictionaries(PATHS, st.just(""), min_size=1, max_size=12)
IGNORES = st.dictionaries(
    st.one_of(st.just(""), PATHS.map("{}/".format)),
    st.lists(RULES, min_size=1, max_size=4),
    min_size=1,
    max_size=3,
)


@needs_git
@settings(derandomize=True, deadline=None, max_examples=80)
@given(TREES, IGNORES)
def test_ignore_files_mean_the_same_with_and_without_git(
    files: dict[str, str], ignores: dict[str, list[str]]
) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for path in [*files, *(f"{place}.gitignore" for place in ignores)]:
            place = root / path
            if not place.is_dir() and not any(above.is_file() for above in place.parents):
                write(root, {path: "\n".join(ignores.get(path.removesuffix(".gitignore"), []))})
        plain = walked(root)
        git(root, "init", "-q", "--template=")
        assert plain == walked(root)
