"""Words and filters in one line, at every key stroke."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codesearch.engine.moments import parse_moment
from codesearch.index.filters import Filter
from codesearch.parsers.language_names import languages_named
from codesearch.tui.query_line import MOMENT, NAMES, QueryLine, parse_line, with_filter, without

WORDS = st.sampled_from(
    [
        "retry",
        "std::move",
        "http://x",
        "foo:bar",
        "path::join",
        '"',
        '"lang:go x"',
        '"a',
        'b"',
        "-",
        "猫",
        "-lang",
    ]
)
PLAIN = ("go", "ts", "py,go", "c#", "method", "src/**", "!tests", "*.{c,h}", "1d", "2026-01-31", "", "!!x")
QUOTED = ('"my dir/**"', '"a,b"', '"2 weeks ago"', '" a"', '!" b"', ':x"y"', '"\\"q\\\\"')
BROKEN = ('"', '"open', "x\\", "[", ",", "{a,b")
VALUES = st.sampled_from([*PLAIN, *QUOTED, *BROKEN])
FILTERS = st.builds(
    lambda minus, name, value: f"{minus}{name}:{value}",
    st.sampled_from(["", "", "-"]),
    st.sampled_from([*NAMES, "LANG", "Path"]),
    VALUES,
)
BLANKS = st.sampled_from([" ", "  ", "\t"])
LINES = st.lists(st.tuples(WORDS | FILTERS | FILTERS, BLANKS)).map(
    lambda parts: "".join(text + blank for text, blank in parts)
) | st.text(st.sampled_from('ab :"\\-,!{}[') | st.characters())


def test_words_and_filters() -> None:
    line = parse_line("retry logic lang:go path:src/** kind:method changed:2w")
    assert line == QueryLine("retry logic", ("go",), ("src/**",), ("method",), "2w")
    assert not line.problems


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("language:py,rs x", QueryLine("x", languages=("python", "rust"))),
        ("x lang:ts lang:go", QueryLine("x", languages=("typescript", "tsx", "go"))),
        ("x in:src is:Method since:yesterday", QueryLine("x", (), ("src",), ("method",), "yesterday")),
        ("x type:class,function", QueryLine("x", kinds=("class", "function"))),
        ("x -path:tests path:!docs/**", QueryLine("x", paths=("!tests", "!docs/**"))),
        ('x path:"my dir/**" -path:"a b"', QueryLine("x", paths=("my dir/**", "!a b"))),
        ("x path:*.{c,h},*.go", QueryLine("x", paths=("*.{c,h}", "*.go"))),
        ('x path:"a,b",c', QueryLine("x", paths=("a,b", "c"))),
        ('x changed:"2 weeks ago"', QueryLine("x", changed_since="2 weeks ago")),
        ("a lang:go  b   c", QueryLine("a b   c", languages=("go",))),
    ],
)
def test_what_filters_mean(line: str, expected: QueryLine) -> None:
    assert parse_line(line) == expected
    assert not parse_line(line).problems


@pytest.mark.parametrize(
    "line",
    [
        "std::move",
        "http://x",
        "foo:bar",
        "path::join std::path::Path",
        'a "lang:go b" c',
        "x.lang:go",
        "a:b:c",
    ],
)
def test_what_only_looks_like_a_filter_is_words(line: str) -> None:
    assert parse_line(line) == QueryLine(line)


@pytest.mark.parametrize(
    ("filter_", "message"),
    [
        ("lang:", "write something like lang:go"),
        ("lang:pytho", "did you mean 'python'"),
        ("kind:me", "choose one of function, method"),
        ("path:[", "not closed"),
        ("changed:2", "neither a time nor a revision"),
        ('changed:"2 weeks', "quote is not closed"),
        ("-lang:go", "only paths can be left out"),
        ("lang:\u202ego", "no language"),
        ("path:[\x1b", "not closed"),
    ],
)
def test_a_filter_that_is_being_typed_is_reported_and_not_applied(filter_: str, message: str) -> None:
    line = parse_line(f"retry {filter_}")
    assert line == QueryLine("retry")
    (problem,) = line.problems
    assert problem.span == (6, 6 + len(filter_))
    assert message in problem.message
    assert problem.message.isprintable()


def test_what_is_right_of_a_filter_is_applied() -> None:
    line = parse_line("x lang:go,rus")
    assert line.languages == ("go",)
    assert line.problems[0].span == line.chips[0].span == (2, 13)


def test_a_revision_is_what_the_repository_says_is_one() -> None:
    assert parse_line("x changed:main", is_revision="main".__eq__).changed_since == "main"
    assert parse_line("x changed:main").problems


def test_of_two_times_the_last_counts() -> None:
    line = parse_line("changed:1d x changed:2d changed:x")
    assert line.changed_since == "2d"
    assert [bool(chip.values) for chip in line.chips] == [False, True, False]
    assert "another" in line.problems[0].message


def test_of_a_path_given_twice_the_last_place_decides() -> None:
    line = parse_line("path:a -path:a path:a")
    assert Filter(paths=line.paths).matches_path("a/b") and line.paths == ("!a", "a")


def test_a_chip_is_taken_out_with_its_blanks() -> None:
    line = "retry lang:go  logic kind:method"
    first, last = parse_line(line).chips
    assert without(line, first) == "retry logic kind:method"
    assert without(line, last) == "retry lang:go  logic"


def test_a_filter_is_put_in_once() -> None:
    assert with_filter("retry", "lang", "go") == "retry lang:go"
    assert with_filter("retry lang:py,go", "language", "golang") == "retry lang:py,go"
    assert with_filter("", "path", "!my dir/**") == '-path:"my dir/**"'
    assert with_filter("x changed:1d y", "changed", "2 weeks ago") == 'x y changed:"2 weeks ago"'


def test_a_filter_is_not_put_into_an_open_quote() -> None:
    assert with_filter('retry path:"my', "lang", "go") == 'retry lang:go path:"my'


@given(LINES)
def test_a_line_written_anew_asks_for_the_same(line: str) -> None:
    parsed = parse_line(line)
    again = parse_line(str(parsed))
    assert again == parsed
    assert not again.problems
    assert str(again) == str(parsed)


@given(LINES)
def test_chips_stand_apart_and_in_order(line: str) -> None:
    spans = [chip.span for chip in parse_line(line).chips]
    assert all(start < end <= len(line) for start, end in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    assert all(":" in line[start:end] for start, end in spans)


@given(LINES)
def test_what_is_applied_can_be_searched_for(line: str) -> None:
    parsed = parse_line(line)
    where = Filter(languages=parsed.languages, paths=parsed.paths, kinds=parsed.kinds)
    where.sql()
    assert all(name in languages_named(name) for name in parsed.languages)
    assert all(problem.message.isprintable() for problem in parsed.problems)


@given(
    LINES,
    st.sampled_from(["lang", "path", "kind", "changed"]),
    st.sampled_from(["go", "method", "a b", "1d", "!x"]),
)
def test_a_filter_put_in_is_there_and_nothing_else_changes(line: str, name: str, value: str) -> None:
    before, after = parse_line(line), parse_line(with_filter(line, name, value))
    assert after.text == before.text or name == "changed"
    wanted = parse_line(with_filter("", name, value))
    assert {*wanted.languages, *wanted.kinds} <= {*after.languages, *after.kinds}
    assert set(wanted.paths) <= set(after.paths)
    assert after.changed_since == (
        wanted.changed_since or ("" if name == "changed" else before.changed_since)
    )


@given(
    st.lists(st.sampled_from(["a", "std::move", "lang:go", 'path:"a b"', "kind:x", "-path:t", "changed:1d"]))
)
def test_without_a_chip_the_others_stay(parts: list[str]) -> None:
    line = "  ".join(parts)
    chips = parse_line(line).chips
    for number, chip in enumerate(chips):
        texts = [line[slice(*other.span)] for other in chips[:number] + chips[number + 1 :]]
        left = without(line, chip)
        assert [left[slice(*other.span)] for other in parse_line(left).chips] == texts


@given(st.from_regex(MOMENT, fullmatch=True))
def test_the_engine_understands_each_time(text: str) -> None:
    assert parse_moment(text, datetime(2026, 1, 31, tzinfo=UTC)) is not None


def test_a_long_line_takes_no_time() -> None:
    line = 'lang:"' * 2_000 + "x" * 10_000 + ' "a' * 5_000
    assert parse_line(line).problems
