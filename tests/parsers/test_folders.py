"""The folders that a walk enters, compared with the files that it finds and with what git ignores."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codesearch.errors import RootError
from codesearch.parsers.folders import walk_folders
from codesearch.parsers.walk import walk_files

from .test_walk import git, needs_git, write


@pytest.fixture(params=["plain", pytest.param("git", marks=needs_git)])
def tree(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An empty folder, once outside git and once as a work tree."""
    root = tmp_path / "tree"
    root.mkdir()
    if request.param == "git":
        git(root, "init", "-q")
    return root


def entered(root: Path) -> set[str]:
    """The folders that are entered, relative to the root."""
    return {
        Path(place.path).relative_to(root).as_posix() for place in walk_folders(root) if place.names is None
    }


def rules(root: Path) -> dict[str, set[str]]:
    """The places of rules apart from the files, with the names in them."""
    found = (place for place in walk_folders(root) if place.names is not None)
    return {place.path: set(place.names or ()) for place in found}


def test_ignored_folders_are_not_entered(tree: Path) -> None:
    write(
        tree, {".gitignore": "build/\n*.cache\n", ".codesearchignore": "vendor\n", "a/.gitignore": "/gen\n"}
    )
    write(tree, ["build/x/y.py", "a/gen/x.py", "a/b/x.py", "c.cache/x.py", "vendor/v.py", "gen/x.py"])
    assert entered(tree) == {".", "a", "a/b", "gen"}


def test_folders_without_files_are_entered_as_files_may_appear_there(tree: Path) -> None:
    write(tree, {".gitignore": "*.log\nlogs/*\n!logs/keep.py\n"})
    write(tree, ["logs/x.log", "other/x.log"])
    (tree / "empty/inner").mkdir(parents=True)
    assert entered(tree) == {".", "logs", "other", "empty", "empty/inner"}


def test_folders_of_no_project_are_not_entered_outside_git(tmp_path: Path) -> None:
    write(tmp_path, ["node_modules/a/x.js", ".venv/lib/x.py", ".hg/store", "src/__pycache__/x.pyc"])
    assert entered(tmp_path) == {".", "src"}


def test_links_to_folders_are_not_entered(tree: Path, tmp_path: Path) -> None:
    write(tmp_path, ["outside/secret.py"])
    (tree / "link").symlink_to(tmp_path / "outside")
    assert entered(tree) == {"."}


@needs_git
def test_a_repository_inside_has_its_own_rules(tmp_path: Path) -> None:
    for folder in (".", "inner", "ignored"):
        git(tmp_path, "init", "-q", folder)
    write(tmp_path, {".gitignore": "ignored/\nout/\n", "inner/.gitignore": "gen/\n"})
    write(tmp_path, ["inner/out/x.py", "inner/gen/x.py", "out/x.py", "ignored/x.py"])
    assert entered(tmp_path) == {".", "inner", "inner/out"}
    assert str(tmp_path / "inner/.git") in rules(tmp_path)


@needs_git
def test_what_is_tracked_in_an_ignored_folder_is_entered_and_no_more(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, {".gitignore": "build/\n"})
    write(tmp_path, ["build/kept/x.py", "build/out/x.o"])
    git(tmp_path, "add", "-f", "build/kept/x.py")
    assert entered(tmp_path) == {".", "build", "build/kept"}


@needs_git
def test_the_places_of_rules_of_a_folder_in_a_work_tree(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, ["a/b/x.py"])
    own = str(tmp_path / ".git")
    assert rules(tmp_path / "a/b") == {
        str(tmp_path): {".gitignore"},
        str(tmp_path / "a"): {".gitignore"},
        own: {"index", "info"},
        f"{own}/info": {"exclude"},
    }


@needs_git
def test_a_worktree_has_its_rules_where_git_keeps_them(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "main")
    git(tmp_path / "main", "commit", "-q", "--allow-empty", "-m", "one")
    git(tmp_path / "main", "worktree", "add", "-q", "../other")
    common = tmp_path / "main/.git"
    assert rules(tmp_path / "other") == {
        str(common / "worktrees/other"): {"index"},
        str(common): {"info"},
        str(common / "info"): {"exclude"},
    }


def test_a_folder_is_given_before_it_is_looked_into(tree: Path) -> None:
    seen = []
    for place in walk_folders(tree):
        if place.names is None:
            seen.append(Path(place.path).relative_to(tree).as_posix())
            if len(seen) < 4:
                (Path(place.path) / "new").mkdir()
    assert seen == [".", "new", "new/new", "new/new/new"]


def test_a_root_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(RootError):
        list(walk_folders(tmp_path / "gone"))


NAMES = st.sampled_from(["a", "b", "c", "x.py"])
PATHS = st.sets(st.lists(NAMES, min_size=1, max_size=4).map("/".join), max_size=12)
OF_FOLDERS = ["a/", "!a/", "/b/", "b/c/", "!b/", "**/c/"]
OF_FILES = ["*.py", "!x.py", "c/*", "!c/a", "a/**"]


def rules_of(lines: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(lines), max_size=4).map("\n".join)


def planted(root: Path, paths: set[str], rules: list[str], *, is_git: bool) -> Path:
    """Files at those paths that can be, and rules in the root, in `a`, and of our own."""
    if is_git:
        git(root, "init", "-q")
    for path in sorted(paths):
        if not any(parent.is_file() for parent in (root / path).parents) and not (root / path).is_dir():
            write(root, [path])
    for place, text in zip((".gitignore", "a/.gitignore", ".codesearchignore"), rules, strict=True):
        if (root / place).parent.is_dir():
            write(root, {place: text})
    return root


@pytest.mark.parametrize("is_git", [False, pytest.param(True, marks=needs_git)])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paths=PATHS, rules=st.lists(rules_of(OF_FOLDERS + OF_FILES), min_size=3, max_size=3))
def test_every_file_of_a_walk_lies_in_a_folder_that_is_entered(
    tmp_path_factory: pytest.TempPathFactory, is_git: bool, paths: set[str], rules: list[str]
) -> None:
    root = planted(tmp_path_factory.mktemp("tree"), paths, rules, is_git=is_git)
    assert {Path(file.path).parent.as_posix() for file in walk_files(root).files} <= entered(root)


@pytest.mark.parametrize("is_git", [False, pytest.param(True, marks=needs_git)])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paths=PATHS, rules=st.lists(rules_of(OF_FOLDERS), min_size=3, max_size=3))
def test_every_folder_that_is_entered_is_one_where_a_file_would_be_found(
    tmp_path_factory: pytest.TempPathFactory, is_git: bool, paths: set[str], rules: list[str]
) -> None:
    root = planted(tmp_path_factory.mktemp("tree"), paths, rules, is_git=is_git)
    probes = {(Path(folder) / "probe.rs").as_posix() for folder in entered(root)}
    write(root, probes)
    assert probes <= {file.path for file in walk_files(root).files}
