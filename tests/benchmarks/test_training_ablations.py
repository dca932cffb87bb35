"""All of a comparison of ways to train, on a corpus of made-up functions: the plumbing, not the quality."""

import json
import pickle
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from codesearch.encoder.folder import read_config
from codesearch.encoder.tokenization import load_tokenizer
from codesearch.pairs.records import Pair, read_pairs, write_pairs
from codesearch.training.handover.weights import read_weights

BENCHMARKS = Path(__file__).parent.parent.parent / "benchmarks"
VERBS = {"read": "open", "write": "save", "sort": "order", "count": "len"}
NOUNS = ["file", "row", "user", "token", "branch", "image", "price", "letter", "socket", "window"]
TRAINED = ["shipped", "no-teacher", "masked-tokens", "first-token", "width-128", "case"]


def code_of(verb: str, noun: str) -> str:
    head = f"def {verb}{noun.title()}s({noun}s):"
    return f"{head}\n    {noun}s = list({noun}s)\n    return {VERBS[verb]}({noun}s)"


def made_up() -> Iterator[Pair]:
    for noun in NOUNS:
        repository = "celery/celery" if noun == "window" else "owner/repo"
        for verb in VERBS:
            query, code = f"{verb} every {noun} that was given", code_of(verb, noun)
            signature = code.partition(":")[0]
            yield Pair(query, f"{verb}{noun.title()}s", signature, f"{query}.", code, "python", repository)


