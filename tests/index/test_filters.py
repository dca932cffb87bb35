import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codesearch.errors import QueryError
from codesearch.index.filters import Filter
from codesearch.index.globs import glob_regex
from codesearch.index.lancedb_import import import_lancedb

HOSTILE = "ab/.*?[]{}()|\\^$+-~&!'\"#% \n;é"


@pytest.mark.parametrize(
    ("globs", "path", "kept"),
    [
        (("*.py",), "a.py", True),
        (("*.py",), "src/deep/a.py", True),
        (("*.py",), "a.pyc", False),
        (("src/**",), "src/a/b.py", True),
        (("src/**",), "lib/src/a.py", False),
        (("src",), "src/a/b.py", True),
        (("src",), "lib/src/b.py", True),
        (("/src",), "lib/src/b.py", False),
        (("./src",), "src/b.py", True),
        (("src/*.py",), "src/a/b.py", False),
        (("src/**/b.py",), "src/b.py", True),
        (("**/*.py",), "a.py", True),
        (("**",), "a.py", True),
        (("tests/",), "tests", False),
        (("tests/",), "x/tests/a", True),
        (("!tests/**",), "tests/a.py", False),
        (("!tests/**",), "src/a.py", True),
        (("*.py", "!test_*"), "test_a.py", False),
        (("!test_*", "*.py"), "test_a.py", True),
        (("!*.py", "*.md"), "a.rs", False),
        (("*.{py,pyi}",), "a.pyi", True),
        (("[a-c].py",), "b.py", True),
        (("[!a-c].py",), "b.py", False),
        (("[]x].py",), "].py", True),
        (("a?b",), "a/b", False),
        (("a[+-9]b",), "a/b", False),
        ((r"\*.py",), "*.py", True),
        ((r"\*.py",), "a.py", False),
        (("a.py",), "axpy", False),
        (("^a$b|(c)+.py",), "^a$b|(c)+.py", True),
        ((), "anything", True),
    ],
)
def test_globs_mean_what_ripgrep_users_expect(globs: tuple[str, ...], path: str, kept: bool) -> None:
    assert Filter(paths=globs).matches(path=path, language="", kind="") is kept


@pytest.mark.parametrize("glob", ["", "/", "[a", "[z-a]", "{a,b", "a\\", "[/]", "caf\udce9"])
def test_a_glob_that_makes_no_sense_is_refused(glob: str) -> None:
    with pytest.raises(QueryError):
        Filter(paths=(glob,)).sql()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> object:
    return import_lancedb().connect(str(tmp_path_factory.mktemp("filters")))


names = st.text(HOSTILE, min_size=1, max_size=8)
globs = st.one_of(
    names,
    st.sampled_from(["a/**", "**/b", "*.a", "!a", "{a,b}", "[!a]b", "[a-b]*", "a?", "!**/a*", "[a&&b]*"]),
)


@settings(deadline=None, max_examples=150)
@given(
    paths=st.lists(names, min_size=1, max_size=12),
    wanted=st.lists(globs, max_size=3),
    languages=st.lists(st.sampled_from(["it's", "b\\", "c"]), max_size=2),
    kinds=st.lists(names, max_size=2),
    only=st.none() | st.frozensets(names, max_size=4),
)
def test_sql_and_predicate_agree(
    database: object,
    paths: list[str],
    wanted: list[str],
    languages: list[str],
    kinds: list[str],
    only: frozenset[str] | None,
) -> None:
    where = Filter(tuple(languages), tuple(kinds), tuple(glob for glob in wanted if _is_valid(glob)), only)
    rows = [
        (path, ["it's", "b\\", "d"][i % 3], kinds[0] if kinds and i % 2 else "x")
        for i, path in enumerate(paths)
    ]
    columns = [list(column) for column in zip(*rows, strict=True)]
    data = pa.table([*columns, list(range(len(rows)))], names=["path", "language", "kind", "row"])
    table = database.create_table("t", data, mode="overwrite")  # type: ignore[attr-defined]
    query = table.search()
    if not where.keeps_all:
        query = query.where(where.sql())
    found = query.limit(100).to_arrow()["row"].to_pylist()
    expected = [i for i, row in enumerate(rows) if where.matches(path=row[0], language=row[1], kind=row[2])]
    assert sorted(found) == expected


def _is_valid(glob: str) -> bool:
    try:
        glob_regex(glob.removeprefix("!"))
    except QueryError:
        return False
    return True


@pytest.mark.parametrize("where", [Filter(only=frozenset()), Filter(units=frozenset())])
def test_a_filter_that_names_nothing_keeps_nothing(where: Filter) -> None:
    assert not where.keeps_all
    assert where.sql() == "(false)"
