import json
from pathlib import Path

import pytest

from codesearch.errors import DataError
from codesearch.training.corpus.sources import read_holdout, read_sources

FIT = {"folder": "a", "repository": "Owner/A", "revision": "1", "licence": "BSD-3-Clause"}


def test_a_mirror_may_be_named(tmp_path: Path) -> None:
    path = tmp_path / "sources.json"
    path.write_text(json.dumps([FIT, FIT | {"repository": "owner/b", "mirror": "m"}]))
    assert [source.mirror for source in read_sources(path)] == ["", "m"]


def test_repositories_held_out_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "holdout.txt").write_text("x/y owner/a\nother/a\n")
    path = tmp_path / "sources.json"
    path.write_text(json.dumps([FIT, FIT | {"repository": "fork/a"}]))
    [source] = read_sources(path, read_holdout(tmp_path / "holdout.txt"))
    assert source.checkout.repository == "fork/a"


@pytest.mark.parametrize(
    ("sources", "complaint"),
    [
        ([FIT | {"licence": "GPL-3.0"}], r"GPL-3\.0, which is not one of"),
        ([FIT, FIT], "names Owner/A twice"),
        ([FIT | {"repository": "../a"}], "must name owner/name"),
        ([FIT | {"revision": "--output=x"}], "must name owner/name and a revision"),
        ([FIT | {"mirror": 3}], "must be texts"),
        ([FIT | {"colour": "red"}], "must be a list of objects"),
        ({"a": 1}, "must be a list of objects"),
    ],
)
def test_sources_that_cannot_be_used_are_refused(tmp_path: Path, sources: object, complaint: str) -> None:
    path = tmp_path / "sources.json"
    path.write_text(json.dumps(sources))
    with pytest.raises(DataError, match=complaint):
        read_sources(path)
