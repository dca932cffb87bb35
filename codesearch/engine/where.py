"""What a user asks to keep, checked, as a filter of the index."""

from collections.abc import Sequence

from codesearch.errors import QueryError
from codesearch.index.filters import Filter
from codesearch.index.regex import parse_regex
from codesearch.index.store import Store
from codesearch.parsers.languages import LANGUAGES
from codesearch.types import KINDS


def make_filter(
    languages: Sequence[str], paths: Sequence[str], kinds: Sequence[str], only: frozenset[str] | None
) -> Filter:
    """Return the filter for names of languages and kinds, globs, and the paths that alone are kept.

    Raises:
        QueryError: there is no such language or kind.
    """
    for name in languages:
        if name not in LANGUAGES:
            raise QueryError(f"there is no language {name!r}: choose one of {', '.join(sorted(LANGUAGES))}")
    for kind in kinds:
        if kind not in KINDS:
            raise QueryError(f"there is no kind {kind!r}: choose one of {', '.join(KINDS)}")
    return Filter(languages=tuple(languages), kinds=tuple(kinds), paths=tuple(paths), only=only)


def where_text_matches(store: Store, pattern: str, where: Filter) -> Filter:
    """Return the filter that keeps those of the units in `where` whose text matches a regular expression.

    Raises:
        QueryError: the pattern or a glob cannot be understood, or the pattern takes too long.
    """
    found = store.search_regex(parse_regex(pattern), where=where)
    return Filter(units=frozenset(found.ids.tolist()))
