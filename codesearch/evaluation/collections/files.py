"""Which files a folder of data holds, and what they are called together."""

import re
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

from codesearch.errors import DataError

_ENDINGS = (".jsonl", ".jsonl.gz")


def plain_or_gzipped(path: Path) -> Path | None:
    """The file itself, or else the one with `.gz` behind its name, if there is one."""
    zipped = path.with_name(f"{path.name}.gz")
    return next((file for file in (path, zipped) if file.is_file()), None)


def jsonl_files(path: Path) -> list[Path]:
    """The file itself, or what stands in a folder in JSON Lines, by name.

    Raises:
        DataError: there is no such file or folder, or it cannot be listed.
    """
    if path.is_file():
        return [path]
    return [file for file in files_in(path) if file.name.endswith(_ENDINGS)]


def files_in(folder: Path) -> list[Path]:
    """The files that stand in a folder, by name, without hidden ones.

    Raises:
        DataError: there is no such folder, or it cannot be listed.
    """
    try:
        return sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith("."))
    except OSError as error:
        raise DataError(f"{folder} cannot be read: {error.strerror or error}") from error


def stem_of(file: Path) -> str:
    """The name of a file without `.gz` and the ending before that."""
    return Path(file.name.removesuffix(".gz")).stem


def common_name(files: Sequence[Path]) -> str:
    """The words that the names of all files begin with: "python_test" for python_test_0 and python_test_1."""
    words = (re.findall(r"[^_\-. ]*[_\-. ]*", stem_of(file)) for file in files)
    same = takewhile(lambda column: len(set(column)) == 1, zip(*words, strict=False))
    return "".join(column[0] for column in same).rstrip("_-. ")
