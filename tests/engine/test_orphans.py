"""Adapted encoders of roots that are gone: found and removed, and nothing besides."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from codesearch.encoder.adapted import FILES, RECORD_FILE, Record, data_folder, keep, pointer_of
from codesearch.engine.health import Level, check_indexes
from codesearch.engine.orphans import orphans, remove_orphan
from codesearch.errors import EncoderError

Keep = Callable[..., Path]


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder, an empty one."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def keep_for(tmp_path: Path) -> Keep:
    """Keep an encoder, told from others by a digit, for folders that are made below `tmp_path`."""

    def keep_for(digit: str, *names: str) -> Path:
        roots = [tmp_path / name for name in names]
        for root in roots:
            root.mkdir(exist_ok=True)
        exported = tmp_path / f"exported-{digit}"
        exported.mkdir()
        for name in FILES - {RECORD_FILE}:
            (exported / name).write_text(name)
        config = {"name": "tiny", "fingerprint": digit * 64, "width": 8, "model": {}}
        (exported / "config.json").write_text(json.dumps(config))
        record = Record("base-1", [str(root) for root in roots], 900, 80, 0.7, 0.75, mix=0.5, seconds=60)
        return keep(exported, record).folder

    return keep_for


def places() -> list[Path]:
    return [orphan.place for orphan in orphans()]


def remove_all() -> None:
    for orphan in orphans():
        remove_orphan(orphan)


def test_an_encoder_whose_root_is_gone_goes_with_its_pointer(keep_for: Keep, tmp_path: Path) -> None:
    folder = keep_for("a", "root")
    assert (orphans(), check_indexes(tmp_path).level) == ([], Level.WELL)
    (root := tmp_path / "root").rmdir()
    encoder, pointer = orphans()
    assert "2 of no use" in check_indexes(tmp_path).told
    assert (encoder.place, encoder.reason) == (folder, f"adapted to {root}, gone by now")
    assert (pointer.place, pointer.reason) == (pointer_of(root), f"{root} is gone")
    assert encoder.bytes == sum(file.stat().st_size for file in folder.iterdir())
    remove_all()
    assert [path for path in data_folder().rglob("*") if path.is_file()] == []
    assert orphans() == []


def test_an_encoder_stays_with_the_last_of_its_roots(keep_for: Keep, tmp_path: Path) -> None:
    folder = keep_for("a", "gone", "here")
    (tmp_path / "gone").rmdir()
    assert places() == [pointer_of(tmp_path / "gone")]
    remove_all()
    assert folder.is_dir()
    assert pointer_of(tmp_path / "here").is_file()
    (tmp_path / "here").rmdir()
    assert places() == [folder, pointer_of(tmp_path / "here")]


def test_roots_that_moved_on_to_another_encoder_do_not_hold_it(keep_for: Keep, tmp_path: Path) -> None:
    old, new = keep_for("a", "gone", "here"), keep_for("b", "here")
    (tmp_path / "gone").rmdir()
    assert places() == [old, pointer_of(tmp_path / "gone")]
    remove_all()
    assert (old.exists(), new.is_dir()) == (False, True)


def test_an_encoder_that_a_root_is_about_to_point_at_stays(keep_for: Keep, tmp_path: Path) -> None:
    folder = keep_for("a", "root")
    pointer_of(tmp_path / "root").unlink()  # as between the two steps of `keep`
    assert orphans() == []
    (tmp_path / "root").rmdir()
    assert places() == [folder]


def test_a_root_that_comes_back_keeps_its_encoder(keep_for: Keep, tmp_path: Path) -> None:
    folder = keep_for("a", "root")
    (tmp_path / "root").rmdir()
    found = orphans()
    (tmp_path / "root").mkdir()
    for orphan in found:
        with pytest.raises(EncoderError, match="has changed"):
            remove_orphan(orphan)
    assert {path.name for path in folder.iterdir()} == FILES


def add_a_file(folder: Path) -> None:
    (folder / "thesis.tex").write_text("mine")


def add_a_folder(folder: Path) -> None:
    (folder / "README.md").unlink()
    (folder / "README.md").mkdir()


def put_a_link_in_the_place_of_a_file(folder: Path) -> None:
    (folder / "graph.onnx").rename(folder.parents[2] / "graph.onnx")
    (folder / "graph.onnx").symlink_to(folder.parents[2] / "graph.onnx")


def put_a_link_in_its_own_place(folder: Path) -> None:
    folder.rename(folder.parents[2] / "elsewhere")
    folder.symlink_to(folder.parents[2] / "elsewhere")


def damage_the_record_and_lose_the_pointer(folder: Path) -> None:
    (folder / RECORD_FILE).write_text("{")
    shutil.rmtree(data_folder() / "roots")


@pytest.mark.parametrize(
    "change",
    [
        add_a_file,
        add_a_folder,
        put_a_link_in_the_place_of_a_file,
        put_a_link_in_its_own_place,
        damage_the_record_and_lose_the_pointer,
    ],
)
def test_a_folder_that_is_not_wholly_ours_stays(
    keep_for: Keep, tmp_path: Path, change: Callable[[Path], object]
) -> None:
    folder = keep_for("a", "root")
    (tmp_path / "root").rmdir()
    change(folder)
    assert folder not in places()


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"encoder": "aaaaaaaaaaaa"}', '{"root": "/gone", "encoder": ".."}']
)
def test_a_pointer_that_says_nothing_stays(keep_for: Keep, tmp_path: Path, text: str) -> None:
    keep_for("a", "root")
    pointer_of(tmp_path / "root").write_text(text)
    assert orphans() == []


def test_a_pointer_in_another_place_than_its_root_has_stays(keep_for: Keep, tmp_path: Path) -> None:
    folder, pointer = keep_for("a", "root"), pointer_of(tmp_path / "root")
    (tmp_path / "root").rmdir()
    moved = pointer.rename(pointer.with_name("0123456789abcdef.json"))
    assert orphans() == []
    pointer.symlink_to(moved)
    assert orphans() == []
    assert folder.is_dir()


def test_without_a_data_folder_there_are_none(data: Path) -> None:
    assert orphans() == []
    assert not data.exists()
