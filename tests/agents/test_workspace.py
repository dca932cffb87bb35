"""Which folders and files an agent can mean, and which it cannot."""

from pathlib import Path

import pytest

from codesearch.agents.workspace import Workspace
from codesearch.errors import QueryError, RootError


@pytest.fixture
def two(tmp_path: Path) -> Workspace:
    for name in ("one", "two", "deep/one"):
        (tmp_path / name).mkdir(parents=True)
    return Workspace([tmp_path / "one", tmp_path / "two", tmp_path / "one"], index_dir=tmp_path / "indexes")


def test_each_root_is_there_once(two: Workspace) -> None:
    assert [source.root.name for source in two.sources] == ["one", "two"]


def test_a_root_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RootError, match="does not exist: give the folder"):
        Workspace([tmp_path / "gone"])


def test_roots_are_named_by_path_or_name(two: Workspace, tmp_path: Path) -> None:
    assert two.chosen(["two"]) == two.chosen([str(tmp_path / "two") + "/"]) == [two.sources[1]]
    assert two.chosen([]) == two.sources
    with pytest.raises(QueryError, match="there is no root '/etc': choose from"):
        two.chosen(["/etc"])


def test_a_name_of_several_roots_is_not_enough(tmp_path: Path) -> None:
    for name in ("a/same", "b/same"):
        (tmp_path / name).mkdir(parents=True)
    workspace = Workspace([tmp_path / "a/same", tmp_path / "b/same"])
    with pytest.raises(QueryError, match="several roots are called 'same'"):
        workspace.chosen(["same"])


def test_a_relative_path_may_be_in_any_root_and_an_absolute_one_in_its_own(
    two: Workspace, tmp_path: Path
) -> None:
    assert two.places("./src//a.py") == [(two.sources[0], "src/a.py"), (two.sources[1], "src/a.py")]
    assert two.places("src/a.py", root="two") == [(two.sources[1], "src/a.py")]
    assert two.places(str(tmp_path / "two/src/a.py")) == [(two.sources[1], "src/a.py")]


@pytest.mark.parametrize(
    "path",
    ["../../etc/passwd", "src/../../x", "..", "a\0b", " ", "/etc/passwd", "C:\\x", "..\\..\\x", "//host/x"],
)
def test_a_path_that_leads_out_is_refused_without_a_look_at_the_disk(two: Workspace, path: str) -> None:
    with pytest.raises(QueryError) as raised:
        two.places(path)
    assert "give" in str(raised.value)
    assert "\0" not in str(raised.value)
