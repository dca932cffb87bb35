"""Which indexes the ROOTs of a command mean, and which folders of them: a folder has no index of its own.

A folder of a repository is searched in the repository's index, as a filter. Only a folder that has an index
already, or that git ignores, or whose repository is neither indexed nor the one around the current folder,
stands for itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from codesearch.cli.root import default_root, repository_around
from codesearch.errors import RootError
from codesearch.index.location import has_index

_SPECIAL = str.maketrans({char: f"\\{char}" for char in "\\*?[]{},!"})


@dataclass(frozen=True, slots=True)
class Place:
    """A root with an index, and the folders of it that are meant: POSIX paths, none for all of it."""

    root: Path
    folders: tuple[str, ...] = ()

    def globs(self, paths: Sequence[str]) -> list[str]:
        """The path filters that keep what `paths` keep, counted from each of the folders."""
        if not self.folders:
            return list(paths)
        return [glob for folder in self.folders for glob in _globs_below(folder, paths)]


def places_of(roots: Sequence[Path], index_dir: Path | None) -> list[Place]:
    """Return what the ROOTs of a command mean, each index once; without any, the default root.

    Raises:
        RootError: the current folder has been deleted, and is meant.
    """
    if not roots:
        return [Place(default_root())]
    folders: dict[Path, list[PurePosixPath]] = {}
    for given in roots:
        if not given.is_dir():
            folders.setdefault(given, []).append(PurePosixPath())  # opening it says what is wrong
            continue
        folder = given.resolve()
        root = indexed_root(folder, index_dir)
        folders.setdefault(root, []).append(PurePosixPath(folder.relative_to(root).as_posix()))
    return [Place(root, tuple(_outermost(inner))) for root, inner in folders.items()]


def known_places(index_dir: Path | None) -> list[Place]:
    """Return all indexes whose roots are still there, the last changed first.

    Raises:
        RootError: there is none.
    """
    from codesearch.engine.catalogue import known_indexes

    places = [Place(known.root) for known in known_indexes(index_dir) if known.exists]
    if not places:
        raise RootError("nothing is indexed yet: run `codesearch index` in a repository")
    return places


def indexed_root(folder: Path, index_dir: Path | None) -> Path:
    """Return the root whose index holds `folder`, a folder without links: it, or one above it."""
    here = _default_root()
    around = repository_around(folder) or here
    top = around if around is not None and folder.is_relative_to(around) else folder
    above = [one for one in (folder, *folder.parents) if one.is_relative_to(top)]
    root = next((one for one in above if has_index(one, base=index_dir)), None)
    if root is None:
        root = top if top == here and repository_around(top) == top else folder
    return folder if root != folder and _is_left_out(folder, root) else root


def _default_root() -> Path | None:
    try:
        return default_root()
    except RootError:
        return None


def _is_left_out(folder: Path, root: Path) -> bool:
    """Whether the walk of `root` leaves `folder` out, as git ignores it or its name cannot be stored."""
    from codesearch.parsers.git import git_in

    try:
        str(folder).encode()
    except UnicodeEncodeError:
        return True
    git = git_in(str(root))
    return git is not None and git.run("check-ignore", "--quiet", "--", str(folder)) is not None


def _outermost(folders: Iterable[PurePosixPath]) -> Iterator[str]:
    """The folders that lie in no other, each once; none where one is the root itself."""
    different = sorted(set(folders))
    if PurePosixPath() in different:
        return
    for folder in different:
        if not any(folder != other and folder.is_relative_to(other) for other in different):
            yield str(folder)


def _globs_below(folder: str, paths: Sequence[str]) -> Iterator[str]:
    """The globs as seen from the root; a glob without a slash inside holds at any depth."""
    below = f"/{folder.translate(_SPECIAL)}/"
    if all(glob.startswith("!") for glob in paths):
        yield below
    for glob in paths:
        mark, name = ("!", glob[1:]) if glob.startswith("!") else ("", glob)
        is_anchored = "/" in name.rstrip("/")
        yield f"{mark}{below}{name.removeprefix('./').lstrip('/') if is_anchored else f'**/{name}'}"