@dataclass
class Ran:
    """A run of the script."""

    script: ModuleType
    patch: pytest.MonkeyPatch
    folder: Path

    def again(self, *more: str) -> Any:
        names = "source.jsonl", "set", "work", "--out", "results.json"
        paths = [name if name.startswith("-") else str(self.folder / name) for name in names]
        options = ["--quick", "--processes", "1", "--arms", ",".join(TRAINED)]
        self.patch.setattr(sys, "argv", ["training_ablations.py", *paths, *options, *more])
        self.script.main()
        return json.loads((self.folder / "results.json").read_text())


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    if not BENCHMARKS.is_dir():
        pytest.skip("the wheel is tested without a checkout")
    folder = tmp_path_factory.mktemp("ran")
    (folder / "set").mkdir()
    write_pairs(folder / "source.jsonl", made_up())
    with (folder / "set" / "python.jsonl").open("w") as file:
        for verb in VERBS:
            function = {"code": code_of(verb, "planet"), "language": "python", "path": "a.py", "url": verb}
            file.write(json.dumps({"docstring": f"{verb} many planets", "repo": "o/r", **function}) + "\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        ran = Ran(import_module("training_ablations"), patch, folder)
        ran.again("--teacher", "bundled")
        yield ran


@pytest.fixture
def rows(ran: Ran) -> dict[str, Any]:
    results = json.loads((ran.folder / "results.json").read_text())
    return {row["arm"]: row for row in results["rows"]}


def test_every_arm_has_its_cost_and_is_asked_everything(ran: Ran, rows: dict[str, Any]) -> None:
    results = json.loads((ran.folder / "results.json").read_text())
    asked = {data["name"]: data["questions"] for data in results["data"]}
    assert asked == {"held-out repositories": 4, "CodeSearchNet protocol": 4}
    assert list(rows) == TRAINED
    assert all(row["seconds"] > 0 and 0 < row["scores"][1]["MRR"] <= 1 for row in rows.values())


def test_what_is_shipped_is_compared_with_itself(rows: dict[str, Any]) -> None:
    assert [row["is_shipped"] for row in rows.values()] == [True] + [False] * 5
    assert rows["shipped"]["time"] == 1
    assert {score["difference"][0] for score in rows["shipped"]["scores"]} == {0.0}


def test_nothing_is_learnt_from_what_is_held_out(ran: Ran) -> None:
    drawn, held_out = (
        {pair.repository for pair in read_pairs(ran.folder / "work" / "pairs" / name)}
        for name in ("pairs.jsonl", "held-out.jsonl")
    )
    assert (drawn, held_out) == ({"owner/repo"}, {"celery/celery"})


def test_masked_language_modelling_takes_about_as_many_tokens_as_the_pairs_in_its_place(
    rows: dict[str, Any],
) -> None:
    assert rows["masked-tokens"]["tokens"] / rows["shipped"]["tokens"] == pytest.approx(1, abs=0.4)


def test_without_a_teacher_the_bag_begins_otherwise(ran: Ran) -> None:
    starts = ran.folder / "work" / "starts"
    taught, untaught = (starts / name / "weights" for name in ("16384-nano", "16384-nano-untaught"))
    one, other = (read_weights(weights, "nano-bag")["table"] for weights in (taught, untaught))
    assert not np.allclose(one, other, atol=0.01)


def test_a_narrower_arm_has_heads_of_the_same_size(ran: Ran) -> None:
    model = read_config(ran.folder / "work" / "arms" / "width-128" / "encoder").model
    assert (model["hidden_size"], model["num_attention_heads"], model["intermediate_size"]) == (128, 2, 192)


@pytest.mark.parametrize(("arm", "is_same"), [("shipped", True), ("case", False)])
def test_one_arm_tells_cases_apart(ran: Ran, arm: str, is_same: bool) -> None:
    tokenizer = load_tokenizer(ran.folder / "work" / "arms" / arm / "tokenizer.json")
    one, other = tokenizer.encode(["FILE", "file"], "query", 8)
    assert (one == other) == is_same


def test_a_run_that_was_stopped_trains_what_is_missing_alone(ran: Ran) -> None:
    arms = ran.folder / "work" / "arms"
    kept, lost = (arms / name / "log.jsonl" for name in ("shipped", "case"))
    before = kept.stat().st_mtime_ns, lost.stat().st_mtime_ns
    scores = {path.parts[-3]: dict(np.load(path)) for path in arms.glob("*/*/scores.npz")}
    (lost.parent / "done.json").unlink()
    ran.again("--teacher", "bundled")
    assert [kept.stat().st_mtime_ns == before[0], lost.stat().st_mtime_ns == before[1]] == [True, False]
    again = {path.parts[-3]: dict(np.load(path)) for path in arms.glob("*/*/scores.npz")}
    np.testing.assert_equal(again, scores)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--steps", "5"], "holds arms of other settings: give another folder"),
        (["--arms", "shipped,none"], "there is no arm none: choose from shipped, no-teacher"),
    ],
)
def test_what_cannot_be_run_is_said_in_a_sentence(
    ran: Ran, more: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        ran.again("--teacher", "bundled", *more)
    assert sentence in capsys.readouterr().err


def test_without_a_teacher_no_arm_is_there_to_do_without(training_ablations: ModuleType) -> None:
    arms = training_ablations.chosen([], has_teacher=False)
    assert arms == [arm for arm in training_ablations.ARMS if arm.name != "no-teacher"]


def test_an_arm_changes_one_thing(training_arms: ModuleType) -> None:
    for arm in training_arms.ARMS[1:]:
        names = [field.name for field in fields(arm)]
        changed = {name for name in names if getattr(arm, name) != getattr(training_arms.SHIPPED, name)}
        assert len(changed - {"name"}) == 1


def test_every_arm_has_a_name_in_the_table(training_arms: ModuleType, ablation_tables: ModuleType) -> None:
    assert list(ablation_tables.ARMS) == [arm.name for arm in training_arms.ARMS]


def test_work_and_arms_travel_to_another_process(
    training_work: ModuleType, training_arms: ModuleType, tmp_path: Path
) -> None:
    given = training_work.Work(tmp_path, 1, 1, 1), training_arms.ARMS
    assert pickle.loads(pickle.dumps(given)) == given


def test_what_was_cut_off_is_done_anew_and_what_is_done_is_not(
    training_work: ModuleType, tmp_path: Path
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "half").touch()
    for made in (1.0, 2.0):
        assert training_work.once(folder, lambda _, made=made: {"made": made}) == {"made": 1.0}
    assert [path.name for path in folder.iterdir()] == ["done.json"]
