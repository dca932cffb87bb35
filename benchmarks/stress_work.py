"""What somebody does in a git repository, drawn by chance: edits, moves, deletes, branches, stashes."""

import itertools
import random
import shutil
import subprocess
import time
from collections import Counter
from pathlib import Path

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
