import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from codesearch.errors import DataError
from codesearch.pairs.checkouts import Checkout
from codesearch.training.corpus import excluded_bodies, manifest, read_sources, unique_pairs

FUNCTION = '''
def {name}({argument}):
    """{documentation}"""
    {argument} = list({argument})
    return [{name} for {name} in {argument} if {name} is not None]
'''


@pytest.fixture
def source(tmp_path: Path) -> Callable[..., Checkout]:
    def write(**files: str) -> Checkout:
        for name, text in files.items():
            path = tmp_path / "repo" / f"{name}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        return Checkout(str(tmp_path / "repo"), "owner/repo", "abc", "MIT")

    return write


def test_documented_functions_become_pairs_without_their_documentation(source) -> None:
    text = FUNCTION.format(name="present", argument="values", documentation="Drop the values that are None.")
    [pair] = unique_pairs([source(a=text)], ["python"], set(), workers=1)
    assert (pair.query, pair.name) == ("Drop the values that are None.", "present")
    assert (pair.path, pair.start_line) == ("a.py", 2)
    assert "Drop" not in pair.code
    assert manifest([source()], [pair]) == [
        {"repository": "owner/repo", "revision": "abc", "licence": "MIT", "pairs": {"python": 1}}
    ]


def test_a_query_or_a_body_is_taken_once(source) -> None:
    first = FUNCTION.format(name="one", argument="values", documentation="Drop the values that are None.")
    again = FUNCTION.format(name="two", argument="rows", documentation="Drop the values that are None.")
    copy = FUNCTION.format(name="one", argument="values", documentation="Only what is really there remains.")
    assert len(list(unique_pairs([source(a=first, b=again, c=copy)], ["python"], set(), workers=1))) == 1


def test_copies_of_an_evaluation_set_are_left_out(source, tmp_path: Path) -> None:
    text = FUNCTION.format(name="one", argument="values", documentation="Drop the values that are None.")
    codes = tmp_path / "codes.json.gz"
    codes.write_bytes(gzip.compress(json.dumps({text.strip(): 0}).encode()))
    assert not list(unique_pairs([source(a=text)], ["python"], excluded_bodies(codes, ["python"]), workers=1))


def test_sources_held_out_are_not_read_and_unfit_licences_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "sources.json"
    fit = {"folder": "a", "repository": "Owner/A", "revision": "1", "licence": "BSD-3-Clause"}
    path.write_text(json.dumps([fit]))
    assert len(read_sources(path)) == 1
    assert read_sources(path, ["owner/a"]) == []
    path.write_text(json.dumps([fit | {"licence": "GPL-3.0"}]))
    with pytest.raises(DataError, match=r"GPL-3\.0"):
        read_sources(path)
