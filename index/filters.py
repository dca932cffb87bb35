"""Which units a query may return, said twice: as SQL for LanceDB and as a predicate for everything else."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from codesearch.index.globs import NO_UTF8, glob_regex


@dataclass(frozen=True)
class Filter:
    """Languages, kinds and paths to keep; an empty tuple keeps all.

    Paths are globs as ripgrep's `-g` takes them: `src/**`, `*.py` at any depth, `!tests/**` to leave out; of
    several that match, the last decides; if none matches, a path is kept only if no glob asks for some.
    `only` and `units` name what to keep one by one: whole paths, and ids of units; None keeps all.
    """

    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    only: frozenset[str] | None = None
    units: frozenset[int] | None = None

    @property
    def names(self) -> int:
        """How many paths and units are named one by one."""
        return len(self.only or ()) + len(self.units or ())

    @property
    def keeps_all(self) -> bool:
        """Whether nothing is left out."""
        is_named = self.only is not None or self.units is not None
        return not (self.languages or self.kinds or self.paths or is_named)

    def matches(self, *, path: str, language: str, kind: str) -> bool:
        """Tell whether a unit is kept, as far as its id does not matter.

        Raises:
            QueryError: a glob cannot be understood.
        """
        return (
            (not self.languages or language in self.languages)
            and (not self.kinds or kind in self.kinds)
            and (self.only is None or path in self.only)
            and self.matches_path(path)
        )

    @cached_property
    def matches_path(self) -> Callable[[str], bool]:
        """The part of `matches` that looks at the path.

        Raises:
            QueryError: a glob cannot be understood.
        """
        rules = [(keep, re.compile(regex)) for keep, regex in reversed(self._rules)]
        default = not any(keep for keep, _ in rules)

        def matches(path: str) -> bool:
            return next((keep for keep, regex in rules if regex.fullmatch(path)), default)

        return matches

    def sql(self) -> str:
        """Return the condition on `path`, `language`, `kind` and `id`; empty if nothing is left out.

        Its length grows with `names`.

        Raises:
            QueryError: a glob cannot be understood.
        """
        conditions = []
        if self.languages:
            conditions.append(f"language IN ({quoted(self.languages)})")
        if self.kinds:
            conditions.append(f"kind IN ({quoted(self.kinds)})")
        if self.paths:
            conditions.append(self._paths_sql())
        if self.only is not None:
            conditions.append(f"path IN ({quoted(self.storable)})" if self.storable else "false")
        if self.units is not None:
            ids = ", ".join(map(str, sorted(self.units)))
            conditions.append(f"id IN ({ids})" if ids else "false")
        return " AND ".join(f"({condition})" for condition in conditions)

    @cached_property
    def storable(self) -> list[str]:
        """`only` in order, without names that are no UTF-8: no row has one, and Arrow and SQL take none."""
        return sorted(path for path in self.only or () if not NO_UTF8.search(path))

    @cached_property
    def _rules(self) -> list[tuple[bool, str]]:
        return [(not glob.startswith("!"), glob_regex(glob.removeprefix("!"))) for glob in self.paths]

    def _paths_sql(self) -> str:
        condition = "" if any(keep for keep, _ in self._rules) else "true"
        for keep, regex in self._rules:
            match = f"regexp_like(path, {quoted((f'^{regex}$',))})"
            if keep:
                condition = f"({condition} OR {match})" if condition else match
            elif condition:
                condition = f"({condition} AND NOT {match})"
        return condition


def quoted(values: Sequence[str]) -> str:
    """Return `values` as SQL string literals between commas."""
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)
