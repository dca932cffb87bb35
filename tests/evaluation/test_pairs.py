"""Queries to code over pools: what is asked of what, and what a second run need not do again."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from codesearch.encoder.protocol import Vectors
from codesearch.engine import Index
from codesearch.errors import DataError
from codesearch.evaluation.asking.alone import CHUNK, document_vectors, encoder_outcomes
from codesearch.evaluation.asking.plan import Plan
from codesearch.evaluation.asking.pool import walk_of, write_documents
from codesearch.evaluation.asking.systems import ALONE
from codesearch.evaluation.pairs import evaluate_pairs, prepared
from codesearch.evaluation.records import Collection, Document, Question, Report
from tests.conftest import WordEncoder

PYTHON = {
    "retry": "def send_again(request):\n    # until it works\n    return request.attempts\n",
    "close": "def shut_pool(pool):\n    for connection in pool:\n        connection.close()\n",
}
PHP = {
    "parse": "function parse_date($text) {\n  // by its format\n  return date_parse($text);\n}\n",
    "hash": "public function hashPassword($plain) {\n  return password_hash($plain);\n}\n",
}
QUERIES = {
    "retry": "send the request again",
    "close": "close each connection of the pool",
    "parse": "parse the date in a text",
    "hash": "hash of a password",
}


def collection(name: str, codes: dict[str, str], queries: dict[str, str] = QUERIES) -> Collection:
    """Each code is asked for by the query of the same name; the name is the language too."""
    return Collection(
        name,
        tuple(Document(id, text, name) for id, text in codes.items()),
        tuple(Question(id, queries[id], {id: 1.0}, {"language": name}) for id in codes if id in queries),
    )


COLLECTIONS = [collection("python", PYTHON), collection("php", PHP)]


def ranks(report: Report, system: str) -> list[int | None]:
    """Where each question's first judged document is."""
    [run] = [run for run in report.runs if run.system == system]
    return [outcome.ranks[0] for outcome in run.outcomes]


class Failing(WordEncoder):
    """Fails behind the first `texts`."""

    def __init__(self, texts: int) -> None:
        super().__init__()
        self._texts = texts

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        if self.documents_seen >= self._texts:
            raise KeyboardInterrupt
        return super().encode_documents(texts)


def test_every_system_answers_every_question(plan: Plan) -> None:
    report = evaluate_pairs(COLLECTIONS, plan, name="two")
    modes = [name for mode in ("lexical", "semantic", "hybrid") for name in (mode, f"{mode} + rules")]
    assert [run.system for run in report.runs] == [ALONE, *modes]
    assert ranks(report, "hybrid + rules") == ranks(report, "lexical") == [1, 1, 1, 1]
    assert {outcome.question for run in report.runs for outcome in run.outcomes} == {
        question.id for question in report.questions
    }
    assert (report.kind, report.name, report.mean_over) == ("pairs", "two", "language")
    assert (report.latencies, report.misses) == ((), ())


def test_questions_of_several_collections_have_ids_of_their_own(lexical_plan: Plan) -> None:
    again = replace(COLLECTIONS[0], name="python 2")
    report = evaluate_pairs([COLLECTIONS[0], again], lexical_plan, name="twice")
    assert [question.id for question in report.questions][::2] == ["python: retry", "python 2: retry"]
    assert report.mean_over == ""  # both are of one language
    alone = evaluate_pairs(COLLECTIONS[:1], lexical_plan, name="once")
    assert [question.id for question in alone.questions] == ["retry", "close"]


def test_a_second_run_embeds_and_writes_nothing(plan: Plan, encoder: WordEncoder) -> None:
    codes = {**PYTHON, "crlf": "def shut():\r\n    pass\r\n"}
    first = evaluate_pairs([collection("python", codes)], plan, name="x")
    seen = encoder.documents_seen
    files = {path: path.stat().st_mtime_ns for path in plan.folder.glob("documents/*/*")}
    assert seen > 0
    assert len(files) == 3
    assert evaluate_pairs([collection("python", codes)], plan, name="x") == first
    assert encoder.documents_seen == seen
    assert {path: path.stat().st_mtime_ns for path in files} == files


def test_full_text_alone_embeds_nothing(lexical_plan: Plan, encoder: WordEncoder) -> None:
    report = evaluate_pairs(COLLECTIONS, lexical_plan, name="x")
    assert encoder.documents_seen == 0
    assert [run.system for run in report.runs] == ["lexical"]


def test_two_encoders_are_named_and_full_text_is_asked_once(plan: Plan) -> None:
    other = WordEncoder()
    other.id = "pairs-2"
    report = evaluate_pairs(COLLECTIONS, replace(plan, encoders=(*plan.encoders, other)), name="x")
    names = [run.system for run in report.runs]
    assert [name for name in names if "lexical" in name] == ["lexical", "lexical + rules"]
    assert {f"{system} [{encoder}]" for system in (ALONE, "hybrid") for encoder in ("words", "pairs")} < {
        *names
    }
    assert len(names) == len(set(names)) == 12
    assert all(len(run.outcomes) == len(report.questions) for run in report.runs)


def test_a_baseline_is_asked_on_its_own_only(plan: Plan) -> None:
    other = WordEncoder()
    other.id = "pairs-2"
    report = evaluate_pairs(COLLECTIONS, replace(plan, baselines=(other,)), name="x")
    assert [run.system for run in report.runs if run.system.endswith("[pairs]")] == [f"{ALONE} [pairs]"]
    assert report.encoders == (plan.encoders[0].id, other.id)
    assert not plan.index_base(other).exists()


