"""Repositories to learn from: their files at one revision, and where there is one their history."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from codesearch.errors import DataError
from codesearch.pairs.checkouts import LICENCES, Checkout

_REPOSITORY = re.compile(r"(?!\.)[\w.-]+/(?!\.)[\w.-]+", re.ASCII)
_REVISION = re.compile(r"(?!-)[\w./ +-]+", re.ASCII)  # a commit, or what else says which files these are


@dataclass(frozen=True, slots=True)
class Source:
    """A checkout and its history."""

    checkout: Checkout  # whose folder may be empty, or not be there yet
    mirror: str = ""  # a git repository, bare or not; empty where none is known

    @property
    def file_name(self) -> str:
        """The repository as the name of a file or folder: "owner+name"."""
        return self.checkout.repository.replace("/", "+")


def read_sources(path: Path, held_out: Iterable[str] = ()) -> list[Source]:
    """Read what `read_checkouts` reads, with an optional "mirror" a repository, without what is held out.

    Raises:
        DataError: it is no such file, names a repository twice, or a licence that is not permissive.
    """
    forbidden = {name.lower() for name in held_out}
    try:
        sources = [_source(values) for values in json.loads(path.read_text(encoding="utf-8"))]
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise DataError(
            f"{path} must be a list of objects with folder, repository, revision, licence and, where there "
            f"is one, mirror: {error}"
        ) from error
    _check(sources, path)
    return [source for source in sources if source.checkout.repository.lower() not in forbidden]


def read_holdout(path: Path) -> list[str]:
    """Return the repositories, "owner/name", that a file names with blanks or line breaks between them.

    Raises:
        DataError: the file cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read as a list of repositories: {error}") from error


def _source(values: dict[str, Any]) -> Source:
    values = dict(values)
    mirror = values.pop("mirror", "")
    source = Source(Checkout(**{"folder": "", **values}), mirror)
    if not all(isinstance(value, str) for value in (mirror, *asdict(source.checkout).values())):
        raise ValueError("all of them must be texts")
    return source


def _check(sources: Iterable[Source], path: Path) -> None:
    names: set[str] = set()
    for checkout in (source.checkout for source in sources):
        name = checkout.repository
        if not _REPOSITORY.fullmatch(name) or not _REVISION.fullmatch(checkout.revision):
            raise DataError(f"{path} must name owner/name and a revision, not {name!r} {checkout.revision!r}")
        if name.lower() in names:
            raise DataError(f"{path} names {name} twice: take one of them out")
        if not checkout.licence.startswith(LICENCES):
            raise DataError(
                f"{name} is under {checkout.licence}, which is not one of {', '.join(LICENCES)}: "
                f"take it out of {path}"
            )
        names.add(name.lower())
