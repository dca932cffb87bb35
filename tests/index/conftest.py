from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from codesearch.index.lock import writer_lock
from codesearch.index.manifest import Manifest
from codesearch.index.records import FileState, UnitRow
from codesearch.index.store import Store
from codesearch.types import Unit

Write = Callable[[Mapping[str, list[str]]], None]


@pytest.fixture
def manifest() -> Manifest:
    return Manifest(root="/repo", parser_version="1", terms_version="1", encoder_id="toy", width=2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def store(folder: Path, manifest: Manifest) -> Iterator[Store]:
    with writer_lock(folder):
        yield Store.prepare(folder, manifest)


@pytest.fixture
def write(store: Store) -> Write:
    """Replaces files: path → the texts of its units; the terms and the hash of a unit are its text."""

    def replace(files: Mapping[str, list[str]]) -> None:
        store.replace_files(
            [FileState(path, size=1, mtime_ns=1, units=len(texts)) for path, texts in files.items()],
            [
                unit_row(path, line, text)
                for path, texts in files.items()
                for line, text in enumerate(texts, 1)
            ],
        )

    return replace


@pytest.fixture
def make_row() -> Callable[[str, int, str], UnitRow]:
    return unit_row


def unit_row(path: str, line: int, text: str) -> UnitRow:
    unit = Unit(
        path=path,
        language="python" if path.endswith(".py") else "other",
        kind="function",
        name=f"f{line}",
        qualified_name=f"C.f{line}",
        signature=f"def f{line}()",
        docstring="",
        start_line=line,
        end_line=line,
        text=text,
    )
    return UnitRow(unit, terms=text, text_hash=f"hash of {text}")
