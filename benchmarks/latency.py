"""Latency of a search on a ready index: the command from start to end, and warm in one process.

python benchmarks/latency.py FOLDER [--rounds 15] [--index-dir DIR] [--json FILE]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import codesearch

QUESTIONS = [
    "where are retries handled",
    "parse command line arguments",
    "how is the configuration file read",
    "close the connection when the server goes away",
    "convert a date to a string",
    "escape html",
    "tests for the cache",
    "get",
    "raise an error if the value is out of range",
    "sort by priority",
]


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def command_seconds(folder: Path, index_dir: Path, rounds: int) -> list[float]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    seconds = []
    for number in range(rounds + 1):
        question = QUESTIONS[number % len(QUESTIONS)]
        command = [
            sys.executable,
            "-P",
            "-m",
            "codesearch",
            "search",
            question,
            str(folder),
            "--index-dir",
            str(index_dir),
        ]
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=False, env=environment)
        seconds.append(time.perf_counter() - start)
    return seconds[1:]  # the first one reads the programs from disk


def warm_seconds(index: codesearch.Index, mode: str, rounds: int) -> list[float]:
    seconds = []
    for _ in range(rounds):
        for question in QUESTIONS:
            start = time.perf_counter()
            index.search(question, mode=mode)  # type: ignore[arg-type]
            seconds.append(time.perf_counter() - start)
    return seconds[len(QUESTIONS) :]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--index-dir", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        index_dir = arguments.index_dir or Path(scratch)
        index = codesearch.open_index(arguments.folder, index_dir=index_dir)
        cold = command_seconds(arguments.folder, index_dir, arguments.rounds)
        results = {
            "units": index.coverage.units,
            "command_s": {"p50": statistics.median(cold), "min": min(cold), "max": max(cold)},
        }
        for mode in ("lexical", "semantic", "hybrid"):
            warm = warm_seconds(index, mode, arguments.rounds)
            results[f"warm_{mode}_ms"] = {f"p{p}": 1000 * percentile(warm, p / 100) for p in (50, 90, 99)}
    print(json.dumps(results, indent=1, default=lambda value: round(value, 4)))
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
