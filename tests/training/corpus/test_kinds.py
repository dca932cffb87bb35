"""What each kind of pair is made from."""

from collections.abc import Iterator

import pytest

from codesearch.pairs.records import Pair
from codesearch.training.corpus.classes import class_pairs
from codesearch.training.corpus.documentation import documentation_pairs
from codesearch.training.corpus.prose import paragraphs, prose_pairs
from codesearch.training.corpus.remarks import MAX_REMARKS, remark_pairs, remark_query
from codesearch.training.corpus.repository import Repository, read_repository
from codesearch.training.corpus.tested import pairs_of_tests

from .conftest import Write

PARSER = '''
class HeaderParser:
    """A parser of headers that forgives mistakes. It keeps their order."""

    def parse_header(self, line):
        """Split a header at its colon and strip both sides."""
        name, _, value = line.partition(":")
        return name.strip(), value.strip()

    def fold_lines(self, lines):
        folded = []
        for line in lines:
            folded[-1:] = [folded[-1] + line] if line[:1].isspace() else [line]
        return folded

    def close(self):
        self.lines.clear()
        self.headers.clear()
        self.file.close()
        self.file = None
        self.is_open = False
        return self
'''


@pytest.fixture
def repository(write: Write) -> Iterator[Repository]:
    def read(**files: str) -> Repository:
        names = {name.replace("__", "."): text for name, text in files.items()}
        return read_repository("owner/repo", write({"header.py": PARSER} | names), ["python", "javascript"])

    return read


def answers(pairs: Iterator[Pair]) -> list[tuple[str, str]]:
    return [(pair.query, pair.name) for pair in pairs]


def test_documentation_asks_for_what_it_documents(repository) -> None:
    *_, method = pairs = list(documentation_pairs(repository()))
    assert [pair.name for pair in pairs] == ["HeaderParser", "HeaderParser.parse_header"]
    assert (method.query, method.kind) == (
        "Split a header at its colon and strip both sides.",
        "documentation",
    )
    assert "Split" not in method.code
    assert method.path == "header.py"


def test_a_class_speaks_for_methods_without_documentation(repository) -> None:
    found = answers(class_pairs(repository()))
    assert found == [("A parser of headers that forgives mistakes: fold lines", "HeaderParser.fold_lines")]


def test_the_name_of_a_test_asks_for_what_it_calls(repository) -> None:
    test = "def test_parse_header_strips_blank_value():\n    HeaderParser().parse_header('a: ')\n"
    found = answers(pairs_of_tests(repository(test_header__py=test)))
    assert found == [("parse header strips blank value", "HeaderParser.parse_header")]


def test_what_is_called_like_a_suite_is_meant_by_its_tests(repository) -> None:
    code = "function foldLines(lines) {\n  return lines.join(' ').replaceAll(/\\s+/g, ' ').trim();\n}\n"
    body = "  it('should keep blank rows apart', () => {\n    foldLines(['']);\n  });\n"
    test = f"describe('foldLines', () => {{\n{body}}});\n"
    found = answers(pairs_of_tests(repository(fold__js=code, fold__test__js=test)))
    assert found == [("fold lines: keep blank rows apart", "foldLines")]


@pytest.mark.parametrize(
    "test",
    [
        "def test_parse_header():\n    HeaderParser().parse_header('a')\n",
        "def test_server_stops_without_delay():\n    HeaderParser().parse_header('a')\n",
        "def test_parse_header_strips_blank_value():\n    assert True\n",
    ],
    ids=["the name alone", "another thing", "no call"],
)
def test_a_test_that_tells_nothing_of_what_it_calls_is_left_out(repository, test: str) -> None:
    assert not list(pairs_of_tests(repository(test_other__py=test)))


def test_a_paragraph_asks_for_the_function_that_it_is_about(repository) -> None:
    text = "# Folding\n\nUse the `HeaderParser.fold_lines()` method to join rows which begin with blanks.\n"
    found = answers(prose_pairs(repository(), [("guide.md", text)]))
    assert found == [("Folding: Join rows which begin with blanks.", "HeaderParser.fold_lines")]


def test_references_of_restructured_text_are_code_marks(repository) -> None:
    text = ":meth:`~HeaderParser.fold_lines` joins lines which begin with blanks.\n"
    found = answers(prose_pairs(repository(), [("guide.rst", text)]))
    assert found == [("Joins lines which begin with blanks.", "HeaderParser.fold_lines")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("guide.md", "`close` ends the lines of a header parser once and for all."),
        ("guide.md", "`other_lines` and `fold_lines()` join the rows of a header that begin with blanks."),
        ("guide.md", "`fold_lines()` was removed, join the rows of a header that begin with blanks."),
        ("CHANGELOG.md", "`fold_lines()` joins rows which begin with blanks, as mail has them."),
    ],
    ids=["a word", "another comes first", "gone", "a record of changes"],
)
def test_a_paragraph_that_is_about_nothing_certain_is_left_out(repository, path: str, text: str) -> None:
    assert not list(prose_pairs(repository(), [(path, text)]))


def test_paragraphs_are_without_code_and_tables() -> None:
    text = "# Title\n\none\ntwo\n\n```\ncode\n```\n\n| a | b |\n\n- item\n  goes on\n- other\n"
    found = [(paragraph.heading, paragraph.text) for paragraph in paragraphs("a.md", text)]
    assert found == [("Title", "one two"), ("Title", "item goes on"), ("Title", "other")]


CACHE = '''
def load_settings(path):
    """Load."""
    # First, we need to look for the settings in the home folder
    # of the user, unless a path was given.
    path = path or home() / "settings.toml"
    # TODO: settings of the system are ignored for now
    # settings = parse(path)
    # Sort
    return parse(path.read_text())
'''


def test_a_comment_inside_asks_for_its_function(repository) -> None:
    (pair,) = remark_pairs(repository(settings__py=CACHE))
    assert pair.query == "Look for the settings in the home folder of the user, unless a path was given."
    assert (pair.name, pair.kind) == ("load_settings", "comment")
    assert "#" not in pair.code
    assert "path = path or home()" in pair.code


def test_the_longest_comments_of_a_function_are_taken(repository) -> None:
    rows = "".join(
        f"    # Read the settings of {name} from the file\n    {name}()\n"
        for name in ("us", "others", "all_of_them")
    )
    text = f"def read_settings():\n    prepare_all_settings()\n{rows}"
    pairs = list(remark_pairs(repository(settings__py=text)))
    assert [pair.query.split()[4] for pair in pairs] == ["all_of_them", "others"][:MAX_REMARKS]


@pytest.mark.parametrize(
    ("said", "query"),
    [
        ("Otherwise, let's ask the server for a new token", "Ask the server for a new token"),
        ("2) Finally: we must close all files that are open", "Close all files that are open"),
        ("settings = read(path) or the defaults of the user", ""),
        ("This is what the server of the user wants", ""),
        ("close the open files", ""),
        ("XXX: why does the server not answer in time", ""),
    ],
)
def test_comments_that_make_sense_by_themselves_are_queries(said: str, query: str) -> None:
    assert remark_query(said) == query
