"""Work in a git repository while `codesearch watch` keeps its index live, is killed, and is asked questions.

    python benchmarks/stress.py [--minutes 5] [--seed 7] [--out FILE]

Each round is a few seconds of edits, moves, deletes, branch switches and the like; in some the process that
watches is killed. Then the index has to equal one made anew, row by row, with all vectors. Questions never
pause; one that fails, or an index that differs, ends the script with exit code 1.
"""

import argparse
import itertools
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from published import RESULTS, write
from stress_work import WORDS, Work

from codesearch.engine import Index
from codesearch.errors import ServiceError
from codesearch.index.lancedb_import import import_lancedb
from codesearch.service import connect

DEADLINE = 600.0
Rows = list[tuple[object, ...]]


class Asking(threading.Thread):
    """Asks question after question of the process that watches or, where there is none, of the index."""

    def __init__(self, root: Path, indexes: Path) -> None:
        super().__init__(daemon=True)
        self.answers: Counter[str] = Counter()
        self.errors: list[str] = []
        self._root = root
        self._indexes = indexes
        self._own = Index(root, index_dir=indexes)
        self._ending = threading.Event()

    def run(self) -> None:
        """Called in the thread."""
        for number in itertools.count():
            if self._ending.wait(0.02):
                return
            question = f"{WORDS[number % len(WORDS)]} {WORDS[number // 3 % len(WORDS)]}"
            try:
                self._ask(question)
            except Exception as error:  # that is what is looked for
                self.errors.append(repr(error))

    def end(self) -> None:
        """Ask nothing more."""
        self._ending.set()
        self.join()

    def _ask(self, question: str) -> None:
        remote = connect(self._root, index_dir=self._indexes)
        if remote is not None:
            try:
                self.answers["warm" if remote.search(question) else "warm_without_hit"] += 1
                return
            except ServiceError:
                self.answers["gone_midway"] += 1
            finally:
                remote.close()
        self.answers["own" if self._own.search(question) else "own_without_hit"] += 1


class Watching:
    """The process that watches: begun, killed, begun again, and in the end asked to leave."""

    def __init__(self, root: Path, indexes: Path, log: Path) -> None:
        command = [sys.executable, "-P", "-m", "codesearch", "watch", str(root), "--index-dir", str(indexes)]
        self._command = command
        self._log = log
        self.kills = 0
        self.begin()

    def begin(self) -> None:
        """Start it."""
        with self._log.open("ab") as file:
            self.process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=file, stderr=file)

    def kill(self) -> None:
        """End it without a warning."""
        self.process.kill()
        self.process.wait()
        self.kills += 1

    def leave(self) -> int:
        """Ask it to end and return its exit code."""
        self.process.terminate()
        return self.process.wait(30)


def settled_seconds(root: Path, indexes: Path, watching: Watching) -> float:
    """Seconds until the process that watches answers from all that has happened, vectors included."""
    start = time.monotonic()
    while time.monotonic() - start < DEADLINE and watching.process.poll() is None:
        remote = connect(root, index_dir=indexes)
        if remote is not None:
            try:
                remote.search("harbour")
                if remote.is_current and remote.coverage.is_complete:
                    return time.monotonic() - start
            except ServiceError:
                pass
            finally:
                remote.close()
        time.sleep(0.02)
    raise SystemExit(f"the index did not settle: the process ended or took {DEADLINE:.0f} seconds")


def rows(index: Index) -> Rows:
    """All units with their text, sorted."""
    store = index._store
    units = store.read_units(store.light_columns().ids.tolist())
    return sorted(
        (u.path, u.start_line, u.end_line, u.kind, u.qualified_name, u.part, u.text) for u in units.values()
    )


def compare(root: Path, indexes: Path, scratch: Path) -> int:
    """The rows of the index, which equals one made anew; the script ends if it does not."""
    kept = Index(root, index_dir=indexes)
    fresh = Index(root, index_dir=scratch)
    fresh.refresh(embed_seconds=0)
    mine, anew = rows(kept), rows(fresh)
    shutil.rmtree(scratch)
    if mine != anew or not kept.coverage.is_complete:
        missing, extra = set(anew) - set(mine), set(mine) - set(anew)
        raise SystemExit(f"{kept.coverage}, missing {sorted(missing)[:3]}, left over {sorted(extra)[:3]}")
    return len(mine)


def stress(scratch: Path, *, minutes: float, seed: int) -> dict[str, object]:
    root, indexes = scratch / "root", scratch / "indexes"
    work = Work(root, seed)
    work.begin()
    watching = Watching(root, indexes, scratch / "log")
    try:
        settled_seconds(root, indexes, watching)
        asking = Asking(root, indexes)
        asking.start()
        rounds = [Round(0.0, compare(root, indexes, scratch / "fresh"))]
        end = time.monotonic() + 60 * minutes
        while time.monotonic() < end:
            go_a_round(work, watching)
            seconds = settled_seconds(root, indexes, watching)
            rounds.append(Round(seconds, compare(root, indexes, scratch / "fresh")))
            print(
                f"round {len(rounds) - 1}: {rounds[-1].units} units, settled in {seconds:.2f} s", flush=True
            )
        asking.end()
        exit_code = watching.leave()
    finally:
        watching.process.kill()
    return {
        "minutes": minutes,
        "seed": seed,
        "rounds": len(rounds) - 1,
        "kills": watching.kills,
        "comparisons": len(rounds),
        "differences": 0,  # one would have ended the script
        "actions": dict(sorted(work.done.items())),
        "units": {"min": min(each.units for each in rounds), "max": max(each.units for each in rounds)},
        "settled_s": {
            "median": round(statistics.median(each.seconds for each in rounds[1:]), 2),
            "max": round(max(each.seconds for each in rounds), 2),
        },
        "answers": dict(sorted(asking.answers.items())),
        "failed_searches": len(asking.errors),
        "errors": sorted(set(asking.errors))[:5],
        "exit_code": exit_code,
    }


@dataclass(frozen=True, slots=True)
class Round:
    """How long the index took to settle, and what it held then."""

    seconds: float
    units: int


def go_a_round(work: Work, watching: Watching) -> None:
    """Work for some seconds; in some rounds the process is killed, and nobody watches for a while."""
    length, killed_after = work.round_seconds()
    if killed_after is None:
        work.go_on(length)
        return
    work.go_on(killed_after)
    watching.kill()
    work.go_on((length - killed_after) / 2)
    watching.begin()
    work.go_on((length - killed_after) / 2)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=RESULTS / "stress.json")
    options = parser.parse_args()
    import_lancedb(trim=True)
    with tempfile.TemporaryDirectory() as scratch:
        results = stress(Path(scratch), minutes=options.minutes, seed=options.seed)
    print(json.dumps(results, indent=1))
    write(options.out, results)
    sys.exit(bool(results["failed_searches"]))


if __name__ == "__main__":
    main()
