"""Which index a ROOT means: that of its repository, filtered, rather than its own; and several at once."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from codesearch.cli.places import Place, places_of
from codesearch.errors import QueryError
from codesearch.index.filters import Filter

from .conftest import Ask, write_files

FILES = {
    "src/lib/gate.py": "def open_gate():\n    return 1\n",
    "src/app.py": "def close_gate():\n    return 2\n",
    "docs/gate.py": "def paint_gate():\n    return 3\n",
    "build/gate.py": "def build_gate():\n    return 4\n",
    ".gitignore": "build/\n",
}
SEARCH = ("search", "--wait", "-l")


@pytest.fixture
def indexes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the indexes of these tests are kept."""
    monkeypatch.setenv("CODESEARCH_INDEX_DIR", str(tmp_path / "indexes"))
    return tmp_path / "indexes"


@pytest.fixture
def checkout(ask: Ask, indexes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001  # their order
    """A git repository, in which the command is called."""
    root = tmp_path / "checkout"
    write_files(root, FILES)
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    monkeypatch.chdir(root)
    return root


def kept(folder: Path) -> list[str]:
    """The names of the indexes, without their digests."""
    return sorted(found.name.rpartition("-")[0] for found in folder.iterdir())


def test_a_folder_filters_the_index_of_its_repository(ask: Ask, checkout: Path, indexes: Path) -> None:
    assert set(ask(*SEARCH, "gate", "src/").out.split()) == {"src/app.py", "src/lib/gate.py"}
    assert set(ask(*SEARCH, "gate", "src/lib", "docs").out.split()) == {"src/lib/gate.py", "docs/gate.py"}
    assert set(ask(*SEARCH, "-g", "*.py", "gate", "src", "src/lib", ".").out.split()) == {
        "src/app.py",
        "src/lib/gate.py",
        "docs/gate.py",
    }
    assert kept(indexes) == ["checkout"]
    assert json.loads(ask("search", "--json", "gate", "src").out)["root"] == str(checkout)


def test_paths_lead_from_a_folder_inside(ask: Ask, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout / "src")
    assert ask(*SEARCH, "gate", "lib").out == "../src/lib/gate.py\n"
    assert ask(*SEARCH, "gate", "../docs").out == "../docs/gate.py\n"


def test_a_folder_of_an_indexed_repository_elsewhere(
    ask: Ask, checkout: Path, indexes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ask(*SEARCH, "gate", "checkout/docs").out == "checkout/docs/gate.py\n"
    assert kept(indexes) == ["docs"], "the repository is not indexed, nor the one around"
    shutil.rmtree(indexes)
    ask("index", "-q", str(checkout))
    assert ask(*SEARCH, "gate", "checkout/docs").out == "checkout/docs/gate.py\n"
    assert kept(indexes) == ["checkout"]


def test_a_folder_with_an_index_of_its_own_keeps_it(ask: Ask, checkout: Path, indexes: Path) -> None:
    ask("index", "-q", str(checkout / "src"))
    assert ask(*SEARCH, "gate", "src/lib").out == "src/lib/gate.py\n"
    assert kept(indexes) == ["src"]


def test_an_ignored_folder_stands_for_itself(ask: Ask, checkout: Path, indexes: Path) -> None:
    assert ask(*SEARCH, "gate", "build").out == "build/gate.py\n"
    assert kept(indexes) == ["build"]
    assert places_of([checkout / "src"], indexes) == [Place(checkout, ("src",))]


def test_a_folder_outside_any_repository_is_one(ask: Ask, indexes: Path, tmp_path: Path) -> None:  # noqa: ARG001
    write_files(tmp_path / "plain", {"inner/gate.py": "def gate():\n    return 1\n"})
    assert places_of([tmp_path / "plain" / "inner"], indexes) == [Place(tmp_path / "plain" / "inner")]


@pytest.mark.parametrize(
    ("folders", "globs", "keeps"),
    [
        (("src",), (), {"src/a.py", "src/x/b.md", "src/tests/c.py"}),
        (("src",), ("*.py",), {"src/a.py", "src/tests/c.py"}),
        (("src",), ("!tests",), {"src/a.py", "src/x/b.md"}),
        (("src",), ("*.py", "!tests/"), {"src/a.py"}),
        (("src",), ("x/**",), {"src/x/b.md"}),
        (("src",), ("/x",), {"src/x/b.md"}),
        (("src",), ("./x/*.md",), {"src/x/b.md"}),
        (("src/x", "lib [1]"), (), {"src/x/b.md", "lib [1]/a.py"}),
        (("lib [1]", "src"), ("a.py",), {"lib [1]/a.py", "src/a.py"}),
    ],
)
def test_globs_count_from_the_folder(
    folders: tuple[str, ...], globs: tuple[str, ...], keeps: set[str]
) -> None:
    paths = ["a.py", "src/a.py", "src/x/b.md", "src/tests/c.py", "lib [1]/a.py", "lib 1/a.py", "srcs/a.py"]
    matches = Filter(paths=tuple(Place(Path(), folders).globs(globs))).matches_path
    assert {path for path in paths if matches(path)} == keeps


def test_several_roots_are_ranked_as_one(ask: Ask, checkout: Path, tmp_path: Path) -> None:
    write_files(tmp_path / "other", {"fence.py": 'def mend_fence():\n    """Mend the garden fence."""\n'})
    answer = ask(*SEARCH, "mend the garden fence gate", ".", "../other")
    assert answer.code == 0
    assert answer.out.splitlines()[0] == "../other/fence.py"
    assert "docs/gate.py" in answer.out.splitlines()
    whole = json.loads(ask("search", "--json", "fence gate", "src", "../other").out)
    assert whole["roots"] == [str(checkout), str(tmp_path / "other")]
    assert {(hit["root"], hit["path"]) for hit in whole["hits"]} == {
        (str(tmp_path / "other"), "fence.py"),
        (str(checkout), "src/app.py"),
        (str(checkout), "src/lib/gate.py"),
    }
    lines = ask("search", "--jsonl", "-e", "def", "src", "../other").out.splitlines()
    assert {json.loads(line)["root"] for line in lines} == {str(checkout), str(tmp_path / "other")}


@pytest.mark.usefixtures("checkout")
def test_all_indexes_are_those_whose_roots_are_there(ask: Ask, tmp_path: Path) -> None:
    assert "nothing is indexed yet" in ask("search", "gate", "--all").err
    for name in ("one", "two"):
        write_files(tmp_path / name, {f"{name}.py": "def gate():\n    return 1\n"})
        ask("index", "-q", str(tmp_path / name))
    shutil.rmtree(tmp_path / "two")
    assert ask(*SEARCH, "gate", "--all").out == "../one/one.py\n"
    assert ask(*SEARCH, "-e", "gat.", "--all").out == "../one/one.py\n"


@pytest.mark.usefixtures("checkout")
def test_a_unit_of_two_indexes_is_shown_once(ask: Ask) -> None:
    ask("index", "-q", ".")
    ask("index", "-q", "docs")
    assert (
        len(ask("search", "--wait", "--vimgrep", "paint_gate", "--all", "-g", "gate.py").out.splitlines())
        == 2
    )


@pytest.mark.usefixtures("checkout")
def test_a_root_that_fails_does_not_hide_the_others(ask: Ask) -> None:
    answer = ask(*SEARCH, "gate", "missing", "src/lib")
    assert (answer.code, answer.out) == (0, "src/lib/gate.py\n")
    assert answer.err == "codesearch: missing does not exist: give the folder of a repository\n"
    whole = json.loads(ask("search", "--json", "gate", "src", "missing").out)
    assert [*whole["failures"]] == ["missing"]
    assert ask(*SEARCH, "--mode", "lexical", "xylophone", "missing", "src").code == 1
    assert ask(*SEARCH, "gate", "missing", "gone").code == 2


@pytest.mark.usefixtures("checkout")
def test_an_empty_glob_is_refused_in_a_folder_too(ask: Ask) -> None:
    assert ask(*SEARCH, "gate", "src", "-g", "!").code == 2
    with pytest.raises(QueryError):
        Filter(paths=("",)).matches_path("a")
