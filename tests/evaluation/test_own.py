"""One's own repository: the copy without documentation, what is asked of it, and why something was missed."""

from dataclasses import replace
from pathlib import Path

import pytest

from codesearch.engine import Index
from codesearch.errors import DataError
from codesearch.evaluation.asking.plan import Plan
from codesearch.evaluation.asking.systems import System
from codesearch.evaluation.documented import Copy, copy_undocumented
from codesearch.evaluation.own import evaluate_own
from codesearch.evaluation.records import Miss, Report
from tests.conftest import WordEncoder, write_files

from .conftest import LEXICAL

RETRY = 'def retry(send):\n    """Send again until it works."""\n    return send()\n'
POOL = '''class Pool:
    """Keeps connections open."""

    def drain(self):
        # all of them
        """Close each connection of the pool.

        Slowly.
        """
        self.free.clear()
'''


def copied(tmp_path: Path, files: dict[str, str]) -> Copy:
    write_files(tmp_path / "shop", files)
    return copy_undocumented(tmp_path / "shop", tmp_path / "copy")


def text_of(copy: Copy, path: str) -> str:
    return (copy.folder / path).read_text()


def contents(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


GO = "package a\n\n// Retry sends again until it works. Slowly.\n//\n// More.\nfunc Retry() {\n}\n"
JAVA = """class A {
  /**
   * Sends again until it works.
   */
  int retry() {
    return 1;
  }
}
"""
RUST = "/// Sends again until it works.\nfn retry() -> u8 {\n    1\n}\n"
RUBY = "class A\n  # Sends again until it works.\n  def retry_it\n    1\n  end\nend\n"
ELIXIR = '''defmodule A do
  @doc """
  Sends again until it works.
  """
  def retry(a) do
    a
  end
end
'''


@pytest.mark.parametrize(
    ("path", "text", "name", "lines"),
    [
        ("a.py", f"import os\n\n\n{RETRY}", "retry", (4, 6)),
        ("a.py", POOL, "Pool.drain", (4, 10)),
        ("a.go", GO, "Retry", (6, 7)),
        ("A.java", JAVA, "A.retry", (5, 7)),
        ("a.rs", RUST, "retry", (2, 4)),
        ("a.rb", RUBY, "A::retry_it", (3, 5)),
        ("a.ex", ELIXIR, "A.retry", (5, 7)),
    ],
)
def test_a_copy_is_line_for_line_the_same_but_for_documentation(
    tmp_path: Path, path: str, text: str, name: str, lines: tuple[int, int]
) -> None:
    copy = copied(tmp_path, {path: text})
    [function] = copy.functions
    assert (function.qualified_name, function.start_line, function.end_line) == (name, *lines)
    assert "until it works" in function.query or function.query == "Close each connection of the pool."
    rows = list(zip(text.split("\n"), text_of(copy, path).split("\n"), strict=True))
    assert all(new in (old, "") for old, new in rows)
    assert [new for _, new in rows][lines[0] - 1] == text.split("\n")[lines[0] - 1]
    assert "works" not in text_of(copy, path)
    assert "Close" not in text_of(copy, path)


def test_classes_and_other_comments_keep_their_words(tmp_path: Path) -> None:
    text = text_of(copied(tmp_path, {"a.py": POOL}), "a.py")
    assert "Keeps connections open." in text
    assert "# all of them" in text


def test_a_question_is_the_first_of_the_documentation_without_the_name(tmp_path: Path) -> None:
    [function] = copied(tmp_path, {"src/net/a.go": GO}).functions
    question = function.question
    assert (question.id, question.text) == ("src/net/a.go:6 Retry", "Sends again until it works. Slowly.")
    assert question.gains == {question.id: 1.0}
    assert question.groups == {"language": "go", "folder": "src"}
    assert replace(function, path="a.go").question.groups["folder"] == "."


def test_a_function_that_is_cut_into_parts_is_one(tmp_path: Path) -> None:
    body = "".join(f"    step_{row} = compute(step_{row - 1})\n" for row in range(1, 200))
    [function] = copied(tmp_path, {"a.py": RETRY.replace("    return", f"{body}    return")}).functions
    assert (function.start_line, function.end_line) == (1, 202)


def test_a_function_that_was_documentation_alone_is_asked_for(tmp_path: Path) -> None:
    copy = copied(
        tmp_path, {"a.py": 'def retry():\n    """Send again until it works.\n\n    Slowly.\n    """\n'}
    )
    assert [(function.start_line, function.end_line) for function in copy.functions] == [(1, 5)]
    assert text_of(copy, "a.py") == "def retry():\n\n\n\n    ...\n"


def test_functions_of_one_name_stay_apart(tmp_path: Path) -> None:
    other = RETRY.replace("Send again until it works.", "Close all of the connections.")
    functions = copied(tmp_path, {"a.py": f"{RETRY}\n\n{other}"}).functions
    assert [(f.start_line, f.query) for f in functions] == [
        (1, "Send again until it works."),
        (6, "Close all of the connections."),
    ]


def test_tests_and_what_makes_no_question_keep_their_documentation(tmp_path: Path) -> None:
    files = {"tests/test_a.py": RETRY, "b.py": RETRY.replace("Send again until it works", "See below")}
    copy = copied(tmp_path, files)
    assert copy.functions == ()
    assert contents(copy.folder) == files


def test_a_copy_is_brought_up_to_date(tmp_path: Path) -> None:
    first = copied(tmp_path, {"a.py": RETRY, "b": "x\n", "c/d.py": "x = 1\n", "e.py": POOL, "f.txt": "one\n"})
    shop = tmp_path / "shop"
    for path in ("b", "c/d.py", "a.py"):
        (shop / path).unlink()
    (shop / "c").rmdir()
    (shop / "f.txt").write_bytes(b"\0")  # which is not indexed any more
    second = copied(tmp_path, {"b/new.py": "y = 2\n", "c": "z\n", "e.py": POOL.replace("drain", "empty")})
    expected = {"b/new.py": "y = 2\n", "c": "z\n", "e.py": text_of(first, "e.py")}
    assert contents(second.folder) == expected
    assert [file.path for file in second.walk.files] == [*expected]
    assert [function.qualified_name for function in second.functions] == ["Pool.empty"]
    assert first.digest != second.digest


def test_a_copy_that_is_up_to_date_is_left_alone(tmp_path: Path) -> None:
    assert copied(tmp_path, {"a.py": RETRY}) == copied(tmp_path, {})


def test_no_link_is_followed(tmp_path: Path) -> None:
    write_files(tmp_path / "elsewhere", {"secret.py": RETRY})
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/folder").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (tmp_path / "shop/file.py").symlink_to(tmp_path / "elsewhere/secret.py")
    assert contents(copied(tmp_path, {"a.py": "x = 1\n"}).folder) == {"a.py": "x = 1\n"}


def test_text_of_any_encoding_is_copied(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/a.py").write_bytes(
        RETRY.replace("works", "wörks").encode("latin-1").replace(b"\n", b"\r\n")
    )
    copy = copied(tmp_path, {})
    assert [function.query for function in copy.functions] == ["Send again until it wörks."]
    assert text_of(copy, "a.py").split("\n") == ["def retry(send):", "", "    return send()", ""]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"]
    numbered = [
        f'def connection_{number}(pool):\n    """Give connection {word} of the pool."""\n'
        f"    return pool.connection + {number}\n\n\n"
        for number, word in enumerate(words)
    ]
    write_files(tmp_path / "shop", {"retry.py": RETRY, "pool.py": "".join(numbered)})
    return tmp_path / "shop"


def misses(report: Report) -> dict[str, Miss]:
    return {miss.name: miss for miss in report.misses}


def test_documented_functions_are_asked_for(shop: Path, plan: Plan) -> None:
    report = evaluate_own(shop, plan)
    assert (report.kind, report.name, report.mean_over, len(report.questions)) == ("own", "shop", "", 12)
    assert all(len(run.outcomes) == 12 for run in report.runs)
    assert [run.system for run in report.runs][-1] == "hybrid + rules"
    [note] = report.notes
    assert note.startswith("Functions outside of tests whose documentation makes a question: 12;")
    assert note.endswith("and all were asked for")


def test_the_answer_to_other_documentation_is_asked_for_anew(shop: Path, lexical_plan: Plan) -> None:
    (shop / "pool.py").unlink()
    first = evaluate_own(shop, lexical_plan)
    write_files(shop, {"retry.py": RETRY.replace("Send again", "Not said anywhere")})
    second = evaluate_own(shop, lexical_plan)
    assert first.runs[0].outcomes[0].ranks == (1,)
    assert second.questions[0].text == "Not said anywhere until it works."
    assert second.runs[0].outcomes[0].ranks == (None,)
    assert first.data != second.data


def test_a_second_run_embeds_nothing_and_says_the_same(shop: Path, plan: Plan, encoder: WordEncoder) -> None:
    first = evaluate_own(shop, plan)
    seen = encoder.documents_seen
    assert evaluate_own(shop, plan) == first
    assert encoder.documents_seen == seen > 0


def test_data_are_the_same_wherever_evaluations_are_kept(
    shop: Path, lexical_plan: Plan, tmp_path: Path
) -> None:
    elsewhere = replace(lexical_plan, folder=tmp_path / "elsewhere")
    assert evaluate_own(shop, lexical_plan).data == evaluate_own(shop, elsewhere).data


def test_the_same_are_drawn_by_the_same_seed(shop: Path, lexical_plan: Plan) -> None:
    drawn = [
        tuple(question.id for question in evaluate_own(shop, lexical_plan, limit=4, seed=seed).questions)
        for seed in (0, 0, 1)
    ]
    assert drawn[0] == drawn[1] != drawn[2]
    assert [len(set(ids)) for ids in drawn] == [4, 4, 4]
    assert evaluate_own(shop, lexical_plan, limit=4).notes[0].endswith("4 of them were asked for")


def test_two_encoders_have_an_index_each(shop: Path, plan: Plan) -> None:
    other = WordEncoder()
    other.id = "pairs-2"
    report = evaluate_own(shop, replace(plan, encoders=(*plan.encoders, other)))
    assert "hybrid + rules [pairs]" in [run.system for run in report.runs]
    assert len(report.runs) == 10
    assert [*misses(report)] == [*misses(evaluate_own(shop, plan))]  # of the first encoder


def test_a_baseline_is_asked_for_the_nearest_vectors_only(shop: Path, plan: Plan) -> None:
    other = WordEncoder()
    other.id = "pairs-2"
    report = evaluate_own(shop, replace(plan, baselines=(other,)))
    assert [run.system for run in report.runs if run.system.endswith("[pairs]")] == ["semantic [pairs]"]
    assert len(report.runs) == 7


def test_a_repository_without_documentation_is_said(tmp_path: Path, plan: Plan) -> None:
    write_files(tmp_path / "bare", {"a.py": "def f():\n    pass\n"})
    with pytest.raises(DataError, match="no function with documentation"):
        evaluate_own(tmp_path / "bare", plan)


@pytest.mark.parametrize("folder", ["", ".cache"])
def test_what_is_kept_lies_elsewhere(shop: Path, plan: Plan, folder: str) -> None:
    with pytest.raises(DataError, match="give another --cache-dir"):
        evaluate_own(shop, replace(plan, folder=shop / folder))
    assert not (shop / folder / "own").exists()


def test_what_no_system_finds_is_said(shop: Path, lexical_plan: Plan) -> None:
    write_files(shop, {"odd.py": RETRY.replace("retry", "f").replace("Send again", "Vanquish dragons")})
    miss = misses(evaluate_own(shop, lexical_plan))["f"]
    assert (miss.reason, miss.rank, miss.text_rank, miss.vector_rank) == ("found by none", None, None, None)
    assert (miss.path, miss.line, miss.question, miss.first) == (
        "odd.py",
        1,
        "Vanquish dragons until it works.",
        "",
    )


def test_what_this_system_never_fetched_is_said(shop: Path, plan: Plan) -> None:
    write_files(shop, {"odd.py": RETRY.replace("retry", "f").replace("Send again", "Vanquish dragons")})
    systems = (System("semantic", rules=False), LEXICAL)
    miss = misses(evaluate_own(shop, replace(plan, systems=systems)))["f"]
    assert (miss.reason, miss.rank, miss.text_rank) == ("not retrieved", None, None)


def test_what_others_came_before_is_said(shop: Path, lexical_plan: Plan) -> None:
    odd = (
        "def shut(the_pool):\n"
        + '    """Give connection of pool."""\n'
        + "    return the_pool + a + b + c + d + e\n"
    )
    write_files(shop, {"odd.py": odd})
    miss = misses(evaluate_own(shop, lexical_plan))["shut"]
    assert (miss.reason, miss.rank, miss.text_rank, miss.vector_rank) == ("ranked down", 13, 13, None)
    assert miss.first == "pool.py:1 pool"


def test_a_miss_says_where_each_search_had_it(shop: Path, plan: Plan, encoder: WordEncoder) -> None:
    report = evaluate_own(shop, plan)
    [folder] = (plan.folder / "own").iterdir()
    index = Index(folder, index_dir=plan.index_base(encoder), encoder=encoder)
    assert report.misses
    for miss in report.misses:
        hits = index.search(miss.question, limit=100)
        found = [(hit.path, hit.start_line) for hit in hits]
        assert (miss.reason, found.index((miss.path, miss.line)) + 1) == ("ranked down", miss.rank)
        nearest = index.search(miss.question, limit=100, mode="semantic", rules=False)
        assert [hit.name for hit in nearest][miss.vector_rank - 1] == miss.name  # type: ignore[operator]
        assert miss.first.startswith(f"{hits[0].path}:{hits[0].start_line} ")
