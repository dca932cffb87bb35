"""Checkouts of repositories whose licences let their functions be copied."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from codesearch.errors import DataError

LICENCES = ("MIT", "BSD", "Apache-2.0", "ISC", "PSF", "Unlicense")


@dataclass(frozen=True, slots=True)
class Checkout:
    """A repository's files at one revision."""

    folder: str
    repository: str  # "owner/name"
    revision: str
    licence: str  # SPDX


def read_checkouts(path: Path) -> list[Checkout]:
    """Read a JSON file [{"folder", "repository", "revision", "licence"}, …].

    Whoever writes it answers for the licences.

    Raises:
        DataError: it is no such file, or names a licence that is not permissive.
    """
    try:
        checkouts = [Checkout(**values) for values in json.loads(path.read_text(encoding="utf-8"))]
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}") from error
    except (TypeError, ValueError) as error:
        raise DataError(
            f"{path} must be a list of objects with folder, repository, revision and licence: {error}"
        ) from error
    for checkout in checkouts:
        if not all(isinstance(value, str) for value in asdict(checkout).values()):
            raise DataError(f"folder, repository, revision and licence in {path} must be texts")
        if not checkout.licence.startswith(LICENCES):
            raise DataError(
                f"{checkout.repository} is under {checkout.licence}, which is not one of "
                f"{', '.join(LICENCES)}: take it out of {path}"
            )
    return checkouts
