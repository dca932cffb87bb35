"""The files of a repository on disk: where its folder is not there, out of its history."""

import shutil
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from codesearch.errors import DataError
from codesearch.pairs.mining import MAX_FILE_BYTES
from codesearch.parsers.languages import language_of
from codesearch.training.corpus.git import Blobs, clone, git_dir_of, lines
from codesearch.training.corpus.languages import DOCUMENTS
from codesearch.training.corpus.sources import Source

_REGULAR = ("100644", "100755")  # modes of files that are neither links nor submodules
_ADDRESS = "https://github.com/{}"


def present(source: Source, languages: Iterable[str], clones: Path | None) -> Source:
    """Return the source with a folder and, where there is one, a mirror that are there.

    Missing files are taken from the mirror, a missing mirror from GitHub; both are kept in `clones`.

    Raises:
        DataError: there is neither, or `clones` is None and something would have to be kept.
    """
    checkout = source.checkout
    if checkout.folder and Path(checkout.folder).is_dir():
        return replace(source, mirror=source.mirror or _own_history(Path(checkout.folder)))
    if clones is None:
        raise DataError(f"{checkout.repository} has no folder: check it out, or give --clones to fetch it")
    mirror = Path(source.mirror) if source.mirror else _cloned(source, clones)
    wanted = {*languages, *DOCUMENTS}
    folder = clones / f"{source.file_name}@{checkout.revision.replace('/', '+')}"
    if not folder.is_dir():
        _take_files(mirror, checkout.revision, wanted, folder)
    return Source(replace(checkout, folder=str(folder)), str(mirror))


def _own_history(folder: Path) -> str:
    return str(folder) if git_dir_of(folder) else ""


def _cloned(source: Source, clones: Path) -> Path:
    folder = clones / f"{source.file_name}.git"
    if not folder.is_dir():
        partial = folder.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        clones.mkdir(parents=True, exist_ok=True)
        clone(_ADDRESS.format(source.checkout.repository), partial)
        partial.rename(folder)
    return folder


def _take_files(mirror: Path, revision: str, languages: set[str], folder: Path) -> None:
    """Write the files of a revision that are regular and not large.

    `git archive` would run the filters that a repository asks for.
    """
    git_dir = git_dir_of(mirror)
    if git_dir is None:
        raise DataError(f"{mirror} is not a git repository: name another mirror")
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    for path, data in files_at(git_dir, revision, languages):
        _write(partial / path, data)
    if not partial.is_dir():
        raise DataError(f"{mirror} has no files at {revision}: give a revision that it has")
    partial.rename(folder)


def files_at(git_dir: Path, revision: str, languages: Container[str]) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of the files in these languages that a revision has, none that is large."""
    with Blobs(git_dir) as blobs:
        for path, blob in _tree(git_dir, revision):
            if language_of(path).name in languages:
                data = blobs.read(blob, max_bytes=MAX_FILE_BYTES)
                if data is not None:
                    yield path, data


def _tree(git_dir: Path, revision: str) -> Iterator[tuple[str, str]]:
    """Paths that stay inside a folder, and their blobs."""
    for line in lines(git_dir, "ls-tree", "-r", "--full-tree", revision):
        head, _, path = line.partition("\t")
        mode, _, blob = head.split(" ")
        parts = PurePosixPath(path).parts
        is_inside = not path.startswith(("/", '"')) and not {"..", ".git"} & {part.lower() for part in parts}
        if mode in _REGULAR and parts and is_inside:
            yield path, blob


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
