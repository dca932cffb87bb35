"""All stages on a corpus of forty functions, small enough for seconds: the plumbing, not the quality."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner

from codesearch.cli.training import command
from codesearch.encoder import load_encoder
from codesearch.encoder.model import ModernBert, ModernBertConfig
from codesearch.pairs.records import Pair, write_pairs
from codesearch.training.objectives.bag import Bag
from codesearch.training.objectives.table import GATES, as_rows, start_as_bag
from codesearch.training.recipe import TOY_RECIPE
from codesearch.training.running.packing import embed
from codesearch.training.stages import seed_of

CPU = torch.device("cpu")
VERBS = {"read": "open", "write": "save", "sort": "order", "count": "len"}


def called(*arguments: str | Path) -> str:
    result = CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def stage(run: Path, name: str, *more: str) -> None:
    called(name, run, "--toy", "--device", "cpu", *more)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, pairs: Sequence[Pair]) -> Path:
    corpus, run = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("run")
    write_pairs(corpus / "pairs.jsonl", pairs)
    with (corpus / "files.jsonl").open("w") as file:
        for pair in pairs:
            line = {"repository": pair.repository, "path": "a.py", "language": "python", "text": pair.code}
            file.write(json.dumps(line) + "\n")
    called("tokenizer", corpus, run, "--vocabulary", "400")
    called("prepare", corpus, run, "--held-out", "held/out")
    stage(run, "bag", "--steps", "30")
    stage(run, "mlm", "--steps", "10")
    stage(run, "mlm", "--long", "--steps", "2")
    stage(run, "negatives", "--from", "bag")
    stage(run, "contrastive", "--from", "bag", "--negatives", "bag", "--steps", "20")
    stage(run, "negatives")
    stage(
        run,
        "contrastive",
        "--from",
        "contrastive",
        "--as",
        "hard",
        "--negatives",
        "contrastive",
        "--steps",
        "5",
    )
    stage(run, "distil", "--from", "bag", "--teacher", "nano", "hard", "--steps", "5")
    return run


def test_a_stage_draws_its_own_batches_and_the_same_again() -> None:
    first, again, second = (seed_of(name, TOY_RECIPE) for name in ("nano-a", "nano-a", "nano-b"))
    assert first == again != second
    assert seed_of("nano-a", replace(TOY_RECIPE, seed=1)) != first


def figures(run: Path, name: str, stage_name: str) -> list[float]:
    lines = map(json.loads, (run / "log.jsonl").read_text().splitlines())
    return [line[name] for line in lines if line["stage"] == stage_name and name in line]


@pytest.mark.parametrize("stage_name", ["nano-bag", "nano-mlm", "nano-contrastive"])
def test_loss_falls(run: Path, stage_name: str) -> None:
    losses = figures(run, "loss", stage_name)
    assert losses[-1] < losses[0]


def test_the_model_starts_where_the_bag_ended(run: Path) -> None:
    assert figures(run, "mrr", "nano-contrastive")[0] == pytest.approx(
        max(figures(run, "mrr", "nano-bag")), abs=0.05
    )


def test_every_stage_leaves_weights(run: Path) -> None:
    stages = {path.name.partition("-00001")[0] for path in (run / "weights").glob("*.safetensors")}
    assert stages == {f"nano-{name}" for name in ("bag", "mlm", "long", "contrastive", "hard", "distil")}


def test_what_is_exported_finds_a_function_by_its_description(run: Path) -> None:
    called("export", run, run / "exported", "--name", "toy", "--stage", "hard")
    encoder = load_encoder(run / "exported")
    functions = [f"{v}_files\ndef {v}_files(files):\n    return {VERBS[v]}(files)" for v in VERBS]
    queries = encoder.encode_queries(["sort every file that was given"])
    assert (queries @ encoder.encode_documents(functions).T).argmax() == list(VERBS).index("sort")


def test_a_stage_that_is_spent_goes_no_further(run: Path) -> None:
    before = figures(run, "step", "nano-contrastive")
    stage(run, "contrastive", "--from", "bag", "--steps", "20")
    assert figures(run, "step", "nano-contrastive") == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["contrastive", "--from", "nothing", "--steps", "1"], "no weights of nano-nothing"),
        (["contrastive", "--from", "bag", "--as", "new", "--negatives", "none", "--steps", "1"], "mine them"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(run: Path, arguments: list[str], sentence: str) -> None:
    name, *rest = arguments
    result = CliRunner().invoke(command, [name, str(run), "--toy", *rest])
    assert sentence in str(result.exception)


def test_rows_with_gates_are_the_bag_of_the_vectors() -> None:
    config = ModernBertConfig(
        vocab_size=50, hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=1
    )
    rng = np.random.default_rng(0)
    vectors = torch.from_numpy(rng.normal(size=(50, 64 - GATES)) * rng.random((50, 1))).float()
    vectors -= vectors.mean(dim=1, keepdim=True)
    model = ModernBert(config)
    start_as_bag(model, as_rows(vectors, 64))
    texts = [rng.integers(1, 50, size).astype(np.uint16) for size in (3, 9, 20)]
    with torch.no_grad():
        of_model = torch.nn.functional.normalize(embed(model, texts, device=CPU)[:, : 64 - GATES])
        of_bag = torch.nn.functional.normalize(Bag(vectors)(texts))
    assert torch.allclose(of_model, of_bag, atol=0.02)  # bfloat16
