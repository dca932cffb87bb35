"""All of it, from the command to the files."""

import importlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from codesearch.cli.training.corpus import corpus
from codesearch.training.corpus.apart import mine_apart
from codesearch.training.corpus.parts import part_of
from codesearch.training.corpus.texts import MAX_TOTAL_CHARS, SourceText, spread

from .conftest import Write, source_of

pytest.importorskip("datasketch")

TEXT = '''
def present(values):
    """Drop the values that are None."""
    found = [value for value in values if value is not None]
    return sorted(set(found), key=str)


def absent(values):
    """Count how many values are missing."""
    missing = [value for value in values if value is None]
    return len(missing) if missing else 0
'''


def sources_json(folder: Path, *names: str) -> str:
    rows = [
        {"folder": str(folder / name), "repository": f"owner/{name}", "revision": "abc", "licence": "MIT"}
        for name in names
    ]
    (folder / "sources.json").write_text(json.dumps(rows))
    return str(folder / "sources.json")


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_the_command_writes_pairs_files_and_a_manifest(write: Write, tmp_path: Path) -> None:
    write({"a.py": TEXT}, "one")
    write({"b.py": TEXT}, "two")  # a copy
    arguments = [sources_json(tmp_path, "one", "two", "gone"), str(tmp_path / "out"), "-t", "python"]
    answer = CliRunner().invoke(corpus, arguments, catch_exceptions=False)
    assert answer.stdout == "2 pairs and 1 files from 1 repositories: 2 documentation\n"
    assert "owner/gone left out: DataError: " in answer.stderr
    pairs = rows(tmp_path / "out/pairs.jsonl")
    assert [(pair["name"], pair["kind"]) for pair in pairs] == [
        ("present", "documentation"),
        ("absent", "documentation"),
    ]
    assert rows(tmp_path / "out/files.jsonl") == [
        {"repository": "owner/one", "path": "a.py", "language": "python", "text": TEXT}
    ]
    assert json.loads((tmp_path / "out/manifest.json").read_text()) == [
        {
            "repository": "owner/one",
            "revision": "abc",
            "licence": "MIT",
            "pairs": {"documentation": {"python": 2}},
            "languages": {"python": 2},
            "files": 1,
        }
    ]


def test_what_was_read_is_not_read_again(write: Write, tmp_path: Path) -> None:
    source = source_of(write({"a.py": TEXT}))
    part = part_of(source, ["python"], tmp_path / "parts")
    part.write([], [])
    assert part.is_done
    assert not part_of(source, ["python", "go"], tmp_path / "parts").is_done
    assert not part_of(source_of("x", revision="def"), ["python"], tmp_path / "parts").is_done


DYING = """
import os
from codesearch.training.corpus.mine import Mined

def dies(source):
    if source.checkout.repository == "owner/bad":
        os._exit(9)
    return Mined(source.checkout.repository)
"""


def test_a_process_that_dies_takes_no_other_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dying_miner.py").write_text(DYING)
    monkeypatch.syspath_prepend(tmp_path)  # which processes started from here inherit
    dies = importlib.import_module("dying_miner").dies
    sources = [source_of("x", repository=name) for name in ("owner/bad", "owner/good")]
    found = {mined.repository: mined.failure for mined in mine_apart(sources, dies, 1)}
    assert found["owner/good"] == ""
    assert found["owner/bad"].startswith("its process was killed")


def test_files_are_spread_over_a_repository() -> None:
    texts = [SourceText("o/r", f"{n:03}.py", "python", "x" * (MAX_TOTAL_CHARS // 20)) for n in range(100)]
    chosen = [text.path for text in spread(texts)]
    assert len(chosen) == 20
    assert chosen == sorted(chosen) == [text.path for text in spread(reversed(texts))]
    assert chosen[0] < "030" < "070" < chosen[-1]
