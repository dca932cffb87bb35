"""An indexing run that is killed, at thirty random points, resumes without doubling or losing anything."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from codesearch.engine import Index
from codesearch.errors import CodesearchError

KILLS = 30
FILES = 150
CHANGED = 24  # files written anew before each run, so that each has more steps than are waited for
MAX_STEPS = 6
SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from conftest import WordEncoder
from codesearch.engine import Index, embed, refresh
from codesearch.index.lancedb_import import import_lancedb
import_lancedb(trim=True)
refresh.BATCH_FILES, embed.CHUNK = 8, 16  # many commits, so that kills fall between them and into them

def step(progress):
    print(progress.stage, flush=True)
    sys.stdin.readline()

Index(sys.argv[1], index_dir=Path(sys.argv[2]), encoder=WordEncoder()).refresh(step)
"""


def test_thirty_kills_leave_the_rows_of_a_fresh_index(tmp_path: Path, encoder) -> None:
    root, kept, fresh = tmp_path / "root", tmp_path / "kept", tmp_path / "fresh"
    source = random.Random(7)
    _write(root, source, range(FILES))
    for number in range(KILLS):
        in_commit = source.uniform(0.0, 0.02) if number % 2 else None
        _run_and_kill(root, kept, steps=source.randint(1, MAX_STEPS), after=in_commit)
        _answers_or_says_why_not(root, kept, encoder)
        _write(root, source, source.sample(range(FILES), CHANGED))
        (root / f"module_{number}.py").unlink(missing_ok=True)
    resumed = Index(root, index_dir=kept, encoder=encoder)
    resumed.refresh()
    anew = Index(root, index_dir=fresh, encoder=encoder)
    anew.refresh()
    assert _rows(resumed) == _rows(anew)
    assert resumed.coverage == anew.coverage


def _write(root: Path, source: random.Random, numbers: range | list[int]) -> None:
    root.mkdir(exist_ok=True)
    for number in numbers:
        functions = [
            f"def function_{number}_{i}(value):\n    return value + {source.randrange(1000)}\n"
            for i in range(4)
        ]
        (root / f"module_{number}.py").write_text("\n\n".join(functions))


def _run_and_kill(root: Path, index_dir: Path, *, steps: int, after: float | None) -> None:
    """Kill the process when it has made some steps, or some seconds into what follows them."""
    command = [sys.executable, "-c", SCRIPT, str(root), str(index_dir), str(Path(__file__).parents[1])]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin as go_on, process.stdout as made:
        for step in range(steps):
            assert made.readline(), "it ended before it could be killed"
            if step < steps - 1 or after is not None:
                go_on.write(b"\n")
                go_on.flush()
        if after is not None:
            time.sleep(after)
        os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL or after is not None


def _answers_or_says_why_not(root: Path, index_dir: Path, encoder) -> None:
    try:
        hits = Index(root, index_dir=index_dir, encoder=encoder).search("function", limit=1000)
    except CodesearchError as error:
        assert "codesearch index" in str(error)
    else:
        places = [(hit.path, hit.start_line, hit.kind) for hit in hits]
        assert len(places) == len(set(places))


def _rows(index: Index) -> list[tuple[object, ...]]:
    store = index._store
    units = store.read_units(store.light_columns().ids.tolist())
    return sorted(
        (u.path, u.start_line, u.end_line, u.kind, u.qualified_name, u.text) for u in units.values()
    )
