"""git as a reader of histories: nothing that a repository asks for is run, and nothing comes over a network.

Only `clone` goes out, to where it is told.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Self

from codesearch.errors import DataError

# What a repository's configuration could have git run or read; the command line overrules it.
_SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.quotePath=false",
    "core.untrackedCache=false",
    "log.showRoot=false",
    "log.showSignature=false",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
)
_MAX_LINE = 65_536  # bytes; what follows on a longer line is data
_CHUNK = 1 << 20


def git_dir_of(folder: Path) -> Path | None:
    """Return the repository of a folder that is bare, or the top of a work tree; None where it is neither."""
    for path in (folder / ".git", folder):
        if (path / "objects").is_dir() and (path / "HEAD").is_file():
            return path
    return None


def lines(git_dir: Path, *arguments: str, asked: str = "") -> Iterator[str]:
    """Yield what git writes, line by line without its break, cut at 64 KiB; `asked` is its standard input.

    Nothing, or less, comes where git fails: a history may be cut short.
    """
    with TemporaryFile() as questions:
        questions.write(asked.encode())
        questions.seek(0)
        with subprocess.Popen(
            _command(git_dir, *arguments),
            stdin=questions,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        ) as process:
            assert process.stdout is not None
            try:
                yield from _cut_lines(process.stdout)
            finally:
                process.kill()


class Blobs:
    """The files of a repository by their object names, read by one process; a context manager."""

    def __init__(self, git_dir: Path) -> None:
        self._process = subprocess.Popen(
            _command(git_dir, "cat-file", "--batch"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def read(self, blob: str, *, max_bytes: int) -> bytes | None:
        """Return the bytes of a blob; None where it is not there, or is larger."""
        asked, answer = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answer is not None
        try:
            asked.write(f"{blob}\n".encode())
            asked.flush()
        except BrokenPipeError:
            return None
        head = answer.readline().split()
        if len(head) != 3:
            return None
        size = int(head[2])
        data = answer.read(size) if size <= max_bytes else None
        _skip(answer, 1 if data is not None else size + 1)  # the line break behind it
        return data


def clone(address: str, folder: Path) -> None:
    """Copy the history at `address` into a bare repository, over HTTPS; no hooks or templates are taken.

    Raises:
        DataError: git could not.
    """
    command = ["git", *_options(), "-c", "protocol.https.allow=always", "clone", "--quiet", "--bare"]
    done = subprocess.run(
        [*command, "--template=", "--", address, str(folder)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=_environment(),
        check=False,
    )
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise DataError(f"{address} cannot be cloned: {reason}")


def _command(git_dir: Path, *arguments: str) -> list[str]:
    return ["git", f"--git-dir={git_dir}", *_options(), *arguments]


def _options() -> list[str]:
    return ["--no-pager", *(word for setting in _SETTINGS for word in ("-c", setting))]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }


def _cut_lines(stream: IO[bytes]) -> Iterator[str]:
    while line := stream.readline(_MAX_LINE):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(_MAX_LINE)
        yield line.removesuffix(b"\n").decode("utf-8", "replace")


def _skip(stream: IO[bytes], size: int) -> None:
    while size > 0 and (chunk := stream.read(min(size, _CHUNK))):
        size -= len(chunk)
