"""The list of checkouts to read."""

import json
from pathlib import Path

import pytest

from codesearch.errors import DataError
from codesearch.pairs.checkouts import Checkout, read_checkouts

FIT = {"folder": "a", "repository": "Owner/A", "revision": "1", "licence": "BSD-3-Clause"}


def test_checkouts_are_read(tmp_path: Path) -> None:
    (tmp_path / "sources.json").write_text(json.dumps([FIT]))
    assert read_checkouts(tmp_path / "sources.json") == [Checkout("a", "Owner/A", "1", "BSD-3-Clause")]


def test_unfit_licences_are_refused(tmp_path: Path) -> None:
    (tmp_path / "sources.json").write_text(json.dumps([FIT, FIT | {"licence": "GPL-3.0"}]))
    with pytest.raises(DataError, match=r"Owner/A is under GPL-3\.0"):
        read_checkouts(tmp_path / "sources.json")


@pytest.mark.parametrize("text", ["", "{}x", "[1]", '[{"folder": "a"}]', json.dumps([FIT | {"licence": 1}])])
def test_what_is_no_list_of_checkouts_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "sources.json").write_text(text)
    with pytest.raises(DataError, match=r"sources\.json"):
        read_checkouts(tmp_path / "sources.json")
