"""What a question asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codesearch.errors import QueryError
from codesearch.ranking.query import DOC_WORDS, EXAMPLE_WORDS, MAX_QUERY_CHARS, TEST_WORDS, parse_query


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("retry", "retry"),
        ("Session.get", "get"),
        ("std::vec::Vec", "Vec"),
        ("Array#map", "map"),
        ("client->connect", "connect"),
        ("save!", "save"),
        ("where are retries handled", ""),
        ("how does parse_header work", ""),
        ("повтор запроса", ""),
    ],
)
def test_a_query_that_is_a_name(text: str, name: str) -> None:
    assert parse_query(text).name == name


@pytest.mark.parametrize("text", ["", "  \n", "?!", "🙂", "_", "x" * (MAX_QUERY_CHARS + 1)])
def test_what_cannot_be_searched_is_refused(text: str) -> None:
    with pytest.raises(QueryError):
        parse_query(text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("tests of the router", TEST_WORDS),
        ("mocked server", TEST_WORDS),
        ("assertions on headers", TEST_WORDS),
        ("documentation of the router", DOC_WORDS),
        ("the docs", DOC_WORDS),
        ("install guide", DOC_WORDS),
        ("examples of routing", EXAMPLE_WORDS),
        ("benchmarks", EXAMPLE_WORDS),
    ],
)
def test_tests_documentation_and_examples_can_be_asked_for(text: str, asked: frozenset[str]) -> None:
    assert parse_query(text).asks_for(asked)
    assert not parse_query("where are retries handled").asks_for(asked)


def test_a_question_can_do_without_some_words_but_not_without_all() -> None:
    assert parse_query("python sort list").without(frozenset({"python"})).terms == ("sort", "list")
    assert parse_query("python").without(frozenset({"python"})).terms == ("python",)


@given(st.text(max_size=200))
def test_any_text_is_a_query_or_an_error_of_ours(text: str) -> None:
    try:
        query = parse_query(text)
    except QueryError:
        return
    assert query.terms
    assert query.name in text
