"""What is found of indexes and their surroundings; what is left over, and how it is removed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from codesearch.engine import Index
from codesearch.engine import surroundings as look
from codesearch.engine.health import Finding, Level, check_index, check_indexes
from codesearch.engine.leftovers import Leftover, leftovers, remove_leftover
from codesearch.errors import IndexLockedError, IndexStoreError
from codesearch.index.lock import background_lock, writer_lock
from codesearch.index.schema import FILES, UNITS, VECTORS
from codesearch.index.tables import Tables


def by_subject(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.subject: finding for finding in findings}


def opened(index: Index) -> Tables:
    tables = Tables(index.folder)
    tables.open()
    return tables


def test_a_sound_index_is_well(index: Index) -> None:
    found = by_subject(check_index(index))
    assert {finding.level for finding in found.values()} == {Level.WELL}
    assert found["rows"].values["files"] == index.status().files
    assert found["rows"].values["units"] == index.coverage.units
    assert found["vectors"].values["missing"] == 0
    assert found["index"].values["encoder"] == "words-1"


def test_no_index_is_told(open_again: Callable[[], Index]) -> None:
    (finding,) = check_index(open_again())
    assert (finding.level, "codesearch index" in finding.told) == (Level.WELL, True)


def test_vectors_that_are_missing_or_spare_are_counted(index: Index) -> None:
    spare = index.coverage.units - len({hit.text for hit in index.units_of("README.md")})
    (index.root / "src/retry.py").unlink()
    index.refresh(embed_seconds=0)
    (index.root / "new.py").write_text("def entirely_new():\n    return 1\n")
    index.refresh(embed_seconds=0)
    finding = by_subject(check_index(index))["vectors"]
    assert finding.level is Level.WARNING
    assert finding.values["missing"] >= 1
    assert 1 <= finding.values["spare"] <= spare


@pytest.mark.parametrize(
    ("table", "condition", "level"),
    [
        (UNITS, "path = 'src/pool.py'", Level.PROBLEM),  # rows were lost
        (FILES, "path = 'src/pool.py'", Level.WARNING),  # a writer was killed between two commits
        (VECTORS, "true", Level.WARNING),
    ],
)
def test_rows_that_are_gone_are_seen(index: Index, table: str, condition: str, level: Level) -> None:
    opened(index).delete(table, condition)
    levels = [finding.level for finding in check_index(index)]
    assert max(levels, key=[Level.WELL, Level.WARNING, Level.PROBLEM].index) is level


def test_an_index_that_is_being_written_is_not_blamed(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codesearch.engine.health.WRITER_SECONDS", 0.0)
    opened(index).delete(FILES, "path = 'src/pool.py'")
    with writer_lock(index.folder):
        found = by_subject(check_index(index))
    assert (found["rows"].level, "being written" in found["rows"].told) == (Level.WELL, True)


def test_a_lost_table_is_a_problem(index: Index) -> None:
    shutil.rmtree(index.folder / "units.lance")
    assert check_index(index)[-1].level is Level.PROBLEM


def test_the_surroundings_are_well(index: Index) -> None:
    for finding in (look.check_versions(), look.check_extras(), look.check_encoder(), look.check_device()):
        assert finding.level is Level.WELL
    assert look.check_versions().values["codesearch"]
    assert look.check_device().values["cores"] >= 1
    assert look.check_watches(index.walk()).values["folders"] == 3  # the root, src and tests


def test_too_few_watches_are_a_warning(index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in (("max_user_watches", 2), ("max_user_instances", 128)):
        (tmp_path / name).write_text(f"{most}\n")
    monkeypatch.setattr(look, "INOTIFY", tmp_path)
    finding = look.check_watches(index.walk())
    assert (finding.level, "max_user_watches" in finding.told) == (Level.WARNING, True)
    monkeypatch.setattr(look, "INOTIFY", tmp_path / "missing")
    assert look.check_watches(index.walk()).level is Level.WELL


def spoil_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{")


def lose_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def lose_a_table(folder: Path) -> None:
    shutil.rmtree(folder / "units.lance")


@pytest.mark.parametrize("spoil", [spoil_manifest, lose_manifest, lose_a_table])
def test_an_index_that_nobody_can_use_is_left_over(index: Index, spoil: Callable[[Path], object]) -> None:
    assert leftovers(index.folder.parent) == []
    spoil(index.folder)
    (left,) = leftovers(index.folder.parent)
    assert (left.place, left.bytes > 0) == (index.folder, True)
    assert check_indexes(index.folder.parent).level is Level.WARNING
    remove_leftover(left)
    assert not index.folder.exists()
    assert index.root.exists()


def test_an_index_whose_folder_is_gone_or_moved_is_left_over(index: Index) -> None:
    index.root.rename(index.root.with_name("elsewhere"))
    (left,) = leftovers(index.folder.parent)
    assert left.reason == f"{index.root} is gone"
    index.root.with_name("elsewhere").rename(index.root)
    assert leftovers(index.folder.parent) == []
    with pytest.raises(IndexStoreError, match="has changed"):
        remove_leftover(left)
    assert index.search("retry")


def test_a_draft_goes_and_its_index_stays(index: Index) -> None:
    draft = index.folder / "manifest.json.tmp"
    draft.write_text("{")
    assert leftovers(index.folder.parent) == [Leftover(draft, "a draft that was never finished", 1)]
    remove_leftover(leftovers(index.folder.parent)[0])
    assert not draft.exists()
    assert index.search("retry")


@pytest.mark.parametrize("lock", [writer_lock, background_lock])
def test_what_a_process_holds_is_not_left_over(index: Index, lock: Callable[[Path], object]) -> None:
    shutil.rmtree(index.root)
    (left,) = leftovers(index.folder.parent)
    with lock(index.folder):  # type: ignore[attr-defined]
        assert leftovers(index.folder.parent) == []
        with pytest.raises(IndexLockedError):
            remove_leftover(left)
    assert index.folder.exists()


def test_what_is_not_ours_is_never_left_over(index: Index, tmp_path: Path) -> None:
    base = index.folder.parent
    shutil.rmtree(index.root)
    shutil.copytree(index.folder, tmp_path / "outside" / index.folder.name)
    (base / "link-0123456789abcdef").symlink_to(tmp_path / "outside" / index.folder.name)
    shutil.copytree(index.folder, base / "no-digest")
    shutil.copytree(index.folder, base / "mixed-0123456789abcdef")
    (base / "mixed-0123456789abcdef" / "thesis.tex").write_text("mine")
    shutil.copytree(index.folder, base / "linked-0123456789abcdef")
    shutil.rmtree(base / "linked-0123456789abcdef" / "units.lance")
    (base / "linked-0123456789abcdef" / "units.lance").symlink_to(tmp_path / "outside")
    (newer := base / "newer-0123456789abcdef").mkdir()
    text = (index.folder / "manifest.json").read_text()
    (newer / "manifest.json").write_text(text.replace('"schema_version": 1', '"schema_version": 99'))
    assert [left.place for left in leftovers(base)] == [index.folder]
    assert leftovers(tmp_path / "nowhere") == []
