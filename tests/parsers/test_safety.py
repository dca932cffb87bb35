from pathlib import Path

import pytest

from codesearch.errors import UnsafeRootError
from codesearch.parsers.safety import MAX_FILES, check_root


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "people" / "me"
    (home / "project").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    return home


def test_a_project_is_safe(home: Path) -> None:
    check_root(home / "project", MAX_FILES)


def test_the_home_folder_and_those_above_it_are_not(home: Path) -> None:
    (home / "project" / "link").symlink_to(home)
    for root in (home, home.parent, Path(home.anchor), home / "project" / "..", home / "project" / "link"):
        with pytest.raises(UnsafeRootError, match="--yes"):
            check_root(root, 0)


def test_a_very_large_folder_is_not(home: Path) -> None:
    with pytest.raises(UnsafeRootError, match="100,001 files"):
        check_root(home / "project", 100_001)
