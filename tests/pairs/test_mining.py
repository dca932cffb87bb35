"""Checkouts to documented functions."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from codesearch.errors import DataError
from codesearch.pairs.checkouts import Checkout
from codesearch.pairs.mining import documented, is_test, mine, pair_of, source_files
from codesearch.pairs.records import Pair
from codesearch.types import Unit

Writer = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    def write(path: str, text: str) -> Path:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    return write


def function(name: str, lines: int = 1) -> str:
    return f'def {name}(x):\n    """Do {name} to x."""\n' + "    x += 1\n" * lines + "\n\n"


def test_files_of_others_are_left_out(write: Writer, tmp_path: Path) -> None:
    for path in ("b.py", "a/c.py", "vendor/d.py", "web/node_modules/e.py", "dist/f.py", "g.go"):
        write(path, "x")
    assert source_files(tmp_path, ["python"]) == ["a/c.py", "b.py"]


def test_links_are_not_followed(write: Writer, tmp_path: Path) -> None:
    write("outside/a.py", "x")
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside/link.py").symlink_to(tmp_path / "outside/a.py")
    (tmp_path / "inside/folder").symlink_to(tmp_path / "outside", target_is_directory=True)
    assert source_files(tmp_path / "inside", ["python"]) == []


def test_a_checkout_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="missing is not a folder"):
        source_files(tmp_path / "missing", ["python"])


def test_functions_without_documentation_and_parts_of_functions_are_left_out() -> None:
    text = function("first") + "def second(x):\n    return x\n\n\n" + function("long", lines=1_000)
    assert [unit.name for unit in documented("a.py", text)] == ["first"]


def test_the_caller_chooses_and_files_keep_their_order(write: Writer, tmp_path: Path) -> None:
    write("b.py", function("one") + function("two"))
    write("a.py", function("three"))

    def choose(unit: Unit, repository: str) -> Pair | str:
        if unit.name == "two":
            return "a second"
        return pair_of(unit, repository, query="q", code=unit.text, max_chars=8)

    checkout = Checkout(str(tmp_path), "owner/name", "1", "MIT")
    with ThreadPoolExecutor(1) as pool:
        [[three], [one, reason]] = mine(checkout, ["a.py", "b.py"], choose, pool)
    assert reason == "a second"
    assert isinstance(one, Pair)
    assert isinstance(three, Pair)
    assert (one.name, one.code, one.path, one.start_line) == ("one", "def one(", "b.py", 1)


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("src/a.py", "test_it", True),
        ("tests/a.py", "it", True),
        ("Src/Json.Tests/A.cs", "It", True),
        ("core/jvmTest/a.kt", "it", True),
        ("core/StoreTest.java", "it", True),
        ("lib/a_spec.rb", "it", True),
        ("src/a.test.ts", "it", True),
        ("src/latest/a.py", "it", False),
        ("src/contest.py", "it", False),
    ],
)
def test_tests_are_told_by_name_or_path(path: str, name: str, expected: bool) -> None:
    unit = Unit(path, "python", "function", name, name, "", "", 1, 1, "")
    assert is_test(unit) is expected
