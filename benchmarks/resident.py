"""What a running `codesearch watch` saves: `codesearch search` from start to end with one, and without.

python benchmarks/resident.py FOLDER [--index-dir DIR] [--rounds 20] [--out FILE]

Beside them stands `codesearch --version`, the least that any command costs. All vectors are computed first.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from latency import QUESTIONS
from published import RESULTS, write

import codesearch
from codesearch.service import connect

COMMAND = [sys.executable, "-P", "-m", "codesearch"]
START_SECONDS = 60.0


def seconds_of(command: list[str], environment: Mapping[str, str]) -> float:
    """From the start of a process to its end."""
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True, env=environment)
    return time.perf_counter() - start


@contextmanager
def watching(folder: Path, index_dir: Path) -> Iterator[None]:
    """`codesearch watch` runs, answers, and has an encoder in memory."""
    command = [*COMMAND, "watch", "--index-dir", str(index_dir), str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + START_SECONDS
        while (index := connect(folder, index_dir=index_dir)) is None:
            if time.monotonic() > end or process.poll() is not None:
                raise SystemExit("`codesearch watch` does not answer")
            time.sleep(0.1)
        index.search("warm")
        index.close()
        yield
    finally:
        process.terminate()
        process.wait()


def spread(seconds: list[float]) -> dict[str, float]:
    return {"p50": statistics.median(seconds), "min": min(seconds), "max": max(seconds)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index-dir", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--out", type=Path, default=RESULTS / "resident.json")
    arguments = parser.parse_args()
    seconds: dict[str, list[float]] = {"version": [], "with": [], "without": []}
    with tempfile.TemporaryDirectory() as scratch:
        index_dir = arguments.index_dir or Path(scratch)
        os.environ["XDG_RUNTIME_DIR"] = scratch  # apart from what else is watched here
        alone = os.environ | {"XDG_RUNTIME_DIR": f"{scratch}/nobody", "TMPDIR": f"{scratch}/nobody"}
        index = codesearch.open_index(arguments.folder, index_dir=index_dir)
        with watching(arguments.folder, index_dir):
            for number in range(arguments.rounds + 1):
                search = [*COMMAND, "search", QUESTIONS[number % len(QUESTIONS)], str(arguments.folder)]
                search += ["--index-dir", str(index_dir)]
                seconds["version"].append(seconds_of([*COMMAND, "--version"], alone))
                seconds["with"].append(seconds_of(search, os.environ))
                seconds["without"].append(seconds_of(search, alone))
        results = {
            "units": index.coverage.units,
            "load": os.getloadavg()[0],
            **{f"{name}_s": spread(values[1:]) for name, values in seconds.items()},  # the first reads files
        }
    write(arguments.out, results)
    for name in seconds:
        print(name, " ".join(f"{key} {value:.3f}" for key, value in results[f"{name}_s"].items()))


if __name__ == "__main__":
    main()
