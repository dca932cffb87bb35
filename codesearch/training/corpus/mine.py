"""One repository to its part: all kinds of pairs, and files."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from codesearch.pairs.records import Pair
from codesearch.ranking.paths import path_traits
from codesearch.training.corpus.checkout import files_at, present
from codesearch.training.corpus.classes import class_pairs
from codesearch.training.corpus.commits import commit_pairs
from codesearch.training.corpus.documentation import documentation_pairs
from codesearch.training.corpus.git import Blobs, git_dir_of
from codesearch.training.corpus.history import Change, commits
from codesearch.training.corpus.languages import DOCUMENTS, patterns
from codesearch.training.corpus.limits import MAX_BY_KIND
from codesearch.training.corpus.parts import part_of
from codesearch.training.corpus.prose import prose_pairs
from codesearch.training.corpus.remarks import remark_pairs
from codesearch.training.corpus.repository import contents, read_repository, whole_units
from codesearch.training.corpus.sources import Source
from codesearch.training.corpus.subjects import subject_query
from codesearch.training.corpus.tested import pairs_of_tests
from codesearch.training.corpus.texts import spread
from codesearch.types import Unit

MAX_CHANGED_BYTES = 100_000  # of a file that a commit changed
MAX_HISTORY_BYTES = 40_000_000  # of such files, a repository: ten to twenty seconds


@dataclass(frozen=True, slots=True)
class Mined:
    """What became of one repository."""

    repository: str
    pairs: Mapping[str, int] = field(default_factory=dict)  # kind → pairs
    files: int = 0
    seconds: float = 0.0
    failure: str = ""  # why there is nothing; empty if there is


def mine_repository(source: Source, languages: Sequence[str], parts: Path, clones: Path | None) -> Mined:
    """Write the part of a repository, unless it is there; no error rises, for the others go on."""
    start = time.monotonic()
    repository = source.checkout.repository
    part = part_of(source, languages, parts)
    try:
        if not part.is_done:
            source = present(source, languages, clones)
            content = read_repository(repository, Path(source.checkout.folder), languages)
            pairs = [
                *documentation_pairs(content),
                *class_pairs(content),
                *pairs_of_tests(content),
                *prose_pairs(content, _documents(source)),
                *remark_pairs(content),
                *islice(history_pairs(source, languages), MAX_BY_KIND["commit"]),
            ]
            part.write(pairs, spread(content.texts))
        counts = Counter[str](pair.kind for pair in part.pairs())
        return Mined(repository, counts, sum(1 for _ in part.texts()), time.monotonic() - start)
    except Exception as error:
        return Mined(repository, failure=f"{type(error).__name__}: {error}"[:300])


def history_pairs(source: Source, languages: Sequence[str]) -> Iterator[Pair]:
    """Pairs of the commits before the revision; none where there is no history."""
    git_dir = git_dir_of(Path(source.mirror)) if source.mirror else None
    if git_dir is None:
        return
    found = commits(
        git_dir,
        source.checkout.revision,
        patterns(languages),
        says_something=lambda subject: bool(subject_query(subject)),
        is_source=lambda path: not path_traits(path).is_test,
    )
    with Blobs(git_dir) as blobs:
        history = _History(blobs)
        yield from commit_pairs(source.checkout.repository, found, history.units)


class _History:
    """Parses files of the past until there were enough."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._left = MAX_HISTORY_BYTES

    def units(self, change: Change) -> Sequence[Unit]:
        """Return the whole units of a file after a change; none if it is large or binary."""
        if self._left <= 0:
            return ()
        data = self._blobs.read(change.blob, max_bytes=MAX_CHANGED_BYTES)
        if data is None or b"\0" in data:
            return ()
        self._left -= len(data)
        return whole_units(change.path, _text(data))


def _documents(source: Source) -> Iterator[tuple[str, str]]:
    """Paths and texts of the documents, from the history where the files are those of the code alone."""
    documents = list(contents(Path(source.checkout.folder), DOCUMENTS))
    git_dir = git_dir_of(Path(source.mirror)) if source.mirror and not documents else None
    if git_dir:
        files = files_at(git_dir, source.checkout.revision, DOCUMENTS)
        documents = [(path, _text(data)) for path, data in files]
    return (document for document in documents if not path_traits(document[0]).is_test)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", " ")
