"""Whatever is written, moved and deleted in whatever order, a settled index equals one made anew."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from codesearch.engine import Index
from codesearch.watch import Live
from tests.conftest import WordEncoder, write_files
from tests.engine.test_index import rows

from .conftest import DEADLINE

FOLDERS = ("", "a/", "a/b/", "c/", "ignored/")
FILES = st.sampled_from([f"{folder}{name}" for folder in FOLDERS for name in ("x.py", "y.py", "z.md")])
PLACES = st.sampled_from(["a", "a/b", "c", "d", "ignored"])
TEXTS = st.sampled_from(
    [f"def function_{number}(): ...\n" for number in range(6)] + ["", "# Title\n\nWords.\n"]
)


class Work(RuleBasedStateMachine):
    """Somebody works in a root that is kept true."""

    @initialize()
    def begin(self) -> None:
        self.place = Path(tempfile.mkdtemp())
        self.root = self.place / "root"
        write_files(self.root, {"x.py": "def first(): ...\n"})
        self.live = Live(Index(self.root, index_dir=self.place / "kept", encoder=WordEncoder()))
        self.live.start()

    @rule(path=FILES, text=TEXTS)
    def write(self, path: str, text: str) -> None:
        if not any((self.root / parent).is_file() for parent in Path(path).parents):
            write_files(self.root, {path: text})

    @rule(path=FILES)
    def delete(self, path: str) -> None:
        (self.root / path).unlink(missing_ok=True)

    @rule(path=FILES, other=FILES)
    def move(self, path: str, other: str) -> None:
        if (self.root / path).is_file() and (self.root / other).parent.is_dir():
            (self.root / path).replace(self.root / other)

    @rule(folder=PLACES, other=PLACES)
    def move_folder(self, folder: str, other: str) -> None:
        is_free = not (self.root / other).exists() and (self.root / other).parent.is_dir()
        if (self.root / folder).is_dir() and is_free and not other.startswith(folder):
            (self.root / folder).rename(self.root / other)

    @rule(folder=PLACES)
    def delete_folder(self, folder: str) -> None:
        shutil.rmtree(self.root / folder, ignore_errors=True)

    @rule(rules=st.sampled_from(["", "ignored/\n", "a/b/\n", "*.md\n"]))
    def ignore(self, rules: str) -> None:
        write_files(self.root, {".gitignore": rules})

    @rule()
    def settle(self) -> None:
        assert self.live.settle(DEADLINE)

    @rule()
    def compare(self) -> None:
        assert self.live.settle(DEADLINE)
        fresh = Index(self.root, index_dir=Path(tempfile.mkdtemp(dir=self.place)), encoder=WordEncoder())
        fresh.refresh()
        assert rows(self.live.index) == rows(fresh)
        assert self.live.index.coverage == fresh.coverage

    @invariant()
    def is_at_work(self) -> None:
        assert self.live.state.problem == ""

    def teardown(self) -> None:
        self.compare()
        self.live.stop()
        shutil.rmtree(self.place)


Work.TestCase.settings = settings(max_examples=5, stateful_step_count=12, deadline=None)
TestWork = Work.TestCase
