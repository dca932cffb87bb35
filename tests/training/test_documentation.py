import pytest

from codesearch.training.documentation import as_query, body_hash, without_documentation


@pytest.mark.parametrize(
    ("documentation", "query"),
    [
        ("Return the number of open files.\n\nMore.", "Return the number of open files."),
        ("Read :class:`~a.b.Table` from `path`.\n:param path: where", "Read a.b.Table from path."),
        ("Opens {@link Foo} for <b>reading</b> by name", "Opens Foo for reading by name"),
        ("Split the text\ninto words.", "Split the text into words."),
    ],
)
def test_a_query_is_the_first_paragraph_without_markup(documentation, query):
    assert as_query(documentation) == query


@pytest.mark.parametrize(
    "documentation",
    [
        "",
        "Short one",
        "TODO: write this down properly",
        "Getter for the name of it",
        "Args:\n    x: one of the",
        "返回 文件 的 数量 和 名称",
    ],
)
def test_what_says_nothing_is_no_query(documentation):
    assert as_query(documentation) == ""


def test_a_long_paragraph_ends_with_a_sentence():
    query = as_query("Sort the given list in place. " * 20)
    assert len(query) <= 240
    assert query.endswith("place.")


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ('def f(x):\n    """Double it."""\n    return 2 * x', "python", "def f(x):\n    return 2 * x"),
        (
            "# why\n@cache\ndef f(x):\n    'Double it.'\n    return 2",
            "python",
            "@cache\ndef f(x):\n    return 2",
        ),
        ("// F doubles it.\nfunc F() {\n\treturn\n}", "go", "func F() {\n\treturn\n}"),
        ("/**\n * Doubles it.\n */\n@Override\nint f() {}", "java", "@Override\nint f() {}"),
        ("#include <a>\nint f() {}", "c", "#include <a>\nint f() {}"),
    ],
)
def test_documentation_leaves_the_code(text, language, code):
    stripped = without_documentation(text, language)
    assert [line.strip() for line in stripped.split("\n")] == [line.strip() for line in code.split("\n")]


def test_copies_share_a_hash_and_others_do_not():
    assert body_hash("def f(x):\n    return x + 1") == body_hash("def g(x, y):\n        return (x+2)")
    assert body_hash("def f(x):\n    return x + 1") != body_hash("def f(x):\n    return y + 1")
