"""Work in a git repository while `codesearch watch` keeps its index live, is killed, and is asked questions.

    python benchmarks/stress.py [--minutes 5] [--seed 7] [--out FILE]

Each round is a few seconds of edits, moves, deletes, branch switches and the like; in some the process that
watches is killed. Then the index has to equal one made anew, row by row, with all vectors. Questions never
pause; one that fails, or an index that differs, ends the script with exit code 1.
"""

import argparse
import itertools
import json
import random
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

from codesearch.engine import Index
from codesearch.errors import ServiceError
from codesearch.index.lancedb_import import import_lancedb
from codesearch.service import connect

DEADLINE = 600.0
FOLDERS = [f"part_{number}" for number in range(12)]
FILES_A_FOLDER = 20
KILLED = 0.3  # of the rounds
ROUND_SECONDS = (2.0, 5.0)
PAUSES = (0.0, 0.2)  # seconds between two actions
WORDS = [
    "harbour",
    "lantern",
    "meadow",
    "glacier",
    "orchard",
    "saffron",
    "thimble",
    "walnut",
    "zephyr",
    "cobalt",
]
GIT = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "gc.auto=0"]

Rows = list[tuple[object, ...]]


class Work:
    """What somebody does in the repository at `root`; the same seed makes the same choices."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.done: Counter[str] = Counter()
        self._chance = random.Random(seed)
        self._numbers = itertools.count()
        self._actions = {
            self.edit: 30,
            self.save_atomically: 15,
            self.add: 8,
            self.delete: 6,
            self.move: 6,
            self.move_folder: 3,
            self.delete_folder: 1,
            self.swap_file: 5,
            self.build: 5,
            self.ignore: 1,
            self.switch: 5,
            self.stash: 3,
            self.commit: 4,
        }

    def begin(self) -> None:
        """Make the repository, with three branches."""
        self.root.mkdir()
        self._git("init", "-q", "-b", "branch_0")
        for folder in FOLDERS:
            for number in range(FILES_A_FOLDER):
                self._write(self.root / folder / f"module_{number}.py", self._text())
        self._write(self.root / ".gitignore", "build/\n*.log\n")
        self.commit()
        for branch in ("branch_1", "branch_2"):
            self._git("checkout", "-qb", branch)
            for file in self._chance.sample(self._files(), 100):
                self._write(file, self._text())
            self.commit()

    def go_on(self, seconds: float) -> None:
        """Do one thing after another for so long."""
        end = time.monotonic() + seconds
        actions, weights = zip(*self._actions.items(), strict=True)
        while time.monotonic() < end:
            (action,) = self._chance.choices(actions, weights)
            action()
            self.done[action.__name__] += 1
            time.sleep(self._chance.uniform(*PAUSES))

    def edit(self) -> None:
        """Add a function to a file, or write it anew."""
        file = self._any_file()
        before = file.read_text() if self._chance.random() < 0.7 else ""
        self._write(file, f"{before}\n\n{self._function()}")

    def save_atomically(self) -> None:
        """Write beside a file, then move it over the file."""
        file = self._any_file()
        beside = file.with_name(f".{file.name}.tmp")
        self._write(beside, self._text())
        beside.replace(file)

    def add(self) -> None:
        """Make a file, perhaps in a new folder."""
        folder = self._chance.choice([*FOLDERS, f"deep_{next(self._numbers)}/a/b"])
        self._write(self.root / folder / f"new_{next(self._numbers)}.py", self._text())

    def delete(self) -> None:
        """Delete a file."""
        self._any_file().unlink()

    def move(self) -> None:
        """Rename a file, sometimes by case alone."""
        file = self._any_file()
        name = file.name.swapcase() if self._chance.random() < 0.3 else f"moved_{next(self._numbers)}.py"
        file.rename(file.with_name(name))

    def move_folder(self) -> None:
        """Rename a folder with all that is in it."""
        folder = self._any_file().parent
        if folder != self.root:
            folder.rename(self.root / f"folder_{next(self._numbers)}")

    def delete_folder(self) -> None:
        """Delete a folder with all that is in it."""
        folder = self._any_file().parent
        if folder != self.root:
            shutil.rmtree(folder)

    def swap_file(self) -> None:
        """Come and go as an editor's files do."""
        for name in ("4913", ".module.py.swp", "module.py~"):
            file = self._any_file().with_name(name)
            self._write(file, "x")
            file.unlink()

    def build(self) -> None:
        """Write what is ignored."""
        self._write(self.root / "build" / f"{self._chance.randrange(9)}/x.py", self._text())
        self._write(self.root / "a.log", self._text())

    def ignore(self) -> None:
        """Ignore something else."""
        self._write(self.root / ".gitignore", f"build/\n*.log\n{self._chance.choice(FOLDERS)}/\n")

    def commit(self) -> None:
        """Commit all that changed."""
        self._git("add", "-A")
        self._git("commit", "-qm", "more", "--allow-empty")

    def switch(self) -> None:
        """Commit, then check another branch out."""
        self.commit()
        self._git("checkout", "-qf", f"branch_{self._chance.randrange(3)}")

    def stash(self) -> None:
        """Put changes away, and bring them back unless they do not fit any more."""
        self.edit()
        if self._git("stash", "-qu"):
            time.sleep(self._chance.uniform(*PAUSES))
            if not self._git("stash", "pop", "-q"):
                self._git("reset", "-q", "--hard")

    def round_seconds(self) -> tuple[float, float | None]:
        """How long the next round is, and after how many seconds of it the process is killed, if at all."""
        seconds = self._chance.uniform(*ROUND_SECONDS)
        return seconds, self._chance.uniform(0, seconds) if self._chance.random() < KILLED else None

    def _files(self) -> list[Path]:
        found = (path for path in sorted(self.root.rglob("*.py")) if path.is_file())
        return [path for path in found if not {"build", ".git"} & set(path.relative_to(self.root).parts)]

    def _any_file(self) -> Path:
        files = self._files()
        if len(files) < len(FOLDERS) * FILES_A_FOLDER // 2:  # deleting must not come to an end
            self._git("checkout", "-qf", ".")
            files = self._files()
        while not files:
            self.add()
            files = self._files()
        return self._chance.choice(files)

    def _write(self, file: Path, text: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def _text(self) -> str:
        return "\n\n".join(self._function() for _ in range(self._chance.randint(1, 4)))

    def _function(self) -> str:
        first, second = self._chance.sample(WORDS, 2)
        number = self._chance.randrange(1000)
        return f"def {first}_{second}(value):\n    return value + {number}\n"

    def _git(self, *arguments: str) -> bool:
        done = subprocess.run([*GIT, *arguments], cwd=self.root, capture_output=True, check=False)
        return done.returncode == 0


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
