"""How fast `codesearch tui` answers keys, in a terminal of its own, on a large repository.

    python benchmarks/tui.py FOLDER [--index-dir DIR] [--rounds 7] [--out FILE]

The index is brought up to date first. Times are from when a key is written to the terminal, or the process is
begun, to when the last byte of the frame that shows the effect is read. Keys for `repaint_ms` follow each
other so that they fall into the search for the key before.
"""

import argparse
import itertools
import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from pseudo_terminal import COLUMNS, ROWS, Frame, PseudoTerminal, in_terminal
from published import RESULTS, write

QUESTIONS = [
    "where are retries handled",
    "parse command line arguments",
    "how is the configuration file read",
    "convert a date to a string",
    "tests for the cache",
    "raise an error if the value is out of range",
    "sort by priority",
    "swap two qubits of a circuit",
]
PROGRAM = [sys.executable, "-P", "-m", "codesearch"]  # no engine in here: its threads do not survive a fork
DOWN, CLEAR = "\x1b[B", "\x15"
PROMPT = "❯"
QUERY, FACTS, STATUS = 0, 1, ROWS - 1
BODY = range(2, STATUS)
SPLIT = COLUMNS * 2 // 5  # where results end and code begins
LIST, CODE = range(SPLIT - 1), range(SPLIT, COLUMNS - 1)  # without their scroll bars, which any layout paints
APART = (0.065, 0.110)  # seconds between keys: typing pauses for 60 ms before a question is asked
QUIET = 0.4  # seconds without a change after which nothing more is coming
STEPS = 8  # results that are gone through for each question


def first_paints(command: list[str], environment: dict[str, str], rounds: int) -> list[float]:
    """Seconds until the query can be typed, of so many processes; another before them reads the files."""
    seconds = []
    for _ in range(rounds + 1):
        with in_terminal(command, environment) as terminal:
            frame = terminal.when(lambda _: PROMPT in terminal.picture.line(QUERY))
            seconds.append(frame.seconds - terminal.start)
            opened(terminal)
    return seconds[1:]


def first_answers(command: list[str], environment: dict[str, str], rounds: int) -> list[float]:
    """Seconds until the code of the best answer to a question that comes with the command."""
    seconds = []
    for question in itertools.islice(itertools.cycle(QUESTIONS), rounds):
        with in_terminal([*command, "--query", question], environment) as terminal:
            frame = terminal.when(lambda _: terminal.picture.line(BODY.start)[CODE.start :].strip() != "")
            seconds.append(frame.seconds - terminal.start)
    return seconds


def repaints(terminal: PseudoTerminal) -> list[float]:
    """Seconds from key to repaint while each key falls into the search for the one before."""
    chance = random.Random(0)
    seconds = []
    for question in QUESTIONS:
        for length in range(1, len(question) + 1):
            pressed = terminal.press(question[length - 1])
            if question[length - 1] != " ":  # which is not seen
                frame = terminal.when(partial(is_typed, terminal, question[:length]))
                seconds.append(frame.seconds - pressed)
            terminal.watch(chance.uniform(*APART) - (time.perf_counter() - pressed))
        clear(terminal)
    return seconds


def answers(terminal: PseudoTerminal) -> tuple[list[float], list[float]]:
    """Seconds from the last key of a word to the first results, and to their order by words and meaning."""
    first, final = [], []
    for question in QUESTIONS:
        words = question.split(" ")
        for count in range(2, len(words) + 1):
            typed = " ".join(words[:count])
            terminal.press(typed[:-1] if count == 2 else f" {words[count - 1][:-1]}")
            settle(terminal)
            before = terminal.picture.line(FACTS)  # has the number of results and how long they took
            pressed = terminal.press(typed[-1])
            frames = terminal.burst(QUIET, partial(is_answered, terminal, before))
            first.append(frames[0].seconds - pressed)
            final.append(frames[-1].seconds - pressed)
        clear(terminal)
    return first, final


