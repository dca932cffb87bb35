"""What data a path holds, told from what is in it, and the collections made of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from codesearch.errors import DataError
from codesearch.evaluation.collections.beir import CORPUS, is_beir, read_beir
from codesearch.evaluation.collections.codesearchnet import read_codesearchnet
from codesearch.evaluation.collections.cosqa import CODES, is_cosqa, read_cosqa
from codesearch.evaluation.collections.files import common_name, jsonl_files
from codesearch.evaluation.collections.json_rows import read_json_lines
from codesearch.evaluation.collections.plain import read_plain
from codesearch.evaluation.records import Collection

Reader = Callable[[str, Sequence[Path]], list[Collection]]  # of a name and of files
READERS: dict[str, Reader] = {  # by a field that the first line has
    "query": read_plain,
    "docstring": read_codesearchnet,
    "docstring_tokens": read_codesearchnet,
}
NAMES: dict[Reader, str] = {read_plain: "pairs", read_codesearchnet: "CodeSearchNet"}


def read_collection(paths: Sequence[Path], *, limit: int | None = None) -> list[Collection]:
    """Return the questions and documents in files and folders: one collection a data set and language.

    A folder is of CoSQA, of BEIR or CoIR, or holds files in JSON Lines; these are pairs or of CodeSearchNet,
    and all of a kind are one data set. Only the first `limit` questions of a collection are asked, of all
    its documents. No two collections have the same name.

    Raises:
        DataError: a path is none of these, or something in it cannot be used.
    """
    collections: list[Collection] = []
    files: dict[Reader, list[Path]] = {}
    for path in paths:
        if (read_folder := _folder_reader(path)) is not None:
            collections += read_folder(path)
            continue
        for file in _files(path):
            files.setdefault(_reader(file), []).append(file)
    for read, of_a_kind in files.items():
        collections += read(common_name(of_a_kind) or NAMES[read], of_a_kind)
    return [replace(collection, questions=collection.questions[:limit]) for collection in _apart(collections)]


def _folder_reader(path: Path) -> Callable[[Path], list[Collection]] | None:
    """What reads a folder as a whole, if it has one of the layouts that are so read."""
    try:
        return read_cosqa if is_cosqa(path) else read_beir if is_beir(path) else None
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}") from error


def _files(path: Path) -> list[Path]:
    files = jsonl_files(path)
    if not files:
        raise DataError(
            f"{path} is no data that can be read: it needs {CODES} (CoSQA), {CORPUS} (BEIR, CoIR) "
            "or files *.jsonl or *.jsonl.gz (CodeSearchNet, or pairs)"
        )
    return files


def _reader(file: Path) -> Reader:
    first = next(read_json_lines(file))
    for field, read in READERS.items():
        if field in first.fields:
            return read
    raise first.error(
        "there is neither `query` with `code` nor, as in CodeSearchNet, `docstring` with `code` "
        "(of CoSQA and BEIR name the folder)"
    )


def _apart(collections: Sequence[Collection]) -> list[Collection]:
    """The collections with a number behind a name that another one has."""
    named: dict[str, Collection] = {}
    for collection in collections:
        name, number = collection.name, 1
        while name in named:
            number += 1
            name = f"{collection.name} {number}"
        named[name] = replace(collection, name=name)
    return list(named.values())
