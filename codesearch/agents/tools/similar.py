"""`similar`: more code like the unit at a place."""

from collections.abc import Mapping
from typing import Any

from codesearch.agents.answer import Answer
from codesearch.agents.arguments import (
    MAX_TOKENS_ARGUMENT,
    PATH_ARGUMENT,
    ROOT_ARGUMENT,
    arguments,
    texts,
    whole_number,
)
from codesearch.agents.keeper import Report
from codesearch.agents.source import all_notes
from codesearch.agents.tools.found import hits_answer
from codesearch.agents.tools.places import indexed_file
from codesearch.agents.tools.tool import HITS, Tool
from codesearch.agents.workspace import Workspace
from codesearch.tui.marking import NO_MARKS

DESCRIPTION = """\
Find code that resembles the function, class or section at a path and line, by meaning: duplicates, other \
implementations of one interface, the tests or callers written alike, an example to follow before writing \
something new. Good uses: "what else is written like src/auth.py:40", "is there already a helper like this \
one"."""

TAKES = arguments(
    ("path", "line"),
    path=PATH_ARGUMENT,
    line=whole_number("A line of the code to compare with, from 1.", 1, 10_000_000),
    root=ROOT_ARGUMENT,
    languages=texts("Only these languages, by name or extension."),
    paths=texts("Only these globs, e.g. src/**, !tests/**."),
    limit=whole_number("Most hits to look for.", 1, 100, default=10),
    max_tokens=MAX_TOKENS_ARGUMENT,
)


def similar(workspace: Workspace, given: Mapping[str, Any], report: Report | None) -> Answer:
    """Return the units whose vectors are nearest to that of a given one, within its root.

    Raises:
        CodesearchError: there is no such unit, or the index cannot be read.
    """
    from codesearch.parsers.language_names import languages_named

    file = indexed_file(workspace, given["path"], given.get("root", ""), report, vectors=True)
    languages = [name for word in given.get("languages", []) for name in languages_named(word)]
    hits = file.source.ask_again(
        lambda index: index.similar(
            file.path,
            given["line"],
            limit=given["limit"],
            languages=languages,
            paths=given.get("paths", []),
        )
    )
    root = file.source.name if len(workspace.sources) > 1 else ""
    return hits_answer(
        [(root, hit) for hit in hits],
        NO_MARKS,
        tokens=given["max_tokens"],
        limit=given["limit"],
        notes=all_notes([file.source], [file.freshness], with_vectors=True),
    )


SIMILAR = Tool("similar", "Find similar code", DESCRIPTION, TAKES, HITS, similar)
