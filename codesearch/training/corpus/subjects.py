"""Subjects of commits: what is left of one when tags and numbers are off, and whether it says anything."""

import re

from codesearch.pairs.documentation import as_query

_NOISE = (
    re.compile(r"\((?:[^()]*\W)?(?:#|GH-?|!|bpo-)\d+[^()]*\)", re.I),  # (#123), (fixes #123)
    re.compile(r"\(cherry[- ]picked[^)]*\)", re.I),
    re.compile(r"^\s*(?:\[[^\]]{1,40}\]\s*)+:?"),  # [tag]
    re.compile(r"\s\[[^\]]{1,40}\]\s*$"),
    re.compile(  # Fixed #123, Refs #124 --
        r"\b(?:refs?|re|fix(?:e[sd])?|close[sd]?|resolve[sd]?|see|issue|pr|bug|ticket|closes issue)[\s:]+"
        r"(?:[\w/.-]*(?:#|GH-?|bpo-|!)\d+|https?://\S+|\d{2,})(?:\s*(?:,|and|&)\s*(?:\w+\s+)?#?\d+)*"
        r"\s*(?:--|[:.;,-]+)?",
        re.I,
    ),
    re.compile(r"(?:[\w/.-]+#|#|\bGH-|\bbpo-|\bgh-|\bPR\s*#?)\d+:?"),
    re.compile(r"\b[A-Z][A-Z0-9]+-\d+\b[:.]?"),  # a ticket
    re.compile(r"https?://\S+"),
    re.compile(r"\bby @\w+|\bthanks(?: to)?\b.*|\bvia @\w+", re.I),
    re.compile(r":[a-z_]+:"),  # :bug:
    re.compile(r"^[^\w\"'`(]+"),
)
_CONVENTIONAL = re.compile(  # feat(parser): …, and without the colon
    r"^\s*(?P<type>[A-Za-z]+)(?:(?:\([^)]*\)|\[[^\]]*\])?!?:\s+|\([^)\s]*\)!?\s+)"
)
_PLACE = re.compile(r"^(?:[\w.*/{}<>+-]+(?:, ?[\w.*/{}-]+)*|[\w./-]+ [\w./-]+):\s+(?=\S+ )")
_UNTELLING_TYPES = frozenset(
    re.findall(
        r"\w+",
        "bench benchmark bld build bump changelog chore ci deps doc docs fmt format lint maint rel release"
        " revert sty style test tests tst typing typo wip",
    )
)
_FILLER = (  # what stands before the thing that was changed
    r"some|more|minor|small|various|misc\w*|fix(?:e[sd]|ing)?|correct(?:ed|s)?|update[sd]?|improve[sd]?"
    r"|add(?:ed|s)?|tweak\w*|remove[sd]?|run|apply|clean ?up|satisfy|appease|resolve|address|suppress"
    r"|silence|disable|enable|ignore|missing|unused|bad|broken|failing|flaky|the|an?|for|of|in|to|new"
    r"|and|make|our|all|unit|integration|regression"
)
_CHORES = (  # things whose change says nothing of a function
    r"typos?|typing|type[- ](?:hint|annotation)s?|lint\w*|formatting|style|white ?space|indent(?:ation)?"
    r"|spelling|grammar|change ?log|news|readme|docs?|doc ?(?:string|umentation|block|comment)s?"
    r"|java ?docs?|rst|copyright|licen[cs]es?|todos?|tests?|test ?cases?|ci|travis|appveyor|jenkins"
    r"|circle ?ci|github actions?|workflows?|makefile|cmake|gradle|pom|deps|dependenc(?:y|ies)"
    r"|requirements|warnings?|flake8|pep ?-?8|black|isort|mypy|pyright|pylint|ruff|rubocop|clippy"
    r"|rustfmt|gofmt|golint|go ?vet|eslint|prettier|phpcs|nits?|(?:pr |code )?review|feedback"
    r"|suggestions?|code ?style|clean ?ups?|refactor\w*|translations?|benchmarks?|examples?|coverage"
)
_VAGUE = (  # … unless something follows
    r"build|compil\w+|comments?|headers?|imports?|code|stuff|things?|bugs?|fix(?:es)?|errors?|issues?"
    r"|problems?|versions?|debug\w*|logs?|logging|prints?|changes|names?|naming|variables?|whatever|it"
    r"|this|master|main|windows|python ?\d?|[\d.]+"
)
_BEGINNINGS = (
    r"merge|revert|re-?apply|re-?land|bump|release|prepar(?:e|ing)|version|v?\d+\.\d|back ?port|cherry"
    r"|wip|work in progress|squash|fixup|amend|initial (?:commit|import)|first commit|re-?format"
    r"|re-?factor|re-?indent|tidy|polish|moderni[sz]e|simplif\w+|deprecate|move|rename|extract|inline"
    r"|split|reorgani[sz]e|reorder|sort|update|upgrade|pin|sync|port|migrate|convert|switch|restore"
    r"|rework|re-?write|regenerate|minor|misc|more|some|small|tiny|trivial|oops|whoops|attempt|try|temp"
    r"|tmp|use|using|replace|document|no longer|not needed|next|nicer|better|cleaner|undo|back ?out"
    r"|follow|re-?enable"
    r"|remove (?:dead|unused|unnecessary|redundant|old|obsolete|deprecated|unneeded|useless|extra"
    r"|duplicate\w*)"
)
_UNTELLING = re.compile(
    rf"(?:(?:(?:{_FILLER}) )*(?:(?:{_CHORES})(?![\w-])|(?:{_VAGUE})\W*$)|(?:{_BEGINNINGS})(?![\w-]))", re.I
)
_ABOUT_NOTATION = re.compile(
    r"\b(?:tests|annotations?|type hints?|typings?|docstrings?|typos?|lint\w*|flake8|mypy|comments?"
    r"|doc ?blocks?|signature|coverage|pragma)\b",
    re.I,
)
_VAGUE_END = re.compile(
    r"^(?:\S+ ){0,3}(?:tests?|package|versions?|bugs?|issues?|problems?|errors?|things?|stuff|cases?)$", re.I
)
_MAX_CHARS = 140
_ELLIPSIS = ("...", "…")


def subject_query(subject: str) -> str:
    """Return a commit's subject as a query; empty if it tells nothing about the code that changed."""
    if subject.rstrip().endswith(_ELLIPSIS) or len(subject) > 2 * _MAX_CHARS:
        return ""
    text = _without_noise(subject)
    if conventional := _CONVENTIONAL.match(text):
        if conventional["type"].lower() in _UNTELLING_TYPES:
            return ""
        text = text[conventional.end() :]
    text = _without_noise(_PLACE.sub("", text, count=1))
    if (
        len(text) > _MAX_CHARS
        or _UNTELLING.match(text)
        or _ABOUT_NOTATION.search(text)
        or _VAGUE_END.match(text)
    ):
        return ""
    query = as_query(text)
    return query[:1].upper() + query[1:]


def _without_noise(text: str) -> str:
    for pattern in _NOISE:
        text = pattern.sub("", text)
    return text.strip(" \t-:;,.")
