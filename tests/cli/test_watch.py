"""`codesearch watch` as it is used: real processes, told apart by their ids, none of which stays."""

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from codesearch.cli.watching import StatusLine, summary
from codesearch.service.records import Liveness
from codesearch.types import Coverage

from .conftest import CHECKOUT, Answer, write_files

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and modes of files are others there")

OTHER_VERSION = """
import sys, codesearch
codesearch.__version__ = "0.0.0"
from codesearch.cli import main
sys.argv = ["codesearch", *sys.argv[1:]]
main()
"""


class Desk:
    """A user of their own: folders for caches, logs and sockets, and commands given there."""

    def __init__(self, folder: Path, meeting_place: Path) -> None:
        self.root = folder / "repository"
        self.meeting_place = meeting_place
        write_files(self.root, {"retry.py": "def retry_request():\n    pass\n"})
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "CODESEARCH_"))
        }
        self.environment = kept | {
            "XDG_RUNTIME_DIR": str(meeting_place),
            "TMPDIR": str(meeting_place),  # so that nobody else's processes are seen
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_STATE_HOME": str(folder / "state"),
            "PYTHONPATH": str(CHECKOUT),
            "HOME": str(folder),
        }
        self._started: list[subprocess.Popen[bytes]] = []
        self.pids: set[int] = set()

    def start(
        self,
        *arguments: str,
        program: tuple[str, ...] = ("-P", "-m", "codesearch"),
        limit: Callable[[], None] | None = None,
    ) -> "subprocess.Popen[bytes]":
        started = subprocess.Popen(
            [sys.executable, *program, *arguments],
            cwd=self.root,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=limit,
        )
        self._started.append(started)
        return started

    def run(self, *arguments: str) -> Answer:
        return finished(self.start(*arguments))

    def watched(self) -> list[dict[str, Any]]:
        """What `--status --json` says."""
        found: list[dict[str, Any]] = json.loads(self.run("watch", "--status", "--json").out)["watched"]
        self.pids |= {state["pid"] for state in found}
        return found

    def in_background(self, *arguments: str) -> dict[str, Any]:
        answer = self.run("watch", "--background", *arguments)
        assert answer.code == 0, answer.err
        return self.watched()[0]

    def names(self, query: str) -> list[str]:
        """The files that a search finds; it does not refresh by itself what is watched."""
        return self.run("search", query, "--mode", "lexical", "-l", "-q").out.split()

    def end(self) -> None:
        self.run("watch", "--stop")
        for pid in self.pids:
            if is_running(pid):
                os.kill(pid, signal.SIGKILL)
        for started in self._started:
            if started.poll() is None:
                started.kill()
            started.communicate()


def finished(started: "subprocess.Popen[bytes]") -> Answer:
    out, err = started.communicate(timeout=120)
    return Answer(started.returncode, out.decode(), err.decode())


def is_running(pid: int) -> bool:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[:1]
    except OSError:
        return False


