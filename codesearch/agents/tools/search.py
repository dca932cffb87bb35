"""`search`: a question, a name or a regular expression to units of code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codesearch.agents.answer import Answer
from codesearch.agents.arguments import MAX_TOKENS_ARGUMENT, arguments, text, texts, whole_number
from codesearch.agents.keeper import Report
from codesearch.agents.source import Freshness, Source, all_notes
from codesearch.agents.tools.found import hits_answer
from codesearch.agents.tools.tool import HITS, Tool
from codesearch.agents.workspace import Workspace
from codesearch.errors import QueryError
from codesearch.tui.marking import Marking, PatternMarking, WordMarking
from codesearch.types import KINDS, Hit

if TYPE_CHECKING:  # the engine imports LanceDB and half of numpy
    from codesearch.engine import Index
    from codesearch.engine.catalogue import SearchedAll
    from codesearch.service import RemoteIndex

DESCRIPTION = """\
Find code by what it does or what it is called. Best first tool where you do not know the file: it \
searches words and meaning together and returns whole functions, methods, classes and document sections \
with path:lines. Good queries: "where are failed requests retried", "how is the config file read", \
"ConnectionPool.acquire", "validate user input before saving". Give regex to keep only code that matches, \
alone or with a query. For every place where an exact string occurs, grep is better."""

TAKES = arguments(
    query=text("A question, a description or a name. May be left out if regex is given."),
    roots=texts("Only these of the served roots, by path or folder name. Default: all."),
    languages=texts("Only these languages, by name or extension, e.g. python, ts, go."),
    paths=texts("Only these globs, e.g. src/**, !tests/**."),
    kinds=texts("Only units of these kinds.", enum=list(KINDS)),
    changed_since=text("Only files changed since a git revision or a date: HEAD~3, main, 2 weeks ago."),
    regex=text(
        "Only units whose text matches this regular expression (RE2; case matters if it has capitals)."
    ),
    mode=text(
        "hybrid: words and meaning. lexical: words alone. semantic: meaning alone.",
        enum=["hybrid", "lexical", "semantic"],
        default="hybrid",
    ),
    limit=whole_number("Most hits to look for.", 1, 100, default=10),
    max_tokens=MAX_TOKENS_ARGUMENT,
)


def search(workspace: Workspace, given: Mapping[str, Any], report: Report | None) -> Answer:
    """Return the best units for a question, with the lines that answer it.

    Raises:
        CodesearchError: the question cannot be understood or answered.
    """
    query = given.get("query", "")
    if not (query or "regex" in given):
        raise QueryError("there is nothing to search for: give a query, a regex or both")
    marking = _marking(
        query, given.get("regex", "")
    )  # what is wrong with them is said before anything is built
    sources = workspace.chosen(given.get("roots", []))
    with_vectors = bool(query) and given["mode"] != "lexical"
    found = _found(sources, _question(given), report, vectors=with_vectors)
    notes = all_notes(sources, found.freshness, with_vectors=with_vectors)
    return hits_answer(
        [(source.name if len(workspace.sources) > 1 else "", hit) for source, hit in found.hits],
        marking,
        tokens=given["max_tokens"],
        limit=given["limit"],
        notes=[*notes, *found.failures],
    )


def _marking(query: str, regex: str) -> Marking:
    from codesearch.index.regex import parse_regex
    from codesearch.ranking.query import parse_query

    pattern = parse_regex(regex) if regex else None
    if query or pattern is None:
        return WordMarking(frozenset(parse_query(query).terms))
    return PatternMarking(pattern)


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of one index, or of several at once."""

    query: str
    regex: str
    options: Mapping[str, Any]

    def of_one(self, index: "Index | RemoteIndex") -> list[Hit]:
        if self.query:
            return index.search(self.query, regex=self.regex, **self.options)
        return index.search_regex(self.regex, **self.options)

    def of_all(self, indexes: "Sequence[Index]") -> "SearchedAll":
        from codesearch.engine.catalogue import search_all, search_regex_all

        if self.query:
            return search_all(indexes, self.query, regex=self.regex, **self.options)
        return search_regex_all(indexes, self.regex, **self.options)


def _question(given: Mapping[str, Any]) -> _Question:
    from codesearch.index.globs import glob_regex
    from codesearch.parsers.language_names import languages_named

    for glob in given.get("paths", []):
        glob_regex(glob.removeprefix("!"))
    options = {
        "limit": given["limit"],
        "languages": [name for word in given.get("languages", []) for name in languages_named(word)],
        "paths": given.get("paths", []),
        "kinds": given.get("kinds", []),
        "changed_since": given.get("changed_since", ""),
    }
    if "query" in given:
        options["mode"] = given["mode"]
    return _Question(given.get("query", ""), given.get("regex", ""), options)


@dataclass(frozen=True, slots=True)
class _Found:
    """Hits best first, what each source rests on, and what to say of those that gave no answer."""

    hits: Sequence[tuple[Source, Hit]]
    freshness: Sequence[Freshness]
    failures: Sequence[str] = ()


def _found(sources: Sequence[Source], question: _Question, report: Report | None, *, vectors: bool) -> _Found:
    """The hits of one root, or of several ranked as one."""
    if len(sources) == 1:
        (source,) = sources
        hits, fresh = source.ask(question.of_one, report=report, vectors=vectors)
        return _Found([(source, hit) for hit in hits], [fresh])
    freshness = [source.bring_up(report, vectors=vectors) for source in sources]
    owners = {id(source.index): source for source in sources}
    answer = question.of_all([source.index for source in sources])
    if len(answer.failures) == len(sources):
        raise answer.failures[0][1]
    failures = [f"{owners[id(index)].name} gave no answer: {error}" for index, error in answer.failures]
    return _Found([(owners[id(index)], hit) for index, hit in answer.hits], freshness, failures)


SEARCH = Tool("search", "Search code", DESCRIPTION, TAKES, HITS, search)
