"""Regular expressions over an index: what they match, for which unit it counts, and what is refused."""

from pathlib import Path

import pytest

from codesearch.engine import Index
from codesearch.errors import QueryError
from codesearch.index import regex
from codesearch.types import Hit
from tests.conftest import write_files


def names(hits: list[Hit]) -> list[str]:
    return [hit.qualified_name for hit in hits]


def test_a_match_counts_for_the_innermost_unit(index: Index) -> None:
    assert names(index.search_regex(r"free\.\w+\(")) == ["ConnectionPool.acquire", "ConnectionPool.release"]
    assert names(index.search_regex("def acquire")) == ["ConnectionPool.acquire"]
    assert names(index.search_regex("Keeps connections")) == ["ConnectionPool"]


def test_units_with_more_matching_lines_come_first(index: Index) -> None:
    hits = index.search_regex("retry_request", paths=["*.py"])
    assert [(hit.path, hit.kind, hit.score) for hit in hits] == [
        ("tests/test_retry.py", "function", 2.0),
        ("src/retry.py", "function", 1.0),
        ("tests/test_retry.py", "module", 1.0),  # the import
    ]
    best = index.search_regex("for|if|return")[0]
    assert (best.name, best.score, best.why) == ("retry_request", 4.0, {"matches": 4.0})


def test_every_line_that_matches_is_counted_once(index: Index, repository: Path) -> None:
    hits = index.search_regex("connection")
    lines = (repository / "src/pool.py").read_text().lower().split("\n")
    assert sum(hit.score for hit in hits if hit.path == "src/pool.py") == sum(
        "connection" in line for line in lines
    )


@pytest.mark.parametrize(
    ("pattern", "is_case_sensitive", "is_found"),
    [
        ("connectionpool", None, True),
        ("connectionPool", None, False),
        (r"class\s\S+pool", None, True),  # the S of an escape is no capital letter
        ("connectionpool", True, False),
        ("CONNECTIONPOOL", False, True),
    ],
)
def test_case_matters_if_the_pattern_has_a_capital(
    index: Index, pattern: str, is_case_sensitive: bool | None, is_found: bool
) -> None:
    assert bool(index.search_regex(pattern, is_case_sensitive=is_case_sensitive)) is is_found


def test_anchors_are_those_of_lines_and_a_match_may_span_them(index: Index) -> None:
    assert names(index.search_regex(r"^    return False$")) == ["retry_request"]
    (hit,) = index.search_regex(r"return True\n\s+return False")
    assert (hit.name, hit.score) == ("retry_request", 1.0)


def test_filters_hold_for_regular_expressions(index: Index) -> None:
    assert {hit.kind for hit in index.search_regex("connection", kinds=["class"])} == {"class"}
    assert {hit.language for hit in index.search_regex("retries", languages=["markdown"])} == {"markdown"}
    assert index.search_regex("retries", paths=["nowhere/**"]) == []


def test_a_limit_cuts_the_answer(index: Index) -> None:
    assert [len(index.search_regex(".", limit=limit)) for limit in (0, 1, 3)] == [0, 1, 3]


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("", "is empty"),
        ("a" * 3_000, "at most 2,000"),
        ("(abc", r"missing \)"),
        ("abc[", r"missing \] at character 4"),
        (r"ab\q", r"invalid escape sequence at character 3: '\\\\q'"),
        ("x*+{2}{1001}", "understood"),
        ("(?=a)b", "looks around"),
        (r"(a)\1", "looks around or back"),
        ("\ud800", "character 1"),
    ],
)
def test_a_bad_pattern_is_refused_with_what_is_wrong(index: Index, pattern: str, reason: str) -> None:
    with pytest.raises(QueryError, match=reason):
        index.search_regex(pattern)


def test_a_pattern_that_hangs_others_is_answered(index: Index, repository: Path) -> None:
    write_files(repository, {"a.py": f"text = '{'a' * 2_000}'\n"})
    index.refresh()
    assert index.search_regex("(a+)+$") == []
    assert index.search_regex("(x+x+)+y") == []


def test_a_slow_pattern_is_given_up(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regex, "MAX_SECONDS", -1.0)
    with pytest.raises(QueryError, match="too long"):
        index.search_regex("a")


@pytest.mark.parametrize("text", ["naïve = 'ü'\n", "x = '再試行'  # ok\n", "a\fb\n", "c = 'a\u2028b'\n"])
def test_places_are_right_in_any_text(index: Index, repository: Path, text: str) -> None:
    write_files(repository, {"odd.py": f"{text}{text}last = 1\n"})
    index.refresh()
    (hit,) = index.search_regex(r"'\n[^\n]*\nlast|b\n[^\n]*\nlast|ok\n[^\n]*\nlast")
    assert (hit.path, hit.score) == ("odd.py", 1.0)


def test_a_question_is_answered_among_the_units_that_match(index: Index) -> None:
    for mode in ("hybrid", "lexical", "semantic"):
        hits = index.search("connection retry request", mode=mode, regex=r"free\.")
        assert set(names(hits)) <= {"ConnectionPool.acquire", "ConnectionPool.release"}
        assert hits
    assert index.search("connection", regex="nowhere to be found") == []
    with pytest.raises(QueryError, match="missing"):
        index.search("connection", regex="(")