def becomes_true(condition: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    meeting_place = Path(tempfile.mkdtemp(prefix="cs-", dir="/tmp"))  # a socket's path is short
    desk = Desk(tmp_path, meeting_place)
    yield desk
    desk.end()
    shutil.rmtree(meeting_place)


def test_what_is_saved_is_found_until_it_is_stopped(desk: Desk) -> None:
    state = desk.in_background()
    assert (state["root"], state["live"]["problem"]) == (str(desk.root), "")
    write_files(desk.root, {"fresh.py": "def freshly_written():\n    pass\n"})
    assert becomes_true(lambda: "fresh.py" in desk.names("freshly written"))
    assert f"process  {state['pid']}, codesearch" in desk.run("watch", "--status").out
    assert f"as process {state['pid']}" in desk.run("watch", "--log").out
    again = desk.run("watch", "--background")
    assert (again.code, again.err) == (0, f"{desk.root} is watched already, by process {state['pid']}\n")
    assert desk.run("watch").code == 2
    stopped = desk.run("watch", "--stop")
    assert (stopped.code, stopped.err) == (0, f"stopped watching {desk.root}\n")
    assert becomes_true(lambda: not is_running(state["pid"]))
    assert list((desk.meeting_place / "codesearch").iterdir()) == []
    assert desk.run("watch", "--status").code == 1
    assert desk.run("watch", "--stop").code == 1


def test_two_starts_at_once_leave_one(desk: Desk) -> None:
    answers = [finished(started) for started in [desk.start("watch", "--background") for _ in range(2)]]
    (state,) = desk.watched()
    assert [answer.code for answer in answers] == [0, 0], answers
    assert all(f"process {state['pid']}" in answer.err for answer in answers)


def test_a_killed_process_is_replaced(desk: Desk) -> None:
    killed = desk.in_background()["pid"]
    os.kill(killed, signal.SIGKILL)
    assert becomes_true(lambda: not is_running(killed))
    assert list((desk.meeting_place / "codesearch").iterdir())
    assert desk.names("retry request") == ["retry.py"]
    assert desk.run("watch", "--status").code == 1
    assert desk.in_background()["pid"] != killed


def test_another_version_is_started_again(desk: Desk) -> None:
    older = desk.start("watch", program=("-P", "-c", OTHER_VERSION))
    assert becomes_true(lambda: [state["version"] for state in desk.watched()] == ["0.0.0"])
    assert desk.names("retry request") == ["retry.py"]
    assert becomes_true(lambda: [state["version"] for state in desk.watched()] not in ([], ["0.0.0"]))
    (state,) = desk.watched()
    assert state["pid"] == older.pid


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it(desk: Desk, number: int) -> None:
    started = desk.start("watch")
    assert becomes_true(lambda: len(desk.watched()) == 1)
    started.send_signal(number)
    answer = finished(started)
    assert (answer.code, answer.out) == (0, "")
    assert "Traceback" not in answer.err
    assert desk.watched() == []


def test_several_roots_have_one_process_that_leaves_with_the_last(desk: Desk) -> None:
    other = desk.root.parent / "other"
    write_files(other, {"a.py": "a = 1\n"})
    pid = desk.in_background(str(desk.root), str(other))["pid"]
    assert [(state["root"], state["pid"]) for state in desk.watched()] == [
        (str(other), pid),
        (str(desk.root), pid),
    ]
    assert desk.run("watch", "--stop", str(other)).code == 0
    assert [state["root"] for state in desk.watched()] == [str(desk.root)]
    shutil.rmtree(desk.root)
    desk.root.mkdir()  # where commands are given
    assert desk.run("watch", "--stop", str(desk.root)).code == 0
    assert becomes_true(lambda: not is_running(pid))


def test_a_root_that_is_deleted_ends_it(desk: Desk) -> None:
    started = desk.start("watch", str(desk.root))
    assert becomes_true(lambda: len(desk.watched()) == 1)
    desk.root.rename(desk.root.parent / "moved")
    answer = finished(started)
    desk.root.mkdir()  # where commands are given
    assert answer.code == 2
    said = f"codesearch: {desk.root} is gone, so it is no longer watched: start `codesearch watch` where it"
    assert answer.err.splitlines()[-1].startswith(said)


def test_what_cannot_be_watched_is_said_in_a_sentence(desk: Desk) -> None:
    missing = desk.run("watch", "--background", "nowhere")
    assert (missing.code, missing.err) == (
        2,
        "codesearch: nowhere does not exist: give the folder of a repository\n",
    )
    (desk.meeting_place / "codesearch").mkdir(mode=0o755)
    for how in ((), ("--background",)):
        refused = desk.run("watch", *how)
        assert refused.code == 2
        assert refused.err.splitlines()[-1].startswith(
            f"codesearch: {desk.meeting_place}/codesearch can be entered"
        )
    assert desk.names("retry request") == ["retry.py"]


def test_a_full_disk_is_said_and_ends_nothing(desk: Desk) -> None:
    resource = pytest.importorskip("resource")
    started = desk.start("watch", limit=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000)))
    assert becomes_true(lambda: any(state["live"]["problem"] for state in desk.watched()))
    assert started.poll() is None
    assert desk.run("watch", "--stop").code == 0
    assert f"{desk.root}: " in finished(started).err


def live(**changes: Any) -> Liveness:
    return Liveness(
        **({"how": "events", "is_settled": True, "stage": "", "done": 0, "total": 0} | changes), **REST
    )


REST: dict[str, Any] = {"changed_at": 0.0, "refreshes": 1, "problem": "", "note": ""}


def test_a_state_is_one_line() -> None:
    assert summary(live(), Coverage(2000, 1000)) == "up to date, 2,000 units, vectors 50 %, events"
    parsing = live(stage="parse", done=1000, total=5000, is_settled=False)
    assert summary(parsing, None) == "reading files 1,000/5,000, events"


class Root:
    """A root that is watched, as the status line sees it."""

    root = Path("/srv/sam\nple\x1b[2J")

    def live(self) -> Liveness:
        return live(stage="embed", done=1, total=3)

    def coverage(self) -> Coverage:
        return Coverage(3, 1)


def test_the_status_line_stays_one_line_and_lets_others_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    terminal = io.StringIO()
    line = StatusLine(terminal)
    line.look([Root()])  # type: ignore[list-item]
    line.look([Root()])  # type: ignore[list-item]
    line.report("something happened")
    line.clear()
    shown = "sam␊ple␛[2J: computing vectors 1/3, 3 …"
    assert terminal.getvalue() == (f"\r\x1b[K{shown}\r\x1b[Ksomething happened\n{shown}\r\x1b[K")
