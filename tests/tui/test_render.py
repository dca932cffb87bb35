"""Hits as text: the same layout with and without colour, cut to a width, and inert."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codesearch.ranking.query import parse_query
from codesearch.ranking.rank import Candidate, rank
from codesearch.ranking.terms import query_terms
from codesearch.tui.highlight import character_styles
from codesearch.tui.marking import WordMarking
from codesearch.tui.render import FACTORS, SGR, cells, render_hits

from .conftest import MakeHit

ESCAPE = re.compile(r"\x1b\[[\d;]*m")
CODE = 'def retry(self):\n\t"""Send again."""\n\treturn self.send("retry", 3)  # 再試行 of what failed'


def words(query: str) -> WordMarking:
    return WordMarking(frozenset(query_terms(query)))


def test_plain_text(make_hit: MakeHit) -> None:
    hits = [
        make_hit(CODE, docstring="Send again."),
        make_hit("MAX = 3", name="", qualified_name="a", kind="module"),
    ]
    assert list(render_hits(hits, words("failed retries"))) == [
        "src/a.py:10-12  method Client.retry",
        "    10: def retry(self):",
        '    11- \t"""Send again."""',
        '    12: \treturn self.send("retry", 3)  # 再試行 of what failed',
        "",
        "src/a.py:10-10  module a",
        "    10- MAX = 3",
    ]


def test_colours_and_a_width(make_hit: MakeHit) -> None:
    lines = list(render_hits([make_hit(CODE)], words("retries"), width=40, is_coloured=True))
    assert lines == [
        "\x1b[1;35msrc/a.py\x1b[0m\x1b[32m:10-12\x1b[0m  \x1b[36mmethod\x1b[0m \x1b[1mClient.retry\x1b[0m",
        "\x1b[1;32m    10: \x1b[0m\x1b[35mdef\x1b[0m \x1b[1;31mretry\x1b[0m(self):",
        "\x1b[1;32m    12: \x1b[0m    \x1b[35mreturn\x1b[0m self.send("
        '\x1b[32m"\x1b[0m\x1b[1;31mretry\x1b[0m\x1b[32m"\x1b[0m, \x1b[36m3\x1b[0m\x1b[2m…\x1b[0m',
    ]


def test_a_long_line_is_cut_around_its_word(make_hit: MakeHit) -> None:
    hit = make_hit(f"{'x = 1; ' * 50}retry(){' ; y = 2' * 50}", signature="")
    line = list(render_hits([hit], words("retry"), width=40))[1]
    assert len(line) <= 40
    assert re.fullmatch(r"    10: ….*retry\(\).*…", line)
    assert hit.text in list(render_hits([hit], words("retry")))[1]


def test_gaps_in_context_are_marked(make_hit: MakeHit) -> None:
    hit = make_hit("def retry(self):\n" + "    step()\n" * 8 + "    failed()\n    done()")
    lines = list(render_hits([hit], words("failed"), context=1))
    assert [line[:8] for line in lines[1:]] == [
        "    10- ",
        "    11- ",
        "     ⋯",
        "    18- ",
        "    19: ",
        "    20- ",
    ]


def test_reasons_add_up(make_hit: MakeHit) -> None:
    hit = make_hit("a = 1", score=0.5, why={"text": 0.6, "name": 0.5, "file": -0.1, "test": 0.5})
    assert list(render_hits([hit], words("a"), explain=True))[1].strip() == (
        "0.50 = (0.60 text + 0.50 name - 0.10 file) × 0.50 test"
    )


@pytest.mark.parametrize("path", ["tests/test_a.py", "examples/a.py", "vendor/a.py", "docs/a.md", "src/a.py"])
def test_every_factor_of_a_score_is_known_as_one(path: str) -> None:
    candidates = [Candidate(n, path, "a", "a", "module", n, 2.0 + n, None) for n in range(3)]
    for hit in rank(parse_query("alpha"), candidates, limit=3):
        product = sum(worth for part, worth in hit.why.items() if part not in FACTORS)
        for part in FACTORS & hit.why.keys():
            product *= hit.why[part]
        assert product == pytest.approx(hit.score)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    text=st.text(st.sampled_from("retry \t\n\x1b\x9b\u202e\x7f猫é\u0301\"'#{}(")),
    width=st.none() | st.integers(1, 60),
    language=st.sampled_from(["python", "php", "markdown", "text", "rust"]),
)
def test_colours_change_no_text_and_lines_fit(
    make_hit: MakeHit, text: str, width: int | None, language: str
) -> None:
    hit = make_hit(text, language=language)
    plain = list(render_hits([hit], words("retry"), width=width))
    coloured = list(render_hits([hit], words("retry"), width=width, is_coloured=True))
    assert [ESCAPE.sub("", line) for line in coloured] == plain
    assert all(char.isprintable() or char == "\t" for line in plain for char in line)
    if width is not None:
        assert all(cells(line) <= max(width, 20) for line in plain[1:])


@pytest.mark.parametrize(
    "language", ["python", "php", "csharp", "tsx", "dockerfile", "make", "text", "no such thing"]
)
def test_there_is_a_style_for_each_character(language: str) -> None:
    text = "\n\nvalue = 'text' // 1\n\n"
    styles = character_styles(text, language)
    assert len(styles) == len(text)
    assert set(styles) <= {"", *SGR}


def test_columns() -> None:
    assert cells("abc") == 3
    assert cells("再試") == 4
    assert cells("e\u0301") == 1
