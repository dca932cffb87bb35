"""The folders that agents may ask about, and what a path that an agent gives means among them."""

from collections.abc import Sequence
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from codesearch.agents.source import Source
from codesearch.errors import QueryError, RootError
from codesearch.parsers.regular import MAX_FILE_BYTES
from codesearch.tui.inert import inert_line

SHOWN_CHARACTERS = 120  # of what an agent gave, in an error


class Workspace:
    """The indexed roots; nothing outside of them can be asked for, whatever a client says.

    Raises:
        RootError: a root is not a folder.
    """

    def __init__(
        self, roots: Sequence[Path], *, index_dir: Path | None = None, max_file_bytes: int = MAX_FILE_BYTES
    ) -> None:
        self.sources: list[Source] = []
        for given in roots:
            root = given.resolve()
            if not root.is_dir():
                problem = "is not a folder" if root.exists() else "does not exist"
                raise RootError(f"{given} {problem}: give the folder of a repository")
            if all(root != source.root for source in self.sources):
                self.sources.append(Source(root, index_dir=index_dir, max_file_bytes=max_file_bytes))

    def chosen(self, names: Sequence[str]) -> list[Source]:
        """Return the sources of these roots, named by path or by a folder's name; all where none is named.

        Raises:
            QueryError: there is no such root, or several bear the name.
        """
        return list(dict.fromkeys(self._named(name) for name in names)) or self.sources

    def _named(self, name: str) -> Source:
        found = [source for source in self.sources if str(source.root) == name.rstrip("/\\")]
        found = found or [source for source in self.sources if source.root.name == name]
        if len(found) == 1:
            return found[0]
        problem = "several roots are called" if found else "there is no root"
        raise QueryError(f"{problem} {shown(name)}: choose from {self._roots}")

    @property
    def _roots(self) -> str:
        return ", ".join(inert_line(str(source.root)) for source in self.sources)

    def places(self, path: str, root: str = "") -> list[tuple[Source, str]]:
        """Return where a path may be: sources, each with the path as its index would know it.

        Nothing on disk is looked at, so the answer tells nothing of what is there.

        Raises:
            QueryError: it cannot be a path inside a root.
        """
        pure = _checked(path)
        sources = self.chosen([root] if root else [])
        if not _is_anchored(path):
            return [(source, pure.as_posix()) for source in sources]
        inside = [
            (source, pure.relative_to(source.root).as_posix())
            for source in sources
            if pure.is_relative_to(source.root) and pure != source.root
        ]
        if not inside:
            raise QueryError(f"{shown(path)} is not inside {self._roots}: give a path as `search` shows it")
        return inside[-1:] if len(inside) == 1 else [max(inside, key=lambda one: len(str(one[0].root)))]

    def close(self) -> None:
        """Stop what goes on behind the answers."""
        for source in self.sources:
            source.close()


def _checked(path: str) -> PurePath:
    pure = PurePath(path)
    if not path.strip() or "\0" in path or ".." in (*pure.parts, *PureWindowsPath(path).parts):
        raise QueryError(f"{shown(path)} is not a path inside a root: give one as `search` shows it")
    return pure


def _is_anchored(path: str) -> bool:
    return PurePosixPath(path).is_absolute() or PureWindowsPath(path).anchor != ""


def shown(text: str) -> str:
    """Return what an agent gave, quoted and fit for an error."""
    cut = text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
    return f"'{inert_line(cut)}'"
