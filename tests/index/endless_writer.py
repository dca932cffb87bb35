"""Run by test_crash: for each number of seconds on stdin, starts an endless writer, then kills it."""

import multiprocessing
import random
import sys
from pathlib import Path

import numpy as np

from codesearch.index.lancedb_import import import_lancedb
from codesearch.index.lock import writer_lock
from codesearch.index.manifest import Manifest
from codesearch.index.records import FileState, UnitRow
from codesearch.index.store import Store
from codesearch.types import Unit

MANIFEST = Manifest(root="/repo", parser_version="1", terms_version="1", encoder_id="toy", width=2)


def write_forever(folder: Path, seed: int, started: "multiprocessing.synchronize.Event") -> None:
    chance = random.Random(seed)
    import_lancedb(trim=True)
    with writer_lock(folder):
        started.set()
        store = Store.prepare(folder, MANIFEST)
        turn = 0
        while True:
            turn += 1
            paths = [f"{number}.py" for number in chance.sample(range(15), 4)]
            states = [FileState(path, 1, turn, units=chance.randrange(6)) for path in paths]
            store.replace_files(states, [row for state in states for row in rows(state)])
            for chunk in store.missing_vectors(chunk=5):
                store.add_vectors([text_hash for text_hash, _ in chunk], np.ones((len(chunk), 2)))
            store.remove_files(chance.sample(paths, 1))
            if chance.random() < 0.3:
                store.optimize()


def rows(state: FileState) -> list[UnitRow]:
    texts = [f"turn {state.mtime_ns} {state.path} {line}" for line in range(state.units)]
    return [
        UnitRow(
            Unit(state.path, "python", "function", "f", "f", "", "", line, line, text),
            text,
            f"hash of {text}",
        )
        for line, text in enumerate(texts, 1)
    ]


def main() -> None:
    folder = Path(sys.argv[1])
    context = multiprocessing.get_context("spawn")
    for seed, line in enumerate(sys.stdin):
        started = context.Event()
        writer = context.Process(target=write_forever, args=(folder, seed, started))
        writer.start()
        started.wait()
        writer.join(timeout=float(line))
        writer.kill()
        writer.join()
        print("killed", flush=True)


if __name__ == "__main__":
    main()
