"""All stages on a corpus of forty functions, small enough for seconds: the plumbing, not the quality."""

import json

import numpy as np
import pytest
import torch

from codesearch.encoder import load_encoder
from codesearch.encoder.model import ModernBert, ModernBertConfig
from codesearch.pairs.records import Pair, write_pairs
from codesearch.training.bag import bag
from codesearch.training.nano import embed
from codesearch.training.run import main
from codesearch.training.table import GATES, as_rows, start_as_bag

VERBS = {"read": "open", "write": "save", "sort": "order", "count": "len"}
NOUNS = ["file", "row", "user", "token", "branch", "image", "price", "letter", "socket", "window"]


def pair(verb, noun, repository):
    body = f"    {noun}s = list({noun}s)\n    return {VERBS[verb]}({noun}s)"
    head = f"def {verb}_{noun}s({noun}s):"
    return Pair(
        query=f"{verb} every {noun} that was given",
        name=f"{verb}_{noun}s",
        signature=head.rstrip(":"),
        documentation=f"{verb} every {noun} that was given.",
        code=f"{head}\n{body}",
        language="python",
        repository=repository,
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    pairs = [pair(v, n, "held/out" if n == "window" else "owner/repo") for v in VERBS for n in NOUNS]
    write_pairs(folder / "pairs.jsonl", pairs)
    stage(folder, "tokenizer")
    stage(folder, "table")
    stage(folder, "bag", "--steps", "30", "--learning-rate", "0.02")
    stage(folder, "nano", "--steps", "20", "--learning-rate", "0.003")
    stage(folder, "export", "--out", str(folder / "exported"), "--name", "toy")
    return folder


def stage(folder, name, *more):
    shape = "--vocabulary 400 --hidden-size 64 --layers 2 --widths 64 32 --batch-size 16 --document-length 32"
    options = ["--pairs", str(folder / "pairs.jsonl"), "--held-out", "held/out", "--evaluate-every", "5"]
    main([name, str(folder), *shape.split(), *options, "--threads", "1", *more])


def figures(run, name, stage_name):
    lines = map(json.loads, (run / "log.jsonl").read_text().splitlines())
    return [line[name] for line in lines if line["stage"] == stage_name and name in line]


@pytest.mark.parametrize("stage_name", ["bag", "nano"])
def test_loss_falls(run, stage_name):
    losses = figures(run, "loss", stage_name)
    assert losses[-1] < losses[0]


def test_the_model_starts_where_the_bag_ended(run):
    assert figures(run, "mrr", "nano")[0] == pytest.approx(max(figures(run, "mrr", "bag")), abs=0.02)


def test_what_is_exported_finds_a_function_by_its_description(run):
    encoder = load_encoder(run / "exported")
    functions = [f"{v}_files\ndef {v}_files(files):\n    return {VERBS[v]}(files)" for v in VERBS]
    scores = (
        encoder.encode_queries(["sort every file that was given"]) @ encoder.encode_documents(functions).T
    )
    assert scores.argmax() == list(VERBS).index("sort")


def test_a_stage_that_is_spent_goes_no_further(run):
    before = (run / "bag.npy").read_bytes()
    stage(run, "bag", "--steps", "30", "--learning-rate", "0.02")
    assert (run / "bag.npy").read_bytes() == before


def test_rows_with_gates_are_the_bag_of_the_vectors():
    config = ModernBertConfig(
        vocab_size=50, hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=1
    )
    rng = np.random.default_rng(0)
    vectors = torch.from_numpy(rng.normal(size=(50, 64 - GATES)) * rng.random((50, 1))).float()
    vectors -= vectors.mean(dim=1, keepdim=True)
    model = ModernBert(config)
    start_as_bag(model, as_rows(vectors, 64))
    texts = [rng.integers(1, 50, size).astype(np.int32) for size in (3, 9, 20)]
    with torch.no_grad():
        of_model = torch.nn.functional.normalize(embed(model, texts)[:, : 64 - GATES])
    of_bag = torch.nn.functional.normalize(bag(vectors, texts))
    assert torch.allclose(of_model, of_bag, atol=0.02)  # bfloat16
