"""The languages of a corpus, and the documents beside the code."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import PurePosixPath

from codesearch.evaluation.building import ASKED
from codesearch.parsers.language_table import EXTENSIONS

LEARNT = (*ASKED, "tsx")
DOCUMENTS = ("markdown", "rst")


def patterns(languages: Iterable[str]) -> list[str]:
    """Return what git is to look for, `*.py`, to find files in these languages."""
    return sorted(f"*.{word}" for name in set(languages) for word in EXTENSIONS.get(name, "").split())


@lru_cache(maxsize=10_000)
def module_of(path: str) -> str:
    """Return the name of a file up to its first dot, in lower case: what others know it by."""
    return PurePosixPath(path).name.partition(".")[0].lower()
