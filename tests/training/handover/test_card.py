"""The model card names every repository that its weights were trained on."""

import json
from pathlib import Path

import pytest

from codesearch.encoder.folder import BUNDLED
from codesearch.errors import DataError
from codesearch.training.handover.card import (
    CARD_FILE,
    MANIFEST_FILE,
    add_manifest,
    filled,
    read_manifest,
    repositories,
    write_card,
)

PLAIN = {
    "repository": "a/b",
    "revision": "0123456789abcdef",
    "licence": "MIT",
    "pairs": {"go": 1, "python": 1200},
}
BY_KIND = {
    "repository": "A/a",
    "revision": "fedcba9876543210",
    "licence": "ISC",
    "pairs": {"commit": {"go": 2}, "documentation": {"go": 3, "rust": 4}},
    "files": 70,
}


def test_repositories_stand_with_licence_revision_and_pairs() -> None:
    assert repositories([PLAIN]).splitlines() == [
        "1,201 pairs from 1 repository: python 1,200, go 1.",
        "",
        "| repository | licence | revision | pairs |",
        "| --- | --- | --- | ---: |",
        "| a/b | MIT | 0123456789ab | 1,201 |",
    ]


def test_pairs_of_several_kinds_count_together() -> None:
    lines = repositories([PLAIN, BY_KIND]).splitlines()
    assert lines[0] == "1,210 pairs from 2 repositories: python 1,200, go 6, rust 4."
    assert lines[4:] == ["| A/a | ISC | fedcba987654 | 9 | 70 |", "| a/b | MIT | 0123456789ab | 1,201 | 0 |"]


def test_the_rest_of_a_card_stays(tmp_path: Path) -> None:
    (tmp_path / MANIFEST_FILE).write_text(json.dumps([PLAIN]))
    (tmp_path / CARD_FILE).write_text("# Mine\n<!-- repositories -->\nold\n<!-- /repositories -->\n## End\n")
    write_card(tmp_path)
    text = (tmp_path / CARD_FILE).read_text()
    assert text.startswith("# Mine\n<!-- repositories -->\n1,201 pairs")
    assert text.endswith("| 1,201 |\n<!-- /repositories -->\n## End\n")
    assert "old" not in text


def test_a_manifest_is_put_beside_the_weights_and_into_the_card(tmp_path: Path) -> None:
    manifest, encoder = tmp_path / "corpus.json", tmp_path / "encoder"
    manifest.write_text(json.dumps([PLAIN]))
    encoder.mkdir()
    add_manifest(manifest, encoder)
    (encoder / CARD_FILE).write_text("<!-- repositories -->\n<!-- /repositories -->\n")
    add_manifest(manifest, encoder)
    assert read_manifest(encoder / MANIFEST_FILE) == [PLAIN]
    assert "| a/b | MIT |" in (encoder / CARD_FILE).read_text()


def test_a_card_without_a_place_is_named(tmp_path: Path) -> None:
    (tmp_path / MANIFEST_FILE).write_text("[]")
    (tmp_path / CARD_FILE).write_text("# Mine\n")
    with pytest.raises(DataError, match="<!-- repositories -->"):
        write_card(tmp_path)


@pytest.mark.parametrize(
    "content", ["", "{}x", '[{"repository": "a/b"}]', "[1]", '[{"pairs": {"go": {"a": []}}}]']
)
def test_a_manifest_that_is_none_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / MANIFEST_FILE).write_text(content)
    with pytest.raises(DataError, match=r"manifest\.json must list"):
        read_manifest(tmp_path / MANIFEST_FILE)


def test_the_bundled_card_lists_what_its_manifest_says() -> None:
    card = (BUNDLED / CARD_FILE).read_text("utf-8")
    assert filled(card, read_manifest(BUNDLED / MANIFEST_FILE)) == card, "run `write_card(BUNDLED)`"
