"""One form for whatever went wrong."""

import pytest

from codesearch.errors import QueryError, SourceError
from codesearch.tui.sentences import outdated, sentence, whole


@pytest.mark.parametrize(
    ("clause", "shown"),
    [
        ("nothing found", "Nothing found."),
        ("Nothing found.", "Nothing found."),
        ("src/a.py is gone", "src/a.py is gone."),
        ("~/.cache holds no index: build it", "~/.cache holds no index: build it."),
        ("index it all the same?", "Index it all the same?"),
        ("Searching…", "Searching…"),
    ],
)
def test_a_clause_gets_a_capital_letter_and_a_full_stop(clause: str, shown: str) -> None:
    assert whole(clause) == shown


def test_errors_are_sentences_and_inert() -> None:
    assert sentence(QueryError("no letter in \x1b")) == "No letter in \u241b."
    assert sentence(FileNotFoundError(2, "No such file", "x")) == "No such file: x."
    assert "please report it: KeyError('a')." in sentence(KeyError("a"))


def test_a_file_that_is_gone_names_the_key_and_not_a_command() -> None:
    gone = SourceError("src/a.py is gone since it was indexed: refresh the index")
    assert outdated(gone, "src/a.py") == "Gone since it was indexed: f5 brings the index up to date."
