import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from codesearch.errors import CorruptIndexError, IndexStoreError, NewerIndexError
from codesearch.index.manifest import (
    MANIFEST_FILE,
    Manifest,
    Outdated,
    outdated,
    read_manifest,
    write_manifest,
)


def test_what_is_written_is_read(tmp_path: Path, manifest: Manifest) -> None:
    write_manifest(tmp_path, manifest)
    write_manifest(tmp_path, replace(manifest, width=3))
    assert read_manifest(tmp_path) == replace(manifest, width=3)
    assert [entry.name for entry in tmp_path.iterdir()] == [MANIFEST_FILE]


def test_no_manifest_is_none(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None
    assert read_manifest(tmp_path / "nowhere") is None


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"format": "other"}', '{"format": "codesearch-index"}', "\x00"]
)
def test_a_damaged_or_foreign_manifest_says_what_to_do(tmp_path: Path, content: str) -> None:
    (tmp_path / MANIFEST_FILE).write_text(content)
    with pytest.raises(CorruptIndexError, match=r"delete that folder or run `codesearch index --rebuild`"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("change", [{"width": "2"}, {"width": True}, {"root": None}])
def test_an_entry_of_the_wrong_type_is_damage(
    tmp_path: Path, manifest: Manifest, change: dict[str, Any]
) -> None:
    values = {"format": "codesearch-index", **asdict(manifest), **change}
    (tmp_path / MANIFEST_FILE).write_text(json.dumps(values))
    with pytest.raises(CorruptIndexError):
        read_manifest(tmp_path)


def test_a_newer_index_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / MANIFEST_FILE).write_text('{"format": "codesearch-index", "schema_version": 999, "new": 1}')
    with pytest.raises(NewerIndexError):
        read_manifest(tmp_path)


def test_a_manifest_that_cannot_be_written_is_said(tmp_path: Path, manifest: Manifest) -> None:
    with pytest.raises(IndexStoreError):
        write_manifest(tmp_path / "nowhere", manifest)


@pytest.mark.parametrize(
    ("change", "cost"),
    [
        ({}, Outdated.NOTHING),
        ({"root": "/elsewhere"}, Outdated.NOTHING),
        ({"encoder_id": "other"}, Outdated.VECTORS),
        ({"width": 3}, Outdated.VECTORS),
        ({"schema_version": 0}, Outdated.EVERYTHING),
        ({"parser_version": "2"}, Outdated.EVERYTHING),
        ({"terms_version": "2", "width": 3}, Outdated.EVERYTHING),
    ],
)
def test_a_change_costs_no_more_than_what_depends_on_it(
    manifest: Manifest, change: dict[str, Any], cost: Outdated
) -> None:
    assert outdated(manifest, replace(manifest, **change)) is cost
