"""Whom a request is put to: the process that keeps an index true, else the index, brought up to date."""

import contextlib
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from codesearch.cli.options import (
    as_one,
    index_dir_option,
    max_file_bytes_option,
    no_refresh_option,
    quiet_option,
    wait_option,
    yes_option,
)
from codesearch.cli.places import Place
from codesearch.cli.progress import progress_bar
from codesearch.cli.requests import Request, SharedRequest
from codesearch.cli.root import agreed_walk, open_root
from codesearch.cli.terminal import tell
from codesearch.errors import CodesearchError, IndexLockedError, ServiceError
from codesearch.parsers.regular import MAX_FILE_BYTES
from codesearch.types import Coverage, Hit

if TYPE_CHECKING:  # the engine imports LanceDB and half of numpy
    from codesearch.engine import Index

EMBED_SECONDS = 2.0  # that a search spends on missing vectors before it answers; the rest follows behind it
LOCK_SECONDS = 1.5  # that it waits for a process behind it to take a break


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Where indexes are, and how they are brought up to date before they answer."""

    no_refresh: bool
    wait: bool
    yes: bool
    quiet: bool
    index_dir: Path | None
    max_file_bytes: int


upkeep_options = as_one(
    "upkeep",
    Upkeep,
    {
        "no_refresh": no_refresh_option,
        "wait": wait_option,
        "yes": yes_option,
        "quiet": quiet_option,
        "index_dir": index_dir_option,
        "max_file_bytes": max_file_bytes_option,
    },
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request, best first, each hit with the root that its path is relative to."""

    hits: Sequence[tuple[Path, Hit]]
    roots: Sequence[Path]  # that answered
    coverage: Coverage  # of all their indexes together
    is_current: bool = True  # all that had changed before the request was in the index
    failures: Mapping[Path, CodesearchError] = field(default_factory=dict)  # roots that gave no answer


def ask_one(request: Request, place: Place, upkeep: Upkeep) -> Answer:
    """Put a request to one index.

    Raises:
        RootError: there is no such folder.
        QueryError: the request cannot be understood.
        IndexStoreError: the index cannot be read or written.
    """
    return _ask_resident(request, place, upkeep) or _ask_index(request, place, upkeep)


def ask_several(request: SharedRequest, places: Sequence[Place], upkeep: Upkeep) -> Answer:
    """Put a request to several indexes, ranked as one; one that fails does not keep others from answering.

    Raises:
        QueryError: the request cannot be understood.
        CodesearchError: no index could answer; it is why the first could not.
    """
    request.marking()
    opened, current, failures = _opened(request, places, upkeep)
    found = request.ask_all(opened)
    failures |= {index.root: error for index, error in found.failures}
    answering = [index for index in opened.values() if index.root not in failures]
    if not answering:
        raise next(iter(failures.values()))
    coverages = {index: index.coverage for index in answering}
    unfinished = [index for index, coverage in coverages.items() if not coverage.is_complete]
    if unfinished and not upkeep.no_refresh:
        _finish(unfinished[0], upkeep)  # one at a time: each takes all cores
    return Answer(
        _different([(index.root, hit) for index, hit in found.hits]),
        [index.root for index in answering],
        Coverage(
            units=sum(coverage.units for coverage in coverages.values()),
            embedded=sum(coverage.embedded for coverage in coverages.values()),
        ),
        all(current.values()),
        failures,
    )


def _ask_resident(request: Request, place: Place, upkeep: Upkeep) -> Answer | None:
    """The answer of the process that keeps the index true, None where there is none or it went away."""
    if upkeep.wait or upkeep.max_file_bytes != MAX_FILE_BYTES:
        return None
    from codesearch.service import connect

    with contextlib.suppress(ServiceError):
        index = connect(place.root, index_dir=upkeep.index_dir)
        if index is None:
            return None
        with contextlib.closing(index):
            hits = request.ask(index, place)
            is_current = upkeep.no_refresh or index.is_current
            return Answer([(index.root, hit) for hit in hits], [index.root], index.coverage, is_current)
    return None


def _ask_index(request: Request, place: Place, upkeep: Upkeep) -> Answer:
    request.marking()  # what is wrong with it is said before anything is built
    index = open_root(place.root, upkeep.index_dir, upkeep.max_file_bytes)
    is_current = _refresh(index, upkeep, seconds=_embed_seconds(request, upkeep))
    hits = request.ask(index, place)
    coverage = index.coverage
    if not coverage.is_complete and is_current and not upkeep.no_refresh:
        _finish(index, upkeep)
    return Answer([(index.root, hit) for hit in hits], [index.root], coverage, is_current)


def _opened(
    request: Request, places: Sequence[Place], upkeep: Upkeep
) -> "tuple[dict[Place, Index], dict[Path, bool], dict[Path, CodesearchError]]":
    """The indexes, brought up to date; which of them are current; and those that cannot be used."""
    opened: dict[Place, Index] = {}
    current: dict[Path, bool] = {}
    failures: dict[Path, CodesearchError] = {}
    end = time.monotonic() + _embed_seconds(request, upkeep)
    for place in places:
        try:
            index = open_root(place.root, upkeep.index_dir, upkeep.max_file_bytes)
            current[index.root] = _refresh(index, upkeep, seconds=max(end - time.monotonic(), 0.0))
        except CodesearchError as error:
            failures[place.root] = error
        else:
            opened[replace(place, root=index.root)] = index
    return opened, current, failures


def _embed_seconds(request: Request, upkeep: Upkeep) -> float:
    if upkeep.wait:
        return math.inf
    return EMBED_SECONDS if request.needs_vectors else 0.0


def _refresh(index: "Index", upkeep: Upkeep, *, seconds: float) -> bool:
    """Bring the index up to date, unless that is not wanted; False if another process is doing it."""
    if upkeep.no_refresh:
        return True
    if index.outdated and not upkeep.quiet:
        tell(index.outdated)
    walk = agreed_walk(index, is_agreed=upkeep.yes)
    if index.is_being_filled and seconds <= EMBED_SECONDS:
        seconds = 0.0  # a process behind us is computing vectors
    try:
        with progress_bar(quiet=upkeep.quiet) as listener:
            index.refresh(listener, embed_seconds=seconds, walk=walk, wait_seconds=LOCK_SECONDS)
    except IndexLockedError:
        if not index.exists:
            raise
        return False
    return True


def _finish(index: "Index", upkeep: Upkeep) -> None:
    from codesearch.cli.background import finish_in_background

    finish_in_background(index.root, upkeep.index_dir, upkeep.max_file_bytes)


def _different(hits: Sequence[tuple[Path, Hit]]) -> list[tuple[Path, Hit]]:
    """Each unit once, though one root may lie in another."""
    return list(
        {
            (root / hit.path, hit.start_line, hit.end_line): (root, hit) for root, hit in reversed(hits)
        }.values()
    )[::-1]
