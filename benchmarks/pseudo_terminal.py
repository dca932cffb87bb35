"""A terminal without a window: runs a program in it, presses keys, and sees what is painted and when.

It understands what Textual sends: places, text, and the marks of synchronized output that say where a frame
ends.
"""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from rich.cells import cell_len

COLUMNS, ROWS = 120, 40
PATIENCE_SECONDS = 20.0
ASKS_FOR_MARKS, HAS_MARKS = "\x1b[?2026$p", b"\x1b[?2026;2$y"
FRAME_END = "\x1b[?2026l"
TOKEN = re.compile(
    r"\x1b\[(?P<parameters>[0-9;:<=>?]*)[ -/]*(?P<final>[@-~])"
    r"|\x1b[\]P_^X].*?(?:\x07|\x1b\\)"
    r"|\x1b[ -/]*[0-Z\\^_`-~]"
    r"|(?P<text>[^\x00-\x1f\x7f]+)"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f])",
    re.DOTALL,
)
Span = tuple[int, int, int]  # row, first column, column behind the last


@dataclass(frozen=True, slots=True)
class Frame:
    """What was painted together, and when its last byte was there, by the clock of `time.perf_counter`."""

    seconds: float
    spans: tuple[Span, ...]

    def touches(self, rows: range, columns: range) -> bool:
        """Whether something was painted there."""
        return any(
            row in rows and first < columns.stop and last > columns.start for row, first, last in self.spans
        )


@dataclass(slots=True)
class Picture:
    """What the terminal shows."""

    cells: list[list[str]] = field(default_factory=lambda: [[" "] * COLUMNS for _ in range(ROWS)])
    row: int = 0
    column: int = 0
    spans: list[Span] = field(default_factory=list)  # painted by a frame that has not ended
    rest: str = ""  # the beginning of what was not sent whole

    def line(self, row: int) -> str:
        """What a row shows, without the blanks at its end."""
        return "".join(self.cells[row]).rstrip()

    def feed(self, text: str) -> tuple[Span, ...]:
        """Paint, and return where frames have painted that are now whole."""
        whole: list[Span] = []
        text, at = self.rest + text, 0
        while token := TOKEN.match(text, at):
            at = token.end()
            if token["text"]:
                self._write(token["text"])
            elif token["final"] == "H":
                self._move(token["parameters"])
            elif token["control"] == "\n":
                self.row, self.column = min(self.row + 1, ROWS - 1), 0
            elif token["control"] == "\r":
                self.column = 0
            elif token[0] == FRAME_END:
                whole += self.spans
                self.spans = []
        self.rest = text[at:]
        return tuple(whole)

    def _move(self, parameters: str) -> None:
        row, column, *_ = [*(int(part or 1) for part in parameters.split(";")), 1, 1]
        self.row, self.column = min(row, ROWS) - 1, min(column, COLUMNS) - 1

    def _write(self, text: str) -> None:
        cells = list(text) if text.isascii() else [cell for char in text for cell in _cells(char)]
        last = min(self.column + len(cells), COLUMNS)
        self.cells[self.row][self.column : last] = cells[: last - self.column]
        self.spans.append((self.row, self.column, last))
        self.column = last


def _cells(char: str) -> tuple[str, ...]:
    return (char, *("",) * (cell_len(char) - 1))


class PseudoTerminal:
    """A program that runs in a terminal of its own; `start` is when it was begun."""

    def __init__(self, process: int, connection: int, start: float) -> None:
        self.picture = Picture()
        self.start = start
        self._process = process
        self._connection = connection
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def press(self, keys: str) -> float:
        """Send what the keys send, and return when."""
        now = time.perf_counter()
        os.write(self._connection, keys.encode())
        return now

    def frames(self, seconds: float) -> Iterator[Frame]:
        """The frames that are painted from now on, for so long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if not select.select([self._connection], [], [], left)[0]:
                return
            read = os.read(self._connection, 1 << 16)
            now = time.perf_counter()
            text = self._decoder.decode(read)
            if ASKS_FOR_MARKS in text:
                os.write(self._connection, HAS_MARKS)
            if spans := self.picture.feed(text):
                yield Frame(now, spans)

    def burst(self, seconds: float, is_so: Callable[[Frame], bool]) -> list[Frame]:
        """Wait for a frame for which something `is_so`; return it with those that follow, as `rest` does.

        Raises:
            TimeoutError: there was none.
        """
        return [self.when(is_so), *self.rest(seconds, is_so)]

    def when(self, is_so: Callable[[Frame], bool]) -> Frame:
        """Return the next frame for which something `is_so`.

        Raises:
            TimeoutError: there was none.
        """
        for frame in self.frames(PATIENCE_SECONDS):
            if is_so(frame):
                return frame
        shown = "\n".join(filter(None, map(self.picture.line, range(ROWS))))
        raise TimeoutError(f"it did not come about; the terminal shows:\n{shown}")

    def watch(self, seconds: float) -> list[Frame]:
        """Return the frames that are painted within so long."""
        return list(self.frames(seconds))

    def rest(self, seconds: float, is_so: Callable[[Frame], bool]) -> list[Frame]:
        """Wait until no frame for which something `is_so` was painted for so long; return those that were."""
        frames: list[Frame] = []
        while found := next(filter(is_so, self.frames(seconds)), None):
            frames.append(found)
        return frames

    def close(self) -> None:
        """End the program."""
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGTERM)
        with suppress(OSError):  # what it still says is lost
            while os.read(self._connection, 1 << 16):
                pass
        os.waitpid(self._process, 0)
        os.close(self._connection)


@contextmanager
def in_terminal(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[PseudoTerminal]:
    """Run a command in a terminal of COLUMNS by ROWS until the block ends."""
    start = time.perf_counter()
    process, connection = pty.fork()
    if process == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.execvpe(command[0], list(command), dict(environment))
    terminal = PseudoTerminal(process, connection, start)
    try:
        yield terminal
    finally:
        terminal.close()
