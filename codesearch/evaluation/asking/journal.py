"""Answers kept as they come, so that a run that was stopped goes on, and one that was whole is at once there.

What is kept holds for the same questions, the same index and the same code of codesearch only.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import codesearch

Ranks = tuple[int | None, ...]
PACKAGE = Path(codesearch.__file__).parent
DECIDING = ("encoder", "engine", "evaluation", "index", "parsers", "ranking")  # packages that make an answer


class Journal:
    """Ranks by question in a file of JSON lines, written through after each.

    `key` says what they depend on besides the code: data, encoder and system.
    """

    def __init__(self, folder: Path, key: Iterable[str]) -> None:
        digest = hashlib.blake2b("\n".join([code_digest(), *key]).encode(), digest_size=12).hexdigest()
        self._path = folder / f"{digest}.jsonl"
        folder.mkdir(parents=True, exist_ok=True)
        self._known = dict(_read(self._path))

    def __enter__(self) -> Self:
        self._file = self._path.open("a", encoding="utf-8")
        self._file.write("\n")  # ends a line that was cut short
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def get(self, question: str) -> Ranks | None:
        """The ranks kept for a question, or None."""
        return self._known.get(question)

    def put(self, question: str, ranks: Ranks) -> None:
        """Keep the ranks of a question."""
        self._known[question] = ranks
        self._file.write(json.dumps([question, ranks]) + "\n")
        self._file.flush()


def _read(path: Path) -> Iterator[tuple[str, Ranks]]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            try:
                question, ranks = json.loads(line)
            except ValueError:  # cut short when the run was stopped
                continue
            yield question, tuple(ranks)


@cache
def code_digest(package: Path = PACKAGE) -> str:
    """16 hex digits (BLAKE2b) of the code that decides what search answers."""
    digest = hashlib.blake2b(digest_size=8)
    for name in DECIDING:
        for file in sorted((package / name).rglob("*")):
            if file.suffix in (".py", ".scm"):
                digest.update(file.read_bytes())
    return digest.hexdigest()
