"""Each rule of the order, shown alone, and switched off by the neutral value of its constant."""

import math
import random
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codesearch.ranking.constants import CONSTANTS, Constants
from codesearch.ranking.query import parse_query
from codesearch.ranking.rank import Candidate, named, rank

NEUTRAL = Constants(
    candidates=CONSTANTS.candidates,
    vector_weight=CONSTANTS.vector_weight,
    **{
        field.name: 1.0 if field.name.endswith("factor") else 0.0
        for field in fields(Constants)
        if field.name not in ("candidates", "vector_weight")
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
    ("defines_symbol", "sendAll", candidate(1, name="sendAll"), candidate(2, "b.py", "other")),
    ("stem_words", "retry policy", candidate(1, "src/retry_policy.py"), candidate(2, "src/a.py")),
    ("aside_factor", "retry", candidate(1, "z.py"), candidate(2, "tests/a.py")),
    ("aside_factor", "retry", candidate(1, "z.py"), candidate(2, "examples/a.py")),
    ("aside_factor", "retry", candidate(1, "z.py"), candidate(2, "a.md", kind="section")),
    ("aside_factor", "retry", candidate(1, "z.py"), candidate(2, "vendor/a.py")),
    ("outline_factor", "retry", candidate(1, "z.py"), candidate(2, "a.py", kind="module")),
]


@pytest.mark.parametrize(
    ("constant", "query", "winner", "loser"), RULES, ids=[f"{rule[0]} {rule[3].path}" for rule in RULES]
)
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


def test_what_speaks_for_a_file_is_said_by_its_best_unit_alone() -> None:
    units = [candidate(n, "retry.py", name=f"f{n}", text_score=1.0 - n / 100) for n in range(3)]
    hits = rank(parse_query("retry"), [*units, candidate(9, "a.py", text_score=0.99)], limit=9)
    assert [hit.candidate.id for hit in hits] == [0, 9, 1, 2]
    assert [{"stem", "file"} <= hit.why.keys() for hit in hits] == [True, False, False, False]


def test_what_a_module_leaves_over_does_not_support_its_functions() -> None:
    function, module = candidate(1), candidate(2, kind="module", text_score=0.5)
    hits = {hit.candidate.id: hit for hit in rank(parse_query("retry"), [function, module], limit=2)}
    assert "file" not in hits[1].why


def test_a_name_of_a_file_says_less_of_a_longer_question() -> None:
    words = frozenset({"retry"})
    assert named(words, ["retry"]) == 1
    assert named(words, ["retry", "policy", "of", "pools"]) == 0.5
    assert named(frozenset({"retry", "policy"}), ["retry"]) == 0.5
    assert named(frozenset(), ["retry"]) == 0


def test_a_name_written_as_it_is_defined_comes_before_one_in_another_case() -> None:
    method, trait = candidate(1, name="serialize"), candidate(2, "b.rs", "Serialize", kind="class")
    assert order("Serialize", [method, trait]) == [2, 1]
    assert order("serialize", [method, trait]) == [1, 2]
    assert order("save", [candidate(1, name="other"), candidate(2, "b.rb", "save!")]) == [2, 1]


def test_a_name_in_a_sentence_is_a_word_like_others() -> None:
    hits = rank(parse_query("who calls sendAll"), [candidate(1, name="sendAll")], limit=1)
    assert "definition" not in hits[0].why


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


def test_the_weight_of_vectors_moves_the_order_between_the_searches() -> None:
    by_text = candidate(1, "a.py", text_score=5.0, vector_score=0.1)
    by_vector = candidate(2, "b.py", text_score=0.1, vector_score=0.9)
    for weight, best in ((0.0, 1), (60.0, 2)):
        constants = replace(NEUTRAL, vector_weight=weight)
        assert order("who sends requests", [by_text, by_vector], constants=constants)[0] == best


def test_words_that_tell_little_leave_the_order_to_vectors() -> None:
    by_vector = candidate(2, "b.py", text_score=None, vector_score=0.8)
    orders = [
        order("retry", [candidate(1, "a.py", text_score=score, vector_score=0.5), by_vector], rules=False)
        for score in (40.0, 2.0)
    ]
    assert orders == [[1, 2], [2, 1]]


@pytest.mark.parametrize("rules", [True, False])
def test_the_parts_make_the_score(rules: bool) -> None:
    units = [candidate(n, f"retry{n % 2}.md", vector_score=n / 9, kind="section") for n in range(5)]
    for hit in rank(parse_query("retry"), units, limit=5, rules=rules):
        factors = [worth for part, worth in hit.why.items() if part in ("docs", "part")]
        added = [worth for part, worth in hit.why.items() if part not in ("docs", "part")]
        assert hit.score == pytest.approx(sum(added) * math.prod(factors))


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
