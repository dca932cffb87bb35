import pytest

from codesearch.training.corpus.subjects import subject_query


@pytest.mark.parametrize(
    ("subject", "query"),
    [
        ("fix(parser): keep the order of headers (#123)", "Keep the order of headers"),
        ("Fixed #1234 -- Made the pool close idle connections.", "Made the pool close idle connections"),
        ("[3.11] gh-123: Fix crash in the scanner (GH-124)", "Fix crash in the scanner"),
        ("BUG: wrong sign of the angle, closes #77", "Wrong sign of the angle"),
        ("net/http: reject headers with blanks", "Reject headers with blanks"),
        ("feat(db) rotate secrets of the store", "Rotate secrets of the store"),
        ("PROJ-42: retry when the server is busy", "Retry when the server is busy"),
    ],
)
def test_tags_and_numbers_are_taken_off(subject: str, query: str) -> None:
    assert subject_query(subject) == query


CHORES = """\
Merge branch 'main' into dev
Revert "Keep the order"
Bump version to 1.2.3
v1.2.3 of today
fix some typos in the manual
Update the changelog for 2.0
wip on the parser
docs: tell of headers
Fix tests on Windows
Add type annotations to the parser
lint the whole tree
Address review comments
Rename a variable in the loop
#123
Fix issue
"""


@pytest.mark.parametrize("subject", ["", *CHORES.splitlines()])
def test_chores_say_nothing_of_a_function(subject: str) -> None:
    assert subject_query(subject) == ""