def previews(terminal: PseudoTerminal) -> tuple[list[float], list[float]]:
    """Seconds from an arrow key to the next result selected, and to its code."""
    selected, shown = [], []
    for question in QUESTIONS:
        terminal.press(question)
        settle(terminal)
        for _ in range(STEPS):
            pressed = terminal.press(DOWN)
            frame = terminal.when(lambda frame: frame.touches(BODY, LIST))
            selected.append(frame.seconds - pressed)
            if not frame.touches(BODY, CODE):
                frame = terminal.when(lambda frame: frame.touches(BODY, CODE))
            shown.append(frame.seconds - pressed)
            settle(terminal)
        clear(terminal)
    return selected, shown


def opened(terminal: PseudoTerminal) -> None:
    """Wait until the engine is there and has looked for changes."""
    terminal.when(lambda _: " units" in terminal.picture.line(STATUS))
    terminal.rest(2 * QUIET, lambda frame: frame.touches(range(STATUS, ROWS), range(COLUMNS)))


def settle(terminal: PseudoTerminal) -> None:
    terminal.rest(QUIET, in_body)


def clear(terminal: PseudoTerminal) -> None:
    terminal.press(CLEAR)
    settle(terminal)


def in_body(frame: Frame) -> bool:
    return frame.touches(BODY, range(COLUMNS))


def is_answered(terminal: PseudoTerminal, before: str, frame: Frame) -> bool:
    """Whether the list was painted with another answer than the one that the fact line told of before."""
    return frame.touches(BODY, LIST) and terminal.picture.line(FACTS) != before


def is_typed(terminal: PseudoTerminal, typed: str, _: Frame) -> bool:
    return terminal.picture.line(QUERY).lstrip().startswith(f"{PROMPT} {typed}")


def spread(values: Iterable[float], unit: float = 1.0) -> dict[str, float]:
    """Median, 95th percentile and extremes, in `unit` seconds."""
    ordered = sorted(value / unit for value in values)
    return {
        "p50": round(statistics.median(ordered), 4),
        "p95": round(ordered[math.ceil(0.95 * len(ordered)) - 1], 4),
        "min": round(ordered[0], 4),
        "max": round(ordered[-1], 4),
        "count": len(ordered),
    }


def environment(scratch: str) -> dict[str, str]:
    """A terminal with colours, and a folder for what the application remembers."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "CODESEARCH_ASCII")}
    return {
        **kept,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "CODESEARCH_STATE_DIR": scratch,
        "XDG_CONFIG_HOME": scratch,
    }


def measure(command: list[str], environment: dict[str, str], rounds: int) -> dict[str, object]:
    starts = first_paints(command, environment, rounds)
    first_answer = first_answers(command, environment, rounds)
    with in_terminal(command, environment) as terminal:
        opened(terminal)
        keys = repaints(terminal)
        first, final = answers(terminal)
        selected, shown = previews(terminal)
    return {
        "first_paint_s": spread(starts),
        "first_answer_s": spread(first_answer),
        "repaint_ms": spread(keys, 1e-3),
        "first_results_ms": spread(first, 1e-3),
        "final_order_ms": spread(final, 1e-3),
        "selection_ms": spread(selected, 1e-3),
        "preview_ms": spread(shown, 1e-3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index-dir", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--out", type=Path, default=RESULTS / "tui.json")
    options = parser.parse_args()
    place = [str(options.folder), *(["--index-dir", str(options.index_dir)] if options.index_dir else [])]
    subprocess.run([*PROGRAM, "index", *place], check=True)
    status = subprocess.run([*PROGRAM, "status", "--json", *place], check=True, capture_output=True)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as scratch:
        times = measure([*PROGRAM, "tui", *place], environment(scratch), options.rounds)
    results = {
        "repository": options.folder.resolve().name,
        "units": json.loads(status.stdout)["coverage"]["units"],
        "terminal": f"{COLUMNS} x {ROWS}",
        "load": [round(load, 2), round(os.getloadavg()[0], 2)],  # before and after: about 1 is ours
        "nice": os.nice(0),
        **times,
    }
    for name, value in results.items():
        print(f"{name}: {value}")
    write(options.out, results)


if __name__ == "__main__":
    main()
