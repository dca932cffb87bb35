"""The lines of a hit that a reader wants."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codesearch.ranking.terms import query_terms
from codesearch.tui.excerpt import best_line, excerpt
from codesearch.types import Hit

from .conftest import MakeHit

RETRY = '''@decorated
def retry(self, request,
          attempts=3):
    """
    Send a request again.

    Request by request, and more of a request.
    """
    request.prepare()

    request.headers = {}
    for _ in range(attempts):
        if self.send(request).is_timeout:
            continue
    return request'''


def words(query: str) -> frozenset[str]:
    return frozenset(query_terms(query))


def numbers(hit: Hit, query: str, **options: int) -> list[int]:
    return [line.number for line in excerpt(hit, words(query), **options)]


def test_signature_and_documentation_come_with_the_best_lines(make_hit: MakeHit) -> None:
    hit = make_hit(
        RETRY, signature="def retry(self, request, attempts=3)", docstring="Send a request again.\n\nMore."
    )
    assert numbers(hit, "timeout") == [11, 14, 22]


def test_a_rare_word_counts_more_than_a_common_one(make_hit: MakeHit) -> None:
    hit = make_hit(RETRY, signature="def retry(self, request, attempts=3)")
    best = [line.number for line in excerpt(hit, words("request timeouts"), best=1) if line.is_match]
    assert 22 in best
    assert best_line(hit, words("request timeouts")).number == 22


def test_stems_match_and_parts_of_words_do_not(make_hit: MakeHit) -> None:
    hit = make_hit("x = 1\nlogger = None\ncatalog = None\nprint(logged)", signature="")
    assert [line.number for line in excerpt(hit, words("logging")) if line.is_match] == [11, 13]


def test_lines_that_say_the_same_give_way_to_another(make_hit: MakeHit) -> None:
    hit = make_hit("".join(f"send({n})\n" for n in range(9)) + "timeout = 1", signature="")
    assert 19 in numbers(hit, "send timeout")


def test_without_a_word_the_first_lines_that_say_something_are_shown(make_hit: MakeHit) -> None:
    hit = make_hit("def retry(self):\n\n    {\n    first = 1\n    second = 2\n    third = 3\n    fourth = 4")
    assert numbers(hit, "xylophone") == [10, 13, 14, 15]
    assert best_line(hit, words("xylophone")).number == 10


def test_a_module_without_a_word_skips_its_header(make_hit: MakeHit) -> None:
    hit = make_hit(
        "# Copyright\n# Licence\n\nimport os\nLIMIT = 3", kind="module", signature="", start_line=1
    )
    assert numbers(hit, "xylophone") == [4, 5]


def test_an_outline_shows_its_lines_and_no_blank_ones(make_hit: MakeHit) -> None:
    text = "class Pool:\n    size = 1\n\n\n    def acquire(self):\n\n\n    def release(self):\n\n"
    hit = make_hit(text, kind="class", signature="class Pool", name="Pool")
    assert numbers(hit, "release pool", context=3) == [10, 11, 14, 17]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.sampled_from("ab _\n\t猫é")),
    query=st.sampled_from(["a", "ab b", "猫", "z"]),
    context=st.integers(0, 3),
)
def test_lines_are_the_files_own_in_order_and_not_blank(
    make_hit: MakeHit, text: str, query: str, context: int
) -> None:
    hit = make_hit(text)
    lines = excerpt(hit, words(query), context=context)
    rows = text.split("\n")
    assert [line.number for line in lines] == sorted({line.number for line in lines})
    assert all(line.text == rows[line.number - 10] and line.text.strip() for line in lines)
    assert best_line(hit, words(query)).text in rows
