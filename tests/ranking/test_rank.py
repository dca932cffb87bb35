"""Each rule of the order, shown alone, and switched off by the neutral value of its constant."""

import random
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codesearch.ranking.constants import CONSTANTS, Constants
from codesearch.ranking.query import parse_query
from codesearch.ranking.rank import Candidate, rank

NEUTRAL = Constants(
    candidates=CONSTANTS.candidates,
    vector_weight=1.0,
    vector_weight_symbol=1.0,
    **{
        field.name: 1.0 if field.name.endswith("factor") else 0.0
        for field in fields(Constants)
        if field.name not in ("candidates", "vector_weight", "vector_weight_symbol")
    },
)


def candidate(id: int = 1, path: str = "src/a.py", name: str = "f", **given: object) -> Candidate:
    values: dict[str, object] = {
        "qualified_name": name,
        "kind": "function",
        "start_line": id,
        "text_score": 1.0,
        "vector_score": None,
        **given,
    }
    return Candidate(id=id, path=path, name=name, **values)  # type: ignore[arg-type]


def order(query: str, candidates: list[Candidate], **options: object) -> list[int]:
    return [hit.candidate.id for hit in rank(parse_query(query), candidates, limit=10, **options)]  # type: ignore[arg-type]


# A constant, a query, and two candidates with the same scores: the first one wins by that rule alone.
RULES = [
    ("defines_symbol", "call sendAll", candidate(1, name="sendAll"), candidate(2, "b.py", "other")),
    (
        "defines_scoped_symbol",
        "Pool.get",
        candidate(1, name="get", qualified_name="Pool.get"),
        candidate(2, "b.py", "get", qualified_name="Cache.get"),
    ),
    ("stem_words", "retry policy", candidate(1, "src/retry_policy.py"), candidate(2, "src/a.py")),
    ("folder_words", "retry policy", candidate(1, "retry/z.py"), candidate(2, "net/a.py")),
    ("test_factor", "retry", candidate(1, "z.py"), candidate(2, "tests/a.py")),
    ("example_factor", "retry", candidate(1, "z.py"), candidate(2, "examples/a.py")),
    ("docs_factor", "retry", candidate(1, "z.py"), candidate(2, "a.md", kind="section")),
    ("generated_factor", "retry", candidate(1, "z.py"), candidate(2, "vendor/a.py")),
    ("outline_factor", "retry", candidate(1, "z.py"), candidate(2, "a.py", kind="module")),
]


@pytest.mark.parametrize(("constant", "query", "winner", "loser"), RULES, ids=[rule[0] for rule in RULES])
def test_a_rule_decides_and_its_neutral_value_switches_it_off(
    constant: str, query: str, winner: Candidate, loser: Candidate
) -> None:
    alone = replace(NEUTRAL, **{constant: getattr(CONSTANTS, constant)})
    assert order(query, [loser, winner], constants=alone)[0] == winner.id
    scores = {hit.score for hit in rank(parse_query(query), [loser, winner], limit=2, constants=NEUTRAL)}
    assert len(scores) == 1


def test_a_file_with_many_good_units_supports_each() -> None:
    many = [candidate(n, "z.py", text_score=0.8) for n in (1, 2, 3)]
    lonely = candidate(9, "a.py", text_score=0.8)
    best = candidate(10, "b.py", text_score=1.0)
    alone = replace(NEUTRAL, file_support=CONSTANTS.file_support)
    assert order("retry", [lonely, *many, best], constants=alone).index(1) < order(
        "retry", [lonely, *many, best], constants=alone
    ).index(9)


def test_hits_are_spread_over_files() -> None:
    candidates = [candidate(n, "a.py", text_score=1.0 - n / 100) for n in range(5)] + [
        candidate(9, "b.py", text_score=0.7)
    ]
    alone = replace(NEUTRAL, next_in_file_factor=CONSTANTS.next_in_file_factor)
    assert order("retry", candidates, constants=alone)[:2] == [0, 9]
    assert order("retry", candidates, constants=NEUTRAL)[-1] == 9


def test_a_further_part_of_a_unit_counts_less_than_another_unit_of_its_file() -> None:
    first = candidate(1, name="f")
    scores = [
        rank(parse_query("retry"), [first, second], limit=2)[1].score
        for second in (candidate(2, name="f"), candidate(2, name="g"))
    ]
    assert scores[0] < scores[1]


def test_tests_and_examples_that_are_asked_for_lose_nothing() -> None:
    for word, path in (("tests", "tests/a.py"), ("examples", "examples/a.py")):
        hits = rank(parse_query(f"{word} of retry"), [candidate(1, path)], limit=1)
        assert not {"test", "example"} & hits[0].why.keys()


@pytest.mark.parametrize(
    ("query", "constant"), [("who sends requests", "vector_weight"), ("request", "vector_weight_symbol")]
)
def test_the_weight_of_vectors_moves_the_order_between_the_searches(query: str, constant: str) -> None:
    by_text = candidate(1, "a.py", text_score=5.0, vector_score=0.1)
    by_vector = candidate(2, "b.py", text_score=0.1, vector_score=0.9)
    assert order(query, [by_text, by_vector], constants=replace(NEUTRAL, **{constant: 0.0}))[0] == 1
    assert order(query, [by_text, by_vector], constants=replace(NEUTRAL, **{constant: 1.0}))[0] == 2


def test_one_search_alone_keeps_its_order() -> None:
    text = [candidate(n, f"{n}.py", text_score=float(n)) for n in range(1, 5)]
    vectors = [candidate(n, f"{n}.py", text_score=None, vector_score=n / 9) for n in range(1, 5)]
    for candidates in (text, vectors):
        assert order("retry", candidates, rules=False) == [4, 3, 2, 1]


def test_equal_scores_are_ordered_by_path_and_line() -> None:
    candidates = [
        candidate(1, "b.py"),
        candidate(2, "a.py", start_line=9),
        candidate(3, "a.py", start_line=2),
    ]
    assert order("retry", candidates, rules=False) == [3, 2, 1]


def test_nothing_found_is_an_empty_order() -> None:
    assert order("retry", []) == []


CANDIDATES = st.lists(
    st.builds(
        candidate,
        st.integers(1, 10_000),
        st.sampled_from(["a.py", "tests/a.py", "b/retry.py", "docs/a.md", "vendor/x.go", "examples/e.rs"]),
        st.sampled_from(["retry", "f", "get", "sendAll"]),
        kind=st.sampled_from(["function", "method", "class", "module", "section", "block"]),
        text_score=st.none() | st.floats(0, 50),
        vector_score=st.none() | st.floats(-1, 1),
    ),
    max_size=12,
    unique_by=lambda candidate: candidate.id,
)


@given(
    CANDIDATES, st.sampled_from(["retry", "where is sendAll", "tests of get"]), st.randoms(), st.booleans()
)
def test_the_order_does_not_depend_on_the_input_order(
    candidates: list[Candidate], query: str, chance: random.Random, rules: bool
) -> None:
    shuffled = list(candidates)
    chance.shuffle(shuffled)
    assert order(query, shuffled, rules=rules) == order(query, candidates, rules=rules)


@given(CANDIDATES)
def test_scores_fall_and_every_candidate_is_there_once(candidates: list[Candidate]) -> None:
    hits = rank(parse_query("retry"), candidates, limit=100)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert sorted(hit.candidate.id for hit in hits) == sorted(candidate.id for candidate in candidates)
