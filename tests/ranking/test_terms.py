"""Text to terms: identifiers split into words, words cut to stems, and both found again in a line."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codesearch.ranking.terms import (
    MAX_QUERY_TERMS,
    MAX_TERM_CHARS,
    query_terms,
    stem,
    term_spans,
    unit_terms,
    words_of,
)
from codesearch.types import Unit

TEXTS = st.text(st.characters(codec=None) | st.sampled_from("aB_c1 $猫再-."))


def unit(**fields: object) -> Unit:
    values: dict[str, object] = {
        "path": "src/pool.py",
        "language": "python",
        "kind": "method",
        "name": "acquire",
        "qualified_name": "Pool.acquire",
        "signature": "def acquire(self)",
        "docstring": "Waits for a socket.",
        "start_line": 1,
        "end_line": 1,
        "text": "return 1",
        **fields,
    }
    return Unit(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("snake_case", {"snak", "cas", "snakeca"}),
        ("camelCase", {"camel", "cas", "camelca"}),
        ("XMLHttpRequest", {"xml", "http", "request", "xmlhttprequest"}),
        ("parseHTTP2Frame", {"par", "http", "2", "fram", "parsehttp2fram"}),
        ("__init__", {"init"}),
        ("$scope", {"scop"}),
        ("MAX_SIZE", {"max", "siz", "maxsiz"}),
        ("utf8", {"utf", "8", "utf8"}),
        ("größeÄndern", {"größeändern"}),
        ("naïveBayes", {"naïve", "bay", "naïvebayes"}),
        ("повтор", {"повтор"}),
        ("再試行", {"再試", "試行", "再試行"}),
        ("猫", {"猫"}),
        ("get用户", {"get", "用户", "get用户"}),
        ("e\u0301te\u0301", {"été"}),
        ("", set()),
        ("-> {}", set()),
    ],
)
def test_identifiers_are_split(identifier: str, words: set[str]) -> None:
    assert words_of(identifier) == words


def test_the_same_name_in_another_style_is_the_same_term() -> None:
    assert stem("connectionpool") in words_of("ConnectionPool") & words_of("connection_pool") & words_of(
        "connectionpool"
    )


@pytest.mark.parametrize("length", [MAX_TERM_CHARS + 1, 3 * MAX_TERM_CHARS, 4 * MAX_TERM_CHARS + 1, 10_000])
def test_a_long_run_is_cut_and_still_a_term(length: int) -> None:
    assert words_of("x" * length)
    assert all(len(word) <= MAX_TERM_CHARS for word in words_of("x" * length))


@pytest.mark.parametrize(
    "family",
    [
        "route routes routed router routing",
        "log logs logger logged logging",
        "run runs runner running",
        "map maps mapped mapper mapping",
        "retry retries retried retrying",
        "try tries tried",
        "copy copies copied copying",
        "query queries queried querying",
        "cookie cookies",
        "cancel cancels canceled cancelled cancellation",
        "control controls controlled controller",
        "render renders rendered renderer rendering",
        "filter filters filtered filtering",
        "document documents documented documentation",
        "implement implements implementation",
        "validate validates validated validation validator",
        "connect connects connected connection connections",
        "process processes processed processing processor",
        "match matches matched matcher matching",
        "alias aliases",
        "status statuses",
        "class classes",
        "parse parses parsed parser parsing",
        "array arrays",
        "cache caches cached caching",
        "index indexes indexed indexer indexing",
        "user users",
        "play plays played player playing",
    ],
)
def test_forms_of_a_word_share_their_stem(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    "words", ["file fill", "comment com", "state statement", "call cal", "status state", "user use"]
)
def test_other_words_keep_apart(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == 2


@given(st.from_regex(r"[a-z]{1,20}", fullmatch=True))
def test_a_stem_is_the_beginning_of_its_word(word: str) -> None:
    cut = stem(word)
    assert cut
    assert word.startswith(cut) or (cut == f"{word[:2]}y" and len(word) == 5)


def test_words_of_every_question_are_left_out_unless_there_are_no_others() -> None:
    assert query_terms("where are the retries handled?") == ["retr", "handl"]
    assert query_terms("what is this") == ["what", "is", "thi"]
    assert query_terms("retry, retries; RETRY") == ["retr"]


def test_a_pasted_function_is_cut_short() -> None:
    assert len(query_terms(" ".join(f"word{n}" for n in range(500)))) == MAX_QUERY_TERMS


def test_the_name_counts_more_than_the_path_and_that_more_than_the_code() -> None:
    terms = unit_terms(unit(text="return socket")).split()
    assert terms.count("acquir") > terms.count("pool") - 3 >= terms.count("src") > terms.count("socket") == 1


def test_parts_of_a_unit_carry_its_documentation() -> None:
    assert "socket" not in unit_terms(unit()).split()
    assert "socket" in unit_terms(unit(part=1)).split()


def found(text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in term_spans(text, frozenset(query_terms(query)))]


def test_words_are_found_where_they_stand() -> None:
    assert found("def retryRequest(self): # Retried, a registry", "retries") == ["retry", "Retried"]
    assert found("def retryRequest(self)", "retry_request") == ["retryRequest"]
    assert found("再試行する", "再試行") == ["再試行"]
    assert found("nothing", "retries") == []


@given(TEXTS, TEXTS)
def test_spans_lie_in_order_in_the_text_and_hold_terms(text: str, query: str) -> None:
    terms = frozenset(query_terms(query))
    spans = term_spans(text, terms)
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    if text.isascii():
        assert bool(spans) == bool(words_of(text) & terms)


@given(TEXTS)
def test_a_text_finds_itself(text: str) -> None:
    terms = query_terms(text)
    assert set(terms) <= words_of(text)
    assert all(term and " " not in term for term in terms)
