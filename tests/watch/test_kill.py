"""A process that keeps an index true and is killed at any moment; another one goes on."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from codesearch.engine import Index
from tests.conftest import WordEncoder, write_files
from tests.engine.test_index import rows

KILLS = 4
SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from conftest import WordEncoder
from codesearch.engine import Index
from codesearch.watch import Live
live = Live(Index(sys.argv[1], index_dir=Path(sys.argv[2]), encoder=WordEncoder()))
live.start()
live.settle(60)
for line in sys.stdin:
    print(live.settle(60), flush=True)
"""


def start(root: Path, kept: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", SCRIPT, str(root), str(kept), str(Path(__file__).parents[1])]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def has_settled(process: "subprocess.Popen[bytes]") -> bool:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"\n")
    process.stdin.flush()
    return process.stdout.readline() == b"True\n"


def test_whoever_comes_after_a_killed_one_makes_up_for_it(tmp_path: Path, encoder: WordEncoder) -> None:
    root, kept = tmp_path / "root", tmp_path / "kept"
    chance = random.Random(7)
    for number in range(KILLS):
        with start(root if root.exists() else _new(root), kept) as process:
            if number % 2:
                assert has_settled(process)
            for turn in range(20):
                file = chance.randrange(30)
                write_files(root, {f"m{file}.py": f"def function_{file}_{turn}(): ...\n"})
                (root / f"m{chance.randrange(30)}.py").unlink(missing_ok=True)
                time.sleep(chance.uniform(0.0, 0.05))
            os.kill(process.pid, signal.SIGKILL)
    with start(root, kept) as process:
        assert has_settled(process)
        os.kill(process.pid, signal.SIGKILL)
    fresh = Index(root, index_dir=tmp_path / "fresh", encoder=encoder)
    fresh.refresh()
    resumed = Index(root, index_dir=kept, encoder=encoder)
    assert rows(resumed) == rows(fresh)
    assert resumed.coverage == fresh.coverage


def _new(root: Path) -> Path:
    write_files(root, {f"m{number}.py": f"def function_{number}(): ...\n" for number in range(30)})
    return root
