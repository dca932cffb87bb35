"""`codesearch eval`: its tables and files, what it takes for ROOT, and what it refuses before any work."""

import json
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from codesearch.cli import PROGRAM, cli
from codesearch.cli.completion import VARIABLE
from codesearch.encoder.lazy import LazyEncoder
from codesearch.engine import Index
from codesearch.evaluation.files import read_report
from codesearch.evaluation.records import Report

from .conftest import Answer, Ask, write_files

LEXICAL = ("--mode", "lexical", "--no-timing")
PAIRS = [
    {"query": "send a request again", "code": "def retry(send):\n    return send()\n", "language": "python"},
    {"query": "close a pool", "code": "def shut(pool):\n    pool.close()\n", "language": "python"},
]


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the evaluations of all these tests keep indexes and answers."""
    return tmp_path_factory.mktemp("evaluations")


@pytest.fixture
def evaluate(ask: Ask, kept: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.setenv("CODESEARCH_EVALUATION_DIR", str(kept))
    return lambda *arguments: ask("eval", *arguments)


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    file = tmp_path / "mine.jsonl"
    file.write_text("".join(json.dumps(pair) + "\n" for pair in PAIRS))
    return file


def report_of(answer: Answer, folder: Path) -> Report:
    """The report that was written to stdout as JSON."""
    assert (answer.code, answer.err) == (0, "")
    (folder / "out.json").write_text(answer.out)
    return read_report(folder / "out.json")


def rows(answer: Answer) -> list[str]:
    """The first words of the lines of a table."""
    assert (answer.code, answer.err) == (0, "")
    return [line.split("  ")[0] for line in answer.out.splitlines() if line]


def test_the_repository_around_is_asked_for_its_documented_functions(evaluate: Ask) -> None:
    answer = evaluate("--no-timing")
    assert rows(answer)[:2] == ["repository", f"1 question, encoder {LazyEncoder().id}, codesearch 0.1.0"]
    assert {"system", "lexical", "semantic + rules", "hybrid", "hybrid + rules"} < {*rows(answer)}
    assert "time of a search" not in answer.out
    assert answer.out.endswith("all were asked for\n")
    assert "\x1b" not in answer.out


def test_searches_are_timed(evaluate: Ask) -> None:
    answer = evaluate("--mode", "lexical", "--cold", "0")
    assert "warm, lexical + rules" in rows(answer)
    assert "cold command" not in answer.out


def test_the_json_is_the_report(evaluate: Ask, tmp_path: Path) -> None:
    report = report_of(evaluate("--no-timing", "--json"), tmp_path)
    assert (report.kind, report.name, len(report.questions)) == ("own", "repository", 1)
    assert [run.system for run in report.runs][-1] == "hybrid + rules"


def test_files_are_written_beside_the_table(evaluate: Ask, tmp_path: Path) -> None:
    save, html, plot = (tmp_path / f"report.{suffix}" for suffix in ("json", "html", "svg"))
    pytest.importorskip("matplotlib")
    answer = evaluate(*LEXICAL, "--save", str(save), "--html", str(html), "--plot", str(plot))
    assert answer.code == 0
    assert answer.out.startswith("repository\n")
    assert answer.err == "".join(f"wrote {path}\n" for path in (save, html, plot))
    assert read_report(save).kind == "own"
    assert "<html" in html.read_text()
    assert "<svg" in plot.read_text()
    assert evaluate(*LEXICAL, "--save", str(save), "--quiet").err == ""


def test_two_reports_are_compared(evaluate: Ask, tmp_path: Path) -> None:
    paths = [str(tmp_path / name) for name in ("a.json", "b.json")]
    for path in paths:
        evaluate(*LEXICAL, "--save", path)
    answer = evaluate("--compare", *paths)
    assert (answer.code, answer.err) == (0, "")
    assert {"lexical", "lexical + rules"} < {line.split("  ")[0] for line in answer.out.splitlines()}


def test_full_text_alone_computes_no_vectors(evaluate: Ask, tmp_path: Path) -> None:
    assert rows(evaluate(*LEXICAL, "--cache-dir", str(tmp_path)))[5:6] == ["lexical + rules"]
    [copy] = (tmp_path / "own").iterdir()
    coverage = Index(copy, index_dir=tmp_path / "indexes" / LazyEncoder().id).coverage
    assert coverage.units > coverage.embedded == 0


def test_a_seed_draws_as_many_as_the_limit(evaluate: Ask, tmp_path: Path) -> None:
    words = ("one", "two", "three", "four", "five")
    text = "".join(
        f'def f_{word}(a):\n    """Gives the number {word}."""\n    return a\n\n\n' for word in words
    )
    write_files(tmp_path, {"shop/a.py": text})
    drawn = [
        report_of(
            evaluate(str(tmp_path / "shop"), *LEXICAL, "--json", "--limit", "3", *seed), tmp_path
        ).questions
        for seed in ((), ("--seed", "0"), ("--seed", "2"))
    ]
    assert drawn[0] == drawn[1] != drawn[2]
    assert [len(questions) for questions in drawn] == [3, 3, 3]


def test_one_encoder_by_two_names_is_one(evaluate: Ask, tmp_path: Path) -> None:
    from codesearch.encoder.folder import BUNDLED

    encoders = ("--encoder", "bundled", "--encoder", str(BUNDLED))
    report = report_of(evaluate("--mode", "hybrid", "--no-timing", "--json", *encoders), tmp_path)
    assert [run.system for run in report.runs] == ["hybrid", "hybrid + rules"]


def test_pairs_are_asked(evaluate: Ask, pairs: Path, tmp_path: Path) -> None:
    report = report_of(evaluate("pairs", str(pairs), "--no-timing", "--json"), tmp_path)
    assert (report.kind, report.name, len(report.questions)) == ("pairs", "mine.jsonl", 2)
    assert report.runs[0].system == "encoder alone"
    options = ("--direction", "code-to-query", "--pool", "2", "--keep-comments", "--limit", "1")
    assert (
        len(report_of(evaluate("pairs", str(pairs), *LEXICAL, "--json", *options), tmp_path).questions) == 1
    )


def test_repositories_are_asked(evaluate: Ask, tmp_path: Path) -> None:
    files = {
        "repos.json": '[{"name": "shop", "language": "python"}]',
        "annotations/shop.json": '[{"query": "close pool", "relevant": ["pool.py"]}]',
    }
    write_files(tmp_path / "data", files)
    write_files(tmp_path / "checkouts", {"shop/pool.py": "def close_pool(pool):\n    pool.close()\n"})
    places = (str(tmp_path / "checkouts"), "--annotations", str(tmp_path / "data"), "--level", "unit")
    report = report_of(evaluate("repos", *places, *LEXICAL, "--json"), tmp_path)
    assert (report.kind, report.name) == ("repos", "data")
    assert [outcome.ranks for run in report.runs for outcome in run.outcomes] == [(1,), (1,)]


def test_the_challenge_is_asked(evaluate: Ask, tmp_path: Path) -> None:
    judged = ("a,3", "b,0", "gone,2")
    lines = [
        "Language,Query,GitHubUrl,Relevance",
        *(f"Python,close a pool,https://x/{row}" for row in judged),
    ]
    (tmp_path / "annotations.csv").write_text("\n".join(lines))
    codes = [{"url": f"https://x/{url}", **pair} for url, pair in zip("ba", PAIRS, strict=True)]
    (tmp_path / "code.jsonl").write_text("".join(json.dumps(code) + "\n" for code in codes))
    files = (str(tmp_path / "annotations.csv"), str(tmp_path / "code.jsonl"))
    answer = evaluate("challenge", *files, *LEXICAL)
    assert "NDCG within" in answer.out
    assert "1 of 3 annotated functions have no code in code.jsonl" in answer.out
    assert report_of(evaluate("challenge", *files, *LEXICAL, "--json"), tmp_path).kind == "challenge"


def test_help_shows_the_options_of_root_and_the_commands(evaluate: Ask) -> None:
    for asked in ("--help", "-h"):
        answer = evaluate(asked)
        assert (answer.code, answer.err) == (0, "")
        assert answer.out.startswith(
            "Usage: codesearch eval [OPTIONS] [ROOT]\n       codesearch eval COMMAND "
        )
        for word in ("--compare", "--mode", "--yes", "\n  pairs ", "\n  challenge ", "\n  repos "):
            assert word in answer.out
        assert "\n  own" not in answer.out
    assert evaluate(".", "--help").out.startswith("Usage: codesearch eval [OPTIONS] [ROOT]\n")


def test_a_shell_completes_commands_folders_and_options() -> None:
    def completions(arguments: list[str], incomplete: str) -> list[tuple[str, str]]:
        complete = ShellComplete(cli, {}, PROGRAM, VARIABLE)
        return [
            (item.value, item.type) for item in complete.get_completions(["eval", *arguments], incomplete)
        ]

    assert completions([], "p") == [("p", "dir"), ("pairs", "plain")]
    assert completions([], "--comp") == completions(["."], "--comp") == [("--compare", "plain")]
    assert completions(["pairs"], "--po") == [("--pool", "plain")]


def test_a_folder_with_the_name_of_a_command_can_be_evaluated(
    evaluate: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path, {"pairs/a.py": 'def f(send):\n    """Send again until it works."""\n    send()\n'})
    monkeypatch.chdir(tmp_path)
    assert rows(evaluate("./pairs", *LEXICAL))[0] == "pairs"
    assert rows(evaluate(*LEXICAL, "pairs"))[0] == "pairs"


BROKEN = '{"query": "x", "code": "y"}\n{"query"'


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["missing"], "missing does not exist"),
        (["README.md"], "README.md is not a folder"),
        ([""], "it is empty: give a folder"),
        ([".", "--plot", "x.png"], "x.png cannot be written: name a file that ends in .svg"),
        ([".", "--save", "no/such/x.json"], "there is no folder"),
        ([".", "--html", "no/such/x.html"], "there is no folder"),
        ([".", "--save", "src"], "'src' is a directory"),
        ([".", "--encoder", "bundeld"], "there is no encoder bundeld: give bundled"),
        ([".", "--mode", "magic"], "'hybrid'"),
        ([".", "--limit", "0"], "x>=1"),
        ([".", "--nope"], "see `codesearch eval --help`"),
        ([".", "src"], "unexpected extra argument (src); see `codesearch eval --help`"),
        ([".", "--cache-dir", "src/cache"], "give another --cache-dir"),
        (["--compare", "a.json"], "requires 2 arguments"),
        (["--compare", "a.json", "b.json"], "a.json cannot be read"),
        (["--compare", "README.md", "README.md"], "README.md, line 1, is not JSON"),
        (["--compare", "a.json", "b.json", "--json"], "leave out --json"),
        (["pairs"], "missing argument 'FILES...'"),
        (["pairs", "missing.jsonl"], "missing.jsonl"),
        (["pairs", "missing.jsonl", "--plot", "x.png"], "ends in .svg"),
        (["pairs", "missing.jsonl", "--encoder", "bundeld"], "there is no encoder bundeld"),
        (["pairs", "src"], "src is no data that can be read"),
        (["pairs", "README.md", "--pool", "1"], "x>=2"),
        (["repos", "missing"], "repos.json cannot be read: no such file"),
        (["challenge", "missing.csv", "missing.jsonl"], "missing.csv"),
        (["challenge", "missing.csv"], "missing argument 'CODE'"),
        (["\x1b]0;evil\x07"], "␛]0;evil␇ does not exist"),
    ],
)
def test_what_cannot_be_done_is_said_before_any_work(
    evaluate: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    monkeypatch.setenv("CODESEARCH_EVALUATION_DIR", str(tmp_path / "kept"))
    answer = evaluate(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("codesearch: ")
    assert answer.err.count("\n") == 1
    assert sentence.lower() in answer.err.lower()
    assert not (tmp_path / "kept").exists()


def test_bad_data_are_named_with_their_line(evaluate: Ask, pairs: Path) -> None:
    pairs.write_text(BROKEN)
    answer = evaluate("pairs", str(pairs), *LEXICAL)
    assert (answer.code, answer.out) == (2, "")
    assert f"{pairs}:2" in answer.err.replace(", line ", ":")
    assert answer.err.count("\n") == 1


def test_a_repository_without_documentation_is_said(evaluate: Ask, tmp_path: Path) -> None:
    write_files(tmp_path / "bare", {"a.py": "def f():\n    pass\n"})
    answer = evaluate(str(tmp_path / "bare"), *LEXICAL)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.endswith("has no function with documentation to ask for; try a repository that has\n")


def test_a_set_is_built_from_checkouts_and_asked(ask: Ask, tmp_path: Path) -> None:
    pytest.importorskip("datasketch")
    body = "    total = 0\n    for price in prices:\n        total += price\n    return total\n"
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/till.py").write_text(f'def add_up(prices):\n    """Sum what is in a basket."""\n{body}')
    values = {"folder": str(tmp_path / "shop"), "repository": "o/n", "revision": "1", "licence": "GPL-2.0"}
    sources, out = tmp_path / "sources.json", tmp_path / "set"
    sources.write_text(json.dumps([values]))
    refused = ask("eval", "build", str(sources), str(out))
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("codesearch: o/n is under GPL-2.0")
    sources.write_text(json.dumps([values | {"licence": "MIT"}]))
    assert "rows: 1 python" in ask("eval", "build", str(sources), str(out), "--fewest", "1").out
