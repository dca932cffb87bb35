"""What is left of code without its comments, and of a file without the documentation of some functions."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codesearch.parsers.languages import LANGUAGES, extension_of, language_of
from codesearch.parsers.strip import undocumented, without_comments, without_documentation
from codesearch.parsers.units import parse_units
from codesearch.types import Unit

FIXTURES = sorted(path for path in (Path(__file__).parent / "fixtures").iterdir() if path.is_file())
TEXTS = {path.name: path.read_text("utf-8") for path in FIXTURES}
ONLY_DECLARED = {  # documented functions without a body, which are units for their documentation alone
    *("order_free", "shop::orders::List::size", "Shop.Orders.IPriced.Gross", "Order.ship", "Order.size"),
    *("Priced.gross", "Priced::price", "Shop\\Orders\\Order::total", "Order.total", "shop_version"),
}

# Documentation stands in « », other comments in ‹ ›.
MARKED = [
    ("bash", "#!/bin/sh\n«# D\n»f() {\n‹  # c\n›  cat <<E\n# no\nE\n  echo '# no'‹ # c›\n}\n"),
    ("c", '#include <a.h>‹ // c›\n#define B "//"\n«/* D\n D */\n»int f() {\n  return g("/*");‹ // c›\n}\n'),
    ("cpp", "«/// D\n»class FOO_API A {\n«  /* D */\n»  int f() {‹ // c›\n    return 1;\n  }\n};"),
    ("csharp", "«/// <summary>D</summary>\n»[Pure]\npublic int F() {\n  return 1;‹ // c›\n}"),
    ("csharp", "«/// D\n»public Tide(int a) : base(a) {\n  B();‹ // c›\n}"),
    ("css", "«/* D */\n»a {\n  b: '//';‹ /* c */›\n}"),
    ("dart", "«/// D\n»@override\nWidget build(A a) {\n  return b;‹ // c›\n}"),
    ("dart", "«/// D\n»static int f() => 1;‹ // c›"),
    ("elixir", '«@doc """\nD\n"""\n»@spec f() :: 1\ndef f do\n  "#"‹ # c›\nend'),
    ("elixir", 'defmodule A do\n«  @moduledoc "D"\n»\n«  @typedoc "D"\n»  @type t :: 1‹ # c›\nend'),
    ("erlang", '-module(a).\n«-doc """\nD\n""".\n»f() -> "%".‹ % c›\n'),
    ("go", '‹//go:embed a\n›var a string\n\n«// D\n»func (a *A) F() string {\n\treturn "//"‹ // c›\n}'),
    ("graphql", '«"""D"""\n»type A {\n«  "D"\n»  b: C‹ # c›\n}'),
    ("haskell", "{-# LANGUAGE X #-}\n«-- | D\n»f :: Int\nf = 1‹ -- c›\n"),
    ("html", "‹<!-- c -->\n›<a b='<!-- no -->'>c</a>\n"),
    ("java", '«/** D */\n»@Override\npublic int f(@A int x) {\n  return g("//");‹ // c›\n}'),
    (
        "java",
        "«/** D\n *\n * D */\n»class A {\n    «/** D */ »int f() {\n‹    // c\n›\n‹    // c\n›    }\n}\n",
    ),
    ("javascript", "«/** D */\n»function f() {\n  return /[/*]/ + `// ${a}`;‹ // c›\n}"),
    ("javascript", "«/** D */\n»async f(a) {\n  return 1;‹ // c›\n}"),
    ("javascript", "«/** D */\n»f: function (a) {\n  return 1;‹ // c›\n},"),
    ("javascript", "const a = <b>\n‹  {/* c */}\n›  // no\n</b>;\n"),
    ("julia", '«"D"\n»f(x) = "#"‹ # c›\n'),
    ("kotlin", "«/** D */\n»override fun f(): Int {\n  return 1‹ // c›\n}"),
    ("lua", "«--[[ D\nD ]]\n»function f()\n  return '--'‹ -- c›\nend"),
    ("objc", '«/* D */\n»int f() {\n  return @"//";‹ // c›\n}'),
    ("ocaml", "«(** D (* D *) *)\n»let f x = x‹ (* c *)›\nlet a = 1"),
    ("ocaml_interface", "val f : int\n«(** D *)\n»"),
    ("perl", "«=pod\n\nD\n\n=cut\n»sub f {\n  return '#';‹ # c›\n}\n"),
    ("php", "<?php\n«/** D */\n»#[A]\nfunction f() {\n  return '//';‹ // c›\n}\n?>\n<p>// no</p>\n"),
    ("php", "«/** D */\n»function f($a) {\n‹  # c\n›  return 1;\n}"),
    ("php", "«/** D <?php */\n»public static function f($a) {\n  return 1;‹ // c›\n}"),
    ("python", '‹# c\n›«"""D"""\n»\nclass A:\n«    r"D"\n»    b = 1\n'),
    ("python", '«# D\n»@a\ndef f():\n«    """D\n\n    D\n    """\n»    return "#", """no"""‹  # c›\n'),
    ("python", "def f():\n‹    # c\n›«    u'D' \"D\"\n»    'no' + a\n    b = 'no'\n    'no'\n"),
    ("python", 'def f(): «"""D"""; »return 1\n'),
    ("python", 'def f(self):\n«        """D"""\n»        return 1\n'),
    ("python", "    «# D\n    »@a\n    async def f(self):\n«        '''D'''\n»        return 1‹ # c›"),
    ("python", 'def f():\n«    """D"""\n»'),
    ("python", "def f(:\n«    '''D'''\n»    return (1‹  # c›\n"),
    ("r", "«#' D\n»f <- function(x) {\n  '#'‹ # c›\n}"),
    ("ruby", "«=begin\nD\n=end\n»def f\n  '#'‹ # c›\nend\n__END__\n# no\n"),
    ("rust", '«//! D\n»#![allow(a)]\n«/// D\n»«#[doc = "D"]\n»#[inline]\nfn f(&self) {\n  g()‹ // c›\n}'),
    ("scala", "«/** D */\n»override def f = {\n  1‹ // c›\n}"),
    ("sql", "«-- D\n»CREATE TABLE a (\n  b INT DEFAULT '--'‹ -- c›\n);\nCOMMENT ON TABLE a IS 'no';"),
    ("starlark", 'def f():\n«    """D"""\n»    return 1‹  # c›\n'),
    ("swift", '«/// D\n»override func f() -> Int {\n  return "/* no */"‹ // c›\n}'),
    ("toml", "«# D\n»[a]\nb = '#'‹ # c›\n"),
    ("typescript", "«/** D */\n»private async f(): A {\n  return 1;‹ // c›\n}"),
    ("yaml", "a: |\n  # no\nb: 1‹ # c›\n"),
    ("zig", "«/// D\n»fn f() u8 {\n  return 1;‹ // c›\n}"),
]
every_marked = pytest.mark.parametrize(("language", "marked"), MARKED)
every_fixture = pytest.mark.parametrize("name", TEXTS)


def unmarked(marked: str, *taken: str) -> str:
    """The code, without what stands between the marks in `taken`."""
    for opening, closing in taken:
        marked = re.sub(f"{opening}[^{closing}]*{closing}", "", marked)
    return re.sub("[«»‹›]", "", marked)


@every_marked
def test_comments_and_docstrings_go(language: str, marked: str) -> None:
    assert without_comments(unmarked(marked), language) == unmarked(marked, "«»", "‹›")


@every_marked
def test_documentation_goes_and_other_comments_stay(language: str, marked: str) -> None:
    assert without_documentation(unmarked(marked), language) == unmarked(marked, "«»")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("int f(/* a */ int x, /*b*/ int y);", "int f(int x, int y);"),
        ("int/**/f(void) { return a+/* b */+c; }", "int f(void) { return a+ +c; }"),
        ("a = 1; /* b */ /* c */ d = 2;", "a = 1; d = 2;"),
        ("    a = /* b\n\n   b */ 2; // c\n    d = 3;", "    a =\n    2;\n    d = 3;"),
        ("    /* b\n    b */ a = 2;", "    a = 2;"),
        (
            'é = "/* ü */"; /* ü\n𝔘 */\n// 👩‍👩‍👧\nx(); // \udc80\n"\udc80";',
            'é = "/* ü */";\nx();\n"\udc80";',
        ),
        ("\n\na;\n\n// b\n\nc;   \n", "\n\na;\n\n\nc;   \n"),
        ("// a", ""),
    ],
)
def test_what_stood_around_a_comment_is_put_together(text: str, left: str) -> None:
    assert without_comments(text, "c") == left


def test_a_docstring_leaves_the_indentation_to_what_follows_it() -> None:
    text = 'def f():\n    """D\n    D"""; a = 1\n    return a\n'
    assert without_comments(text, "python") == "def f():\n    a = 1\n    return a\n"


def test_a_licence_is_a_comment_and_no_documentation() -> None:
    text = "// Copyright 2024 Nobody\nfunc F() {}\n"
    assert without_documentation(text, "go") == text
    assert without_comments(text, "go") == "func F() {}\n"


def test_kinds_of_code_that_are_called_comments_stay() -> None:
    for language, text in (
        ("kconfig", 'comment "A"\n'),
        ("kdl", "/- a 1\n"),
        ("sql", "COMMENT ON TABLE a IS 'b';"),
    ):
        assert without_comments(text, language) == text


@pytest.mark.parametrize("language", ["text", "markdown", "klingon", ""])
def test_text_in_a_language_without_a_grammar_stays(language: str) -> None:
    assert without_comments("# a\n", language) == without_documentation("# a\n", language) == "# a\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_can_be_asked_for_its_comments(language: str) -> None:
    assert without_comments("", language) == ""


def is_part(shorter: str, longer: str) -> bool:
    """Whether the characters of `shorter`, blanks aside, stand in `longer` in that order."""
    characters = iter(longer)
    return all(character in characters for character in shorter if not character.isspace())


@settings(derandomize=True, max_examples=600, deadline=None)
@given(
    text=st.one_of(
        st.text(st.characters(max_codepoint=0xFFFF), max_size=80),  # some scanners fail on unassigned planes
        st.text("a /*#-\"'\\\n{}()<>=;:%!@[]", max_size=60),
        st.lists(st.sampled_from([unmarked(marked) for _, marked in MARKED]), max_size=3).map("\n".join),
    ).filter(lambda text: "\r" not in text),
    language=st.sampled_from(sorted(LANGUAGES)),
)
def test_any_text_in_any_language_can_be_stripped(text: str, language: str) -> None:
    for strip in (without_comments, without_documentation):
        left = strip(text, language)
        assert left.count("\n") <= text.count("\n")
        assert is_part(left, text)
        assert strip(left, language) == left


@every_fixture
def test_a_whole_file_is_stripped_of_comments(name: str) -> None:
    text, language = TEXTS[name], language_of(name).name
    rows = iter(text.split("\n"))
    for row in without_comments(text, language).split("\n"):
        assert any(whole.startswith(row) for whole in rows)


def functions(path: str, text: str) -> dict[tuple[str, int], str]:
    """The docstrings of functions, by qualified name and last line."""
    found = {}
    for unit in parse_units(path, text, max_chars=100_000):
        if unit.kind in ("function", "method"):
            found[unit.qualified_name, unit.end_line] = unit.docstring
    return found


def is_documented(unit: Unit) -> bool:
    return bool(unit.docstring)


def is_nothing(_: Unit) -> bool:
    return False


@every_fixture
def test_functions_lose_their_documentation_and_keep_their_place(name: str) -> None:
    text = undocumented(name, TEXTS[name], is_documented)
    before, after = functions(name, TEXTS[name]), functions(name, text)
    assert text.count("\n") == TEXTS[name].count("\n")
    assert not any(after.values())
    moved = {function for function, docstring in before.items() if docstring} - set(after)
    behind = {("limit", 11)} if name == "ocaml_interface.mli" else set()  # documented after its end
    assert {function for function, _ in moved - behind} <= ONLY_DECLARED


@every_fixture
def test_all_but_documentation_stays_on_its_line(name: str) -> None:
    after = undocumented(name, TEXTS[name], is_documented).split("\n")
    before = TEXTS[name].split("\n")
    assert all(row.endswith(left.lstrip()) for row, left in zip(before, after, strict=True))


@every_fixture
def test_a_file_stays_as_it_is_when_no_function_is_chosen(name: str) -> None:
    assert undocumented(name, TEXTS[name], is_nothing) == TEXTS[name]


def test_only_the_chosen_function_loses_its_documentation() -> None:
    text = 'def f():\n    """F."""\n    return 1\n\n\ndef g():\n    """G."""\n    return 2\n'
    left = undocumented("a.py", text, lambda unit: unit.name == "g")
    assert left == 'def f():\n    """F."""\n    return 1\n\n\ndef g():\n\n    return 2\n'


def test_a_function_that_was_all_docstring_keeps_its_end() -> None:
    text = 'class A:\n    def f(self):\n        """F.\n        """\n\n    def g(self): "G."  # c\n'
    left = undocumented("a.py", text, is_documented)
    assert left == "class A:\n    def f(self):\n\n        ...\n\n    def g(self): ...  # c\n"
    assert functions("a.py", left) == {("A.f", 4): "", ("A.g", 6): ""}


def test_comments_that_take_the_place_of_documentation_go_too() -> None:
    text = '# C.\ndef f():\n    "F."\n    """More."""\n    return 1\n'
    assert undocumented("a.py", text, is_documented) == "\ndef f():\n\n\n    return 1\n"


def test_every_clause_of_a_function_loses_its_documentation() -> None:
    text = 'defmodule A do\n  @doc "F."\n  def f(1), do: 2\n  # More.\n  def f(2), do: 3\nend\n'
    left = undocumented("a.ex", text, is_documented)
    assert left == "defmodule A do\n\n  def f(1), do: 2\n\n  def f(2), do: 3\nend\n"


def test_a_long_function_is_asked_about_once() -> None:
    text = 'def f():\n    """F."""\n' + "    g('a long call to fill the window')\n" * 200
    asked: list[Unit] = []
    left = undocumented("a.py", text, lambda unit: not asked.append(unit))
    assert [(unit.name, unit.part) for unit in asked] == [("f", 0)]
    assert left == text.replace('    """F."""', "")


def test_a_file_without_functions_is_left_alone() -> None:
    for path in ("a.md", "a.toml", "a.txt", "a"):
        assert undocumented(path, "# A\n", is_documented) == "# A\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_extension_leads_back_to_its_language(language: str) -> None:
    extension = extension_of(language)
    assert not extension or language_of(f"tide{extension}").name == language


def test_a_language_that_is_told_by_file_names_alone_has_no_extension() -> None:
    assert extension_of("python") == ".py"
    assert extension_of("gomod") == extension_of("query") == extension_of("klingon") == ""


def test_an_extension_of_several_languages_is_the_last_choice() -> None:
    assert (extension_of("v"), extension_of("objc"), extension_of("apex")) == (".vsh", ".mm", ".apex")
