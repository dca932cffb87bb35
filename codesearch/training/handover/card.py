"""The model card's list of what an encoder was trained on, made from the manifest beside it.

It stands between `<!-- repositories -->` and `<!-- /repositories -->`; the rest is written by hand.
"""

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from codesearch.errors import DataError

CARD_FILE, MANIFEST_FILE = "README.md", "manifest.json"
_PLACE = re.compile(r"(<!-- repositories -->\n).*?(<!-- /repositories -->)", re.DOTALL)

Manifest = Sequence[Mapping[str, Any]]


def write_card(folder: Path) -> None:
    """Write the list of repositories into the folder's README.md from its manifest.json.

    Raises:
        DataError: the manifest cannot be used, or the card has no place for the list.
    """
    card = folder / CARD_FILE
    text = filled(card.read_text(encoding="utf-8"), read_manifest(folder / MANIFEST_FILE))
    if text is None:
        raise DataError(f"{card} has no lines <!-- repositories --> and <!-- /repositories -->: add them")
    card.write_text(text, encoding="utf-8")


def add_manifest(manifest: Path, folder: Path) -> None:
    """Copy a corpus's manifest.json into an encoder's folder, and bring the card there up to date, if any.

    Raises:
        DataError: the manifest cannot be used, or the card has no place for the list.
    """
    read_manifest(manifest)
    shutil.copyfile(manifest, folder / MANIFEST_FILE)
    if (folder / CARD_FILE).is_file():
        write_card(folder)


def filled(card: str, manifest: Manifest) -> str | None:
    """Return the card with the list of repositories made anew, or None where it has no place for it."""
    if not _PLACE.search(card):
        return None
    return _PLACE.sub(lambda found: f"{found[1]}{repositories(manifest)}\n{found[2]}", card)


def repositories(manifest: Manifest) -> str:
    """Return totals, and a table of each repository with its licence, revision, pairs and whole files."""
    languages: Counter[str] = sum((languages_of(entry["pairs"]) for entry in manifest), Counter())
    has_files = any(entry.get("files") for entry in manifest)
    head = ["repository", "licence", "revision", "pairs", *["files"] * has_files]
    rows = [_row(entry, has_files=has_files) for entry in sorted(manifest, key=_name)]
    return "\n".join([_totals(len(manifest), languages), "", *_markdown(head, rows)])


def languages_of(pairs: Mapping[str, Any]) -> Counter[str]:
    """Return the pairs by language from {language: pairs} or {kind: {language: pairs}}."""
    if all(isinstance(count, int) for count in pairs.values()):
        return Counter(pairs)
    return sum((Counter(counts) for counts in pairs.values()), Counter())


def read_manifest(path: Path) -> list[dict[str, Any]]:
    """Return the entries of a manifest.json; raises DataError where it is not one."""
    try:
        entries: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        for entry in entries:
            _row(entry, has_files=False)
            languages_of(entry["pairs"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DataError(
            f"{path} must list objects with repository, revision, licence and pairs: {error!r}"
        ) from error
    return entries


def _totals(count: int, languages: Counter[str]) -> str:
    shares = ", ".join(f"{name} {pairs:,}" for name, pairs in languages.most_common())
    repositories = "1 repository" if count == 1 else f"{count:,} repositories"
    return f"{languages.total():,} pairs from {repositories}: {shares}."


def _row(entry: Mapping[str, Any], *, has_files: bool) -> list[str]:
    cells = [entry["repository"], entry["licence"], entry["revision"][:12]]
    counts = [languages_of(entry["pairs"]).total(), *[entry.get("files", 0)] * has_files]
    return [*cells, *(f"{count:,}" for count in counts)]


def _name(entry: Mapping[str, Any]) -> str:
    return str(entry["repository"]).lower()


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    marks = ["---"] * 3 + ["---:"] * (len(head) - 3)
    return [f"| {' | '.join(cells)} |" for cells in (head, marks, *rows)]
