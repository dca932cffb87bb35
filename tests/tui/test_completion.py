"""What is offered while a filter is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codesearch.index.filters import Filter
from codesearch.tui.completion import MAX_CANDIDATES, Known, complete, folders_of, moments_in
from codesearch.tui.query_line import parse_line

KNOWN = Known(
    languages=("python", "go", "typescript", "tsx", "markdown"),
    folders=("src", "tests", "src/engine", "my dir", "app/[id]", "evil\x1b\n"),
    changed=("2 weeks ago",),
)


def offered(line: str, known: Known = KNOWN) -> list[str]:
    """What is offered at the mark `|`."""
    cursor = line.index("|")
    completion = complete(line.replace("|", ""), cursor, known)
    return list(completion.candidates) if completion else []


def accepted(line: str, choice: int = 0) -> str:
    """The line once a candidate is taken, with the cursor as `|`."""
    cursor, text = line.index("|"), line.replace("|", "")
    completion = complete(text, cursor, KNOWN)
    assert completion
    after, cursor = completion.applied(text, completion.candidates[choice])
    return f"{after[:cursor]}|{after[cursor:]}"


@pytest.mark.parametrize(
    ("line", "candidates"),
    [
        ("retry la|", ["lang:"]),
        ("pat|", ["path:"]),
        ("-pa|", ["-path:"]),
        ("retry l|", []),
        ("retry |", []),
        ("la|st", []),
        ("xlang|", []),
        ("kind:me|", ["method", "module"]),
        ("lang:py|", ["python"]),
        ("lang:t|", ["typescript", "tsx", "python"]),
        ("lang:ts|", ["typescript", "tsx"]),
        ("lang:golang|", ["go"]),
        ("lang:mkd|", ["markdown"]),
        ("lang:go|", []),
        ("lang:go,py|", ["python"]),
        ("path:eng|", ["src/engine/**"]),
        ("path:src|", ["src/**", "src/engine/**"]),
        ("-path:te|", ["tests/**"]),
        ("path:!te|", ["!tests/**"]),
        ("path:my|", ['"my dir/**"']),
        ('path:"my d|', ['"my dir/**"']),
        ("path:id|", [r"app/\[id\]/**"]),
        ("path:evil|", ["evil??/**"]),
        ("changed:2|", ['"2 weeks ago"', "2w"]),
        ("std::mo|", []),
        ("foo:py|", []),
    ],
)
def test_candidates(line: str, candidates: list[str]) -> None:
    assert offered(line) == candidates


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("retry la|", "retry lang:|"),
        ("a lang:py| b", "a lang:python| b"),
        ("a lang:py|thn b", "a lang:python| b"),
        ("lang:go,py|,rust", "lang:go,python|,rust"),
        ('path:"my d|ir" x', 'path:"my dir/**"| x'),
        ('path:"my d| lang:go path:"x y"', 'path:"my dir/**"| lang:go path:"x y"'),
        ("path:src,!te|", "path:src,!tests/**|"),
    ],
)
def test_what_a_candidate_replaces(before: str, after: str) -> None:
    assert accepted(before) == after


def test_an_empty_value_offers_what_is_known_in_order() -> None:
    assert offered("lang:|") == list(KNOWN.languages)
    assert offered("kind:|")[0] == "function"
    assert len(offered("path:|", Known(folders=[f"f{n}" for n in range(20)]))) == MAX_CANDIDATES


def test_folders_come_from_the_top_and_the_fullest_first() -> None:
    assert folders_of(["b/x/1", "b/x/2", "a/1", "top"]) == ("b", "a", "b/x")


def test_moments_that_were_given_before_come_back_newest_first() -> None:
    lines = ["a changed:3d", "b", "changed:2w", "c changed:3d", "changed:nonsense"]
    assert moments_in(lines) == ("3d", "2w")


def test_a_folder_that_is_taken_finds_its_files() -> None:
    for folder in KNOWN.folders:
        line = accepted(f"path:{folder.split()[0][:4]}|")
        paths = parse_line(line.replace("|", "")).paths
        assert Filter(paths=paths).matches_path(f"{folder}/a.py")


@given(st.text(st.sampled_from('lang:pathkind,!" -\\{}') | st.characters(), max_size=30), st.integers(0, 30))
def test_any_line_can_be_completed(line: str, cursor: int) -> None:
    cursor = min(cursor, len(line))
    completion = complete(line, cursor, KNOWN)
    if completion:
        start, end = completion.span
        assert 0 <= start <= cursor <= end <= len(line)
        assert 0 < len(completion.candidates) == len(set(completion.candidates)) <= MAX_CANDIDATES
        assert all(candidate.isprintable() for candidate in completion.candidates)
