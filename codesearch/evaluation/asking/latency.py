"""How long a search takes: in a process that is warm, and as a command from start to end."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from codesearch.engine import Index
from codesearch.errors import QueryError
from codesearch.evaluation.asking.systems import System
from codesearch.evaluation.records import Latency
from codesearch.ranking.query import parse_query

LIMIT = 10  # hits, as a user asks for them
UNMEASURED = 2  # searches before them, which fill caches


def warm_seconds(index: Index, questions: Sequence[str], system: System) -> list[float]:
    """Seconds of each search on an opened index; some come before them unmeasured."""

    def search(question: str) -> float:
        start = time.perf_counter()
        index.search(question, limit=LIMIT, mode=system.mode, rules=system.rules)
        return time.perf_counter() - start

    for question in questions[:UNMEASURED]:
        search(question)
    return [search(question) for question in questions]


def cold_seconds(root: Path, index_dir: Path, questions: Iterable[str]) -> list[float]:
    """Seconds of `codesearch search` as a process on an index that is there; the first is not measured.

    Nor are searches that fail.
    """
    module = [sys.executable, "-P", "-m", "codesearch", "search", "--no-refresh", "--quiet"]
    command = [*module, "--limit", str(LIMIT), "--index-dir", str(index_dir), "--"]
    seconds = []
    for question in questions:
        start = time.perf_counter()
        ran = subprocess.run(
            [*command, question, str(root)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if ran.returncode in (0, 1):  # 1: nothing was found
            seconds.append(time.perf_counter() - start)
    return seconds[1:]


def askable(questions: Iterable[str]) -> list[str]:
    """The questions that the tool does not refuse, and that can be an argument of a command."""
    return [question for question in questions if _is_askable(question)]


def _is_askable(question: str) -> bool:
    try:
        parse_query(question)
        return b"\0" not in os.fsencode(question)
    except (QueryError, UnicodeEncodeError):  # the latter of half a surrogate pair
        return False


def latency(what: str, seconds: Sequence[float]) -> Latency:
    """The percentiles of some searches, which are at least one."""
    p50, p90, p99 = (1000 * float(value) for value in np.percentile(seconds, [50, 90, 99]))
    return Latency(what, len(seconds), p50, p90, p99)