@pytest.mark.parametrize("copies", [1, 3, 50, 101])
def test_a_document_that_scores_like_the_answer_stands_before_it(plan: Plan, copies: int) -> None:
    codes = {f"copy {number}": PYTHON["retry"] for number in range(copies)}
    asked = collection("python", codes, {"copy 0": "send again the request of attempts"})
    [outcome] = encoder_outcomes(plan.encoders[0], asked, plan)
    assert outcome.ranks == (copies if copies <= 100 else None,)


def test_vectors_are_kept_as_they_come(plan: Plan, encoder: WordEncoder) -> None:
    texts = [f"text {number}" for number in range(CHUNK + 10)]
    with pytest.raises(KeyboardInterrupt):
        document_vectors(Failing(CHUNK), texts, plan)
    vectors = document_vectors(encoder, texts, plan)
    assert encoder.documents_seen == 10
    assert (vectors == encoder.encode_queries(texts)).all()


def test_a_run_that_was_stopped_goes_on(plan: Plan, encoder: WordEncoder) -> None:
    stopped = replace(plan, encoders=(Failing(2),))  # after the vectors of the documents, before the index's
    with pytest.raises(KeyboardInterrupt):
        evaluate_pairs(COLLECTIONS[:1], stopped, name="x")
    assert ranks(evaluate_pairs(COLLECTIONS[:1], plan, name="x"), "hybrid") == [1, 1]
    index = Index(next(plan.folder.glob("documents/*")), index_dir=plan.index_base(encoder), encoder=encoder)
    assert encoder.documents_seen == index.coverage.units


def test_a_fragment_of_php_is_code(tmp_path: Path, encoder: WordEncoder) -> None:
    names = write_documents(COLLECTIONS[1], tmp_path / "documents")
    index = Index(tmp_path / "documents", index_dir=tmp_path / "indexes", encoder=encoder)
    index.refresh(walk=walk_of(tmp_path / "documents", names))
    hit = index.search("parse date")[0]
    assert (names[hit.path], hit.kind, hit.name, hit.start_line) == ("parse", "function", "parse_date", 2)


ODD = {
    "ignore rules": "*\n.gitignore\n",
    "carriage returns": "def carriage():\r\n    return 1\r\n",
    "half a pair": "def half():\n    return '\ud800'\n",
}
EMPTY = {"empty": "", "blank": "  \n\n"}
LEFT_OUT = {
    "binary": "def zero():\n    return '\0'\n",
    "huge": "def huge():\n    return 1\n" * 50_000,
    "generated": "# Code generated by a program. DO NOT EDIT.\ndef made():\n    return 1\n",
}


def test_odd_documents_are_found_and_what_the_index_leaves_out_is_not(plan: Plan) -> None:
    codes = {**PYTHON, **ODD, **EMPTY, **LEFT_OUT}
    queries = {**QUERIES, "ignore rules": "gitignore", "carriage returns": "carriage", "half a pair": "half"}
    queries |= dict.fromkeys([*EMPTY, *LEFT_OUT], "def return 1")
    report = evaluate_pairs([collection("python", codes, queries)], plan, name="odd")
    assert ranks(report, "lexical") == [1] * 5 + [None] * 5
    assert None not in ranks(report, ALONE)  # which has no index between it and the documents
    assert ranks(report, "semantic")[-3:] == [None] * 3
    [note] = report.notes
    assert note.startswith("Documents that are in no index")
    assert note.endswith(": 1 binary, 1 too large, 1 generated")


def test_code_is_asked_without_comments_unless_they_are_kept() -> None:
    bare, kept = prepared(COLLECTIONS), prepared(COLLECTIONS, keeps_comments=True)
    assert not any("//" in document.text or "#" in document.text for c in bare for document in c.documents)
    assert kept == COLLECTIONS


def test_code_can_ask_for_its_query(plan: Plan) -> None:
    [turned] = prepared(COLLECTIONS[:1], direction="code-to-query")
    assert [document.text for document in turned.documents] == [QUERIES["retry"], QUERIES["close"]]
    assert ranks(evaluate_pairs([turned], plan, name="x"), "semantic") == [1, 1]


def test_pools_are_asked_apart(lexical_plan: Plan) -> None:
    codes = {str(number): f"def function_{number}():\n    return word_{number}\n" for number in range(6)}
    pools = prepared([collection("python", codes, {id: f"word {id}" for id in codes})], pool=2)
    assert [len(pool.documents) for pool in pools] == [2, 2, 2]
    report = evaluate_pairs(pools, lexical_plan, name="x")
    assert len({question.id for question in report.questions}) == 6
    assert ranks(report, "lexical") == [1] * 6
    with pytest.raises(DataError, match="pools"):
        prepared([replace(pools[0], questions=(Question("q", "x", dict.fromkeys("abc", 1.0)),))], pool=2)


def test_a_document_that_is_on_disk_as_it_should_be_is_left_alone(tmp_path: Path) -> None:
    write_documents(COLLECTIONS[0], tmp_path)
    os.utime(tmp_path / "0.py", ns=(1, 1))
    (tmp_path / "1.py").write_text("cut sho")
    write_documents(COLLECTIONS[0], tmp_path)
    assert (tmp_path / "0.py").stat().st_mtime_ns == 1
    assert (tmp_path / "1.py").read_text() == PYTHON["close"]
