from pathlib import Path

import pytest

from codesearch.index.location import index_folder


def test_a_root_has_one_folder_however_it_is_reached(tmp_path: Path) -> None:
    root = tmp_path / "my repo"
    root.mkdir()
    (tmp_path / "link").symlink_to(root)
    folder = index_folder(root, base=tmp_path / "base")
    assert folder == index_folder(tmp_path / "link", base=tmp_path / "base")
    assert folder.parent == tmp_path / "base"
    assert folder.name.startswith("my-repo-")
    assert len(folder.name) == len("my-repo-") + 16


def test_equal_names_in_different_places_are_kept_apart(tmp_path: Path) -> None:
    assert index_folder(tmp_path / "a" / "x") != index_folder(tmp_path / "b" / "x")


@pytest.mark.parametrize("name", ["", "..", "ü/ñ", "-.-", "x" * 300])
def test_any_name_makes_a_plain_folder_name(tmp_path: Path, name: str) -> None:
    folder = index_folder(tmp_path / name, base=tmp_path)
    assert folder.parent == tmp_path
    assert folder.name[0] not in ".-" and folder.name.isascii() and len(folder.name) < 100


def test_without_a_base_the_index_lives_in_the_users_cache(tmp_path: Path) -> None:
    assert index_folder(tmp_path).parent.parts[-2:] == ("codesearch", "indexes")
