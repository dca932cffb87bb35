"""What of an index is searched: languages, globs and kinds, as options and as one value."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from codesearch.cli.options import as_one, kind_option, language_option, path_option
from codesearch.cli.places import Place


@dataclass(frozen=True, slots=True)
class Filters:
    """What of an index is searched: languages, globs and kinds; none keeps all.

    Raises:
        QueryError: a glob cannot be understood.
    """

    languages: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        from codesearch.index.globs import glob_regex

        for glob in self.paths:
            glob_regex(glob.removeprefix("!"))

    def within(self, place: Place) -> dict[str, Any]:
        """The options of a search in the index of `place`."""
        return {"languages": self.languages, "paths": place.globs(self.paths), "kinds": self.kinds}

    def __bool__(self) -> bool:
        return bool(self.languages or self.paths or self.kinds)


def _filters(languages: Sequence[Sequence[str]], **others: tuple[str, ...]) -> Filters:
    return Filters(languages=tuple(name for family in languages for name in family), **others)


filter_options = as_one(
    "filters", _filters, {"languages": language_option, "paths": path_option, "kinds": kind_option}
)
