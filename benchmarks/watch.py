"""How soon a save can be found, what a branch switch costs, and what watching costs while nothing happens.

    python benchmarks/watch.py FOLDER [--index-dir DIR] [--saves 100] [--more 500] [--idle 60] [--out FILE]

Saves append a function to files of FOLDER, which are as before afterwards; the index is brought up to date
first. Searching begins with the save and goes on until the function is found, by words and by meaning. The
branch switch is in a repository that the script makes. Idle CPU is that of all threads of a process that
watches, and of what it starts.
"""

import argparse
import contextlib
import json
import os
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from published import RESULTS, write
from stress_work import GIT, WORDS

from codesearch.encoder.lazy import LazyEncoder
from codesearch.encoder.protocol import Vectors
from codesearch.engine import Index
from codesearch.index.disk import bytes_on_disk
from codesearch.index.lancedb_import import import_lancedb
from codesearch.watch import Live

DEADLINE = 600.0
SOURCES = (".py", ".php", ".js", ".ts", ".c", ".rs", ".go", ".java")
BRANCH_FILES = 5_000


class CountingEncoder(LazyEncoder):
    """The bundled encoder; counts the texts that it encoded for an index."""

    texts = 0

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Return what the bundled encoder returns."""
        self.texts += len(texts)
        return super().encode_documents(texts)


@contextlib.contextmanager
def watching(root: Path, index_dir: Path) -> Iterator[tuple[Live, CountingEncoder]]:
    encoder = CountingEncoder()
    live = Live(Index(root, index_dir=index_dir, encoder=encoder))
    live.start()
    try:
        assert live.settle(DEADLINE), live.state
        yield live, encoder
    finally:
        live.stop()


def saves(live: Live, count: int) -> dict[str, object]:
    """Seconds from a save to its being found by words, by meaning, and settled."""
    chance = random.Random(7)
    paths = [path for path in sorted(live.index.paths()) if path.endswith(SOURCES)]
    text, vector, settled = [], [], []
    for number in range(count):
        path, name = chance.choice(paths), f"{chance.choice(WORDS)}_{chance.choice(WORDS)}_{number}"
        with saved(live.index.root / path, name) as start:
            found(live, name, "lexical", path)
            text.append(time.perf_counter() - start)
            found(live, name, "semantic", path)
            vector.append(time.perf_counter() - start)
            assert live.settle(DEADLINE)
            settled.append(time.perf_counter() - start)
        assert live.settle(DEADLINE)
        time.sleep(chance.uniform(0.1, 0.5))
    return {"full_text_s": spread(text), "vector_s": spread(vector), "settled_s": spread(settled)}


def growth(live: Live, count: int) -> dict[str, object]:
    """Memory and disk after so many saves, each of them settled."""
    paths = [path for path in sorted(live.index.paths()) if path.endswith(SOURCES)]
    start = time.perf_counter()
    for number in range(count // 2):  # each is there and back
        with saved(live.index.root / paths[number % len(paths)], f"grown_{number}"):
            assert live.settle(DEADLINE)
        assert live.settle(DEADLINE)
    span = time.perf_counter() - start
    return {"saves": count, "seconds": round(span), "memory_mb": resident_mb(), "folder_mb": folder_mb(live)}


@contextlib.contextmanager
def saved(file: Path, name: str) -> Iterator[float]:
    """When a function of this name was added to a file, which is as before afterwards."""
    original = file.read_bytes()
    try:
        start = time.perf_counter()
        file.write_bytes(original + f"\n\ndef {name}(value):\n    return value * {len(name)}\n".encode())
        yield start
    finally:
        file.write_bytes(original)


def folder_mb(live: Live) -> int:
    return round(bytes_on_disk(live.index.folder) / 1e6)


def found(live: Live, name: str, mode: str, path: str) -> None:
    """Search until the unit is there."""
    end = time.perf_counter() + DEADLINE
    query = name.replace("_", " ")
    while not any(name in hit.text for hit in live.index.search(query, mode=mode, paths=[path], limit=50)):  # type: ignore[arg-type]
        assert time.perf_counter() < end
        time.sleep(0.005)


def branch_switch(scratch: Path) -> dict[str, object]:
    """Seconds from the end of `git checkout` to a settled index, texts encoded, and refreshes."""
    root = scratch / "branches"
    make_branches(root)
    with watching(root, scratch / "indexes") as (live, encoder):
        switches: dict[str, object] = {"files": BRANCH_FILES, "units": live.index.coverage.units}
        for round_, branch in enumerate(("other", "main", "other", "main")):
            texts, refreshes = encoder.texts, live.state.refreshes
            start = time.perf_counter()
            subprocess.run([*GIT, "checkout", "-q", branch], cwd=root, check=True)
            checked_out = time.perf_counter()
            assert live.settle(DEADLINE)
            switches[f"{round_ + 1}_to_{branch}"] = {
                "checkout_s": round(checked_out - start, 2),
                "settled_s": round(time.perf_counter() - checked_out, 2),
                "texts_encoded": encoder.texts - texts,
                "refreshes": live.state.refreshes - refreshes,
            }
    return switches


def make_branches(root: Path) -> None:
    """Two branches that differ in one line of each of 5,000 files of two functions, one of them the same."""
    subprocess.run([*GIT, "init", "-q", "-b", "main", str(root)], check=True)
    for branch, bump in (("main", 0), ("other", 1)):
        if bump:
            subprocess.run([*GIT, "checkout", "-qb", branch], cwd=root, check=True)
        for number in range(BRANCH_FILES):
            file = root / f"part_{number % 50}" / f"module_{number}.py"
            file.parent.mkdir(exist_ok=True)
            same = f"def keep_{number}(value):\n    return value + {number}\n"
            file.write_text(f"{same}\n\ndef change_{number}(value):\n    return value - {number + bump}\n")
        subprocess.run([*GIT, "add", "."], cwd=root, check=True)
        subprocess.run([*GIT, "commit", "-qm", branch], cwd=root, check=True)
    subprocess.run([*GIT, "checkout", "-q", "main"], cwd=root, check=True)


def idle(live: Live, seconds: float) -> dict[str, object]:
    """The share of a core, and the number of times that any thread was woken, while nothing happens."""
    time.sleep(2.0)
    cpu, woken, start = cpu_seconds(), switches(), time.monotonic()
    refreshes = live.state.refreshes
    time.sleep(seconds)
    span = time.monotonic() - start
    return {
        "seconds": round(span),
        "cpu_percent": round(100 * (cpu_seconds() - cpu) / span, 3),
        "wakeups_per_s": round(sum(now - woken.get(task, now) for task, now in switches().items()) / span, 2),
        "refreshes": live.state.refreshes - refreshes,
        "threads": len(list(Path("/proc/self/task").iterdir())),
    }


def cpu_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def switches() -> dict[str, int]:
    """How often each thread but this one has waited, by its number."""
    found = {}
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):  # it has ended
            lines = (task / "status").read_text().splitlines()
            found[task.name] = sum(int(line.split()[1]) for line in lines if line.startswith("voluntary"))
    found.pop(str(os.getpid()))
    return found


def resident_mb() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024


def spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "p50": round(statistics.median(ordered), 3),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 3),
        "min": round(ordered[0], 3),
        "max": round(ordered[-1], 3),
        "count": len(ordered),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index-dir", type=Path)
    parser.add_argument("--saves", type=int, default=100)
    parser.add_argument("--more", type=int, default=500)
    parser.add_argument("--idle", type=float, default=60.0)
    parser.add_argument("--out", type=Path, default=RESULTS / "watch.json")
    options = parser.parse_args()
    import_lancedb(trim=True)
    load = round(os.getloadavg()[0], 2)
    with tempfile.TemporaryDirectory() as scratch:
        with watching(options.folder, options.index_dir or Path(scratch) / "indexes") as (live, _):
            results: dict[str, object] = {
                "repository": options.folder.resolve().name,
                "files": len(live.index.paths()),
                "units": live.index.coverage.units,
                "load_before": load,
                "idle_at_start": {**idle(live, options.idle), "memory_mb": resident_mb()},
                "folder_mb": folder_mb(live),
                "saves": saves(live, options.saves),
                "after_saves": {"memory_mb": resident_mb(), "folder_mb": folder_mb(live)},
                "after_more_saves": growth(live, options.more),
                "idle_after_saves": idle(live, options.idle),
            }
        results["branch_switch"] = branch_switch(Path(scratch))
    print(json.dumps(results, indent=1))
    write(options.out, results)


if __name__ == "__main__":
    main()
