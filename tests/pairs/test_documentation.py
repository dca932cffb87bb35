"""What of documentation makes a query."""

import pytest

from codesearch.pairs.documentation import as_query, names_itself, repeats_name, without_own_name


@pytest.mark.parametrize(
    ("documentation", "query"),
    [
        ("Return the number of open files.\n\nMore.", "Return the number of open files."),
        ("Read :class:`~a.b.Table` from `path`.\n:param path: where", "Read a.b.Table from path."),
        ("Opens {@link Foo} for <b>reading</b> by name", "Opens Foo for reading by name"),
        ("Split the text\ninto words.", "Split the text into words."),
        ("Sends [Request] and [`Body`] to [here](url)", "Sends Request and Body to here"),
        ("Sets args[0] of +command+ to it", "Sets args[0] of command to it"),
        ("Reads one line, {@inheritDoc}\n@internal", "Reads one line,"),
        ("Reads one line at most\n:str line: which", "Reads one line at most"),
        ("Reads one line at most\nTODO: what of two?", "Reads one line at most"),
        ("Reads one line, as in::\n\n    read()", "Reads one line, as in"),
    ],
)
def test_a_query_is_the_first_paragraph_without_markup(documentation: str, query: str) -> None:
    assert as_query(documentation) == query


@pytest.mark.parametrize(
    "documentation",
    [
        "",
        "Short one",
        "TODO: write this down properly",
        "Getter for the name of it",
        "Args:\n    x: one of the",
        ":call-seq: namespaces() gives a Hash",
        "返回 文件 的 数量 和 名称",
    ],
)
def test_what_says_nothing_is_no_query(documentation: str) -> None:
    assert as_query(documentation) == ""


def test_a_long_paragraph_ends_with_a_sentence() -> None:
    query = as_query("Sort the given list in place. " * 20)
    assert len(query) <= 240
    assert query.endswith("place.")


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        ("ServeHTTP conforms to the interface.", "Mux.ServeHTTP", "Conforms to the interface."),
        ("Mux.ServeHTTP conforms to it.", "Mux.ServeHTTP", "Conforms to it."),
        ("`open_index` opens a folder", "open_index", "Opens a folder"),
        ("open_index() opens a folder", "engine.open_index", "Opens a folder"),
        ("open_index: a folder as an index", "open_index", "A folder as an index"),
        ("Use appends a middleware", "Mux.Use", "Appends a middleware"),
        ("Render (PureJSON) writes the body", "PureJSON.Render", "Writes the body"),
        ("The foo function returns bar", "foo", "Returns bar"),
        ("The foo method - returns bar", "A::foo", "Returns bar"),
    ],
)
def test_a_query_does_not_begin_with_its_answer(query: str, name: str, expected: str) -> None:
    assert without_own_name(query, name) == expected


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Open a file for reading", "open"),
        ("Open a file for reading", "Store.Open"),
        ("Open-ended ranges are closed", "Open"),
        ("The request that is sent", "request"),
        ("open_indexes lists folders", "open_index"),
        ("Get the first of them", "get_first"),
        ("Returns the index", ""),
        ("open_index", "open_index"),
    ],
)
def test_words_that_only_look_like_the_name_stay(query: str, name: str) -> None:
    assert without_own_name(query, name) == query


def test_a_name_that_is_no_word_gives_the_answer_away() -> None:
    assert names_itself("Like open_index for one folder", "a.open_index")
    assert not names_itself("Open the index of one folder", "a.open")


def test_the_words_of_the_name_alone_say_nothing() -> None:
    assert repeats_name("Relative paths to a request", "util.relativePathToRequest")
    assert not repeats_name("Relative path to the module of a request", "util.relativePathToRequest")
