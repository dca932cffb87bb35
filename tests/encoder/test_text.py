from dataclasses import replace

from codesearch.encoder.text import NAME_REPEATS, document_hash, document_text, place_of
from codesearch.types import Unit

UNIT = Unit(
    path="src/http.py",
    language="python",
    kind="method",
    name="get",
    qualified_name="Session.get",
    signature="def get(self, url: str) -> Response",
    docstring="Fetch a page.",
    start_line=3,
    end_line=4,
    text="    def get(self,\n            url: str) -> Response:\n        return self._send(url)",
)


def test_a_document_has_name_docstring_and_code() -> None:
    names = "http Session.get\n" * NAME_REPEATS
    assert document_text(UNIT) == f"{names}Fetch a page.\n{UNIT.text}"


def test_a_signature_that_the_code_lacks_is_added() -> None:
    later = replace(UNIT, text="        return self._send(url)", part=1)
    assert UNIT.signature in document_text(later)


def test_a_docstring_that_the_code_has_is_not_repeated() -> None:
    unit = replace(UNIT, text='def get(url):\n    """Fetch\n    a page."""')
    assert document_text(unit).count("page") == 1


def test_folders_and_lines_do_not_count() -> None:
    assert document_text(replace(UNIT, path="old/lib/http.py", start_line=9)) == document_text(UNIT)


def test_what_a_file_is_called_counts_unless_the_name_says_it() -> None:
    assert place_of("src/http.py", "Session.get") == "http"
    assert place_of("src/http/__init__.py", "Session.get") == "http"
    assert place_of("src/session.py", "Session.get") == ""
    assert place_of("pool/0042.py", "Session.get") == ""


def test_a_hash_is_the_same_tomorrow() -> None:
    assert document_hash("def get") == "4dd636c074de7624834177ad0fdb0f2a"
    assert document_hash("def get") != document_hash("def gets")
    assert len(document_hash("\ud800")) == 32
