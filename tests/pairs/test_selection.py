"""Which documented functions make a question."""

import pytest

from codesearch.pairs.mining import documented
from codesearch.pairs.records import Pair
from codesearch.pairs.selection import question

PYTHON = '''
class Store:
    def {name}(self, key):
        """{documentation}"""
        # the fast way first
        found = self.rows.get(key)
        log(found)
        return found
'''
GO = """
// Fetch returns the row of a key.
func (s *Store) Fetch(key string) Row {
\t// the fast way
\tfound := s.rows[key]
\tlog(found)
\treturn found
}
"""


def chosen(text: str, path: str = "a.py") -> Pair | str:
    return [question(unit, "owner/name") for unit in documented(path, text) if unit.kind != "class"][-1]


def test_a_question_has_neither_the_name_nor_the_code_a_comment() -> None:
    pair = chosen(GO, "a.go")
    assert isinstance(pair, Pair)
    assert pair.query == "Returns the row of a key."
    assert "fast" not in pair.code
    assert "returns" not in pair.code
    assert "return found" in pair.code


def test_documentation_is_in_the_query_alone() -> None:
    pair = chosen(PYTHON.format(name="fetch", documentation="The fetch method gives the row of a key."))
    assert isinstance(pair, Pair)
    assert (pair.query, pair.name, pair.start_line) == ("Gives the row of a key.", "Store.fetch", 3)
    assert pair.code.split("\n")[1].strip() == "found = self.rows.get(key)"


@pytest.mark.parametrize(
    ("name", "documentation", "reason"),
    [
        ("fetch", "Gives rows.", "no question"),
        ("__str__", "Give the row of a key.", "standard"),
        ("test_fetch", "Give the row of a key.", "a test"),
        ("fetch_row", "Like fetch_row of the base class.", "own name"),
        ("fetch_row", "fetch_row for keys", "own name"),
    ],
)
def test_what_makes_no_question(name: str, documentation: str, reason: str) -> None:
    choice = chosen(PYTHON.format(name=name, documentation=documentation))
    assert isinstance(choice, str)
    assert reason in choice


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", 'def f(x):\n    """Double the given number."""\n    x = 2 * x\n    return x\n'),
        ("a.rb", "# Doubles the given number.\ndef f(x)\n  y = 2 * x\n  y\nend\n"),
        (
            "A.cs",
            "class B\n{\n  /// Doubles a given number.\n  int F(int x)\n  {\n    return x;\n  }\n}\n",
        ),
    ],
)
def test_brackets_and_ends_do_not_make_a_body(path: str, text: str) -> None:
    assert chosen(text, path) == "a body of fewer than 3 lines"


def test_a_constructor_named_for_its_class_is_left_out() -> None:
    text = "class A {\n  /** Makes an empty thing. */\n  A() {\n    a();\n    b();\n    c();\n  }\n}\n"
    assert chosen(text, "A.java") == "a constructor or standard method"
