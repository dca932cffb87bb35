"""What a batch holds, and what it is scored by."""

import math

import numpy as np
import pytest
import torch

from codesearch.encoder.tokenization import MARKER_IDS, SEP_ID, TextTokenizer, train_tokenizer
from codesearch.pairs.records import Pair
from codesearch.training.budget import Budget, learning_rate_factor
from codesearch.training.losses import contrastive_loss, hard_targets, soft_targets
from codesearch.training.negatives import batch_sampler, neighbours
from codesearch.training.tokens import TokenizedPairs, draw, framed, plain, tokenize

PAIR = Pair(
    query="Drop the values that are None",
    name="Table.present",
    signature="def present(self, values)",
    documentation="Drop the values that are None.",
    code="def present(\n    self, values):\n    return [value for value in values if value is not None]",
    language="python",
    repository="owner/repo",
)


@pytest.fixture(scope="module")
def tokenizer():
    return TextTokenizer(train_tokenizer([PAIR.query, PAIR.code, PAIR.name, "python"] * 4, 400))


def test_parts_put_together_are_the_text_put_together(tokenizer):
    tokenized = tokenize([PAIR], tokenizer)
    document = plain(tokenized, 0, query_length=64, document_length=64)[1]
    assert document.tolist() == tokenizer.encode([f"{PAIR.name}\n{PAIR.code}"], "document", 64)[0]


def test_the_signature_ends_where_the_body_begins(tokenizer):
    tokenized = tokenize([PAIR], tokenizer)
    signature = tokenizer.encode(["def present(self, values)"], "document", 64)[0][1:-1]
    assert len(tokenized.signature[0]) == len(signature)


def test_tokenized_pairs_come_back_from_disk(tokenizer, tmp_path):
    tokenized = tokenize([PAIR, PAIR], tokenizer)
    tokenized.save(tmp_path / "pairs.npz")
    loaded = TokenizedPairs.load(tmp_path / "pairs.npz")
    assert len(loaded) == 2
    assert loaded.body[1].tolist() == tokenized.body[1].tolist()


def test_texts_are_framed_and_cut():
    ids = framed([np.arange(10, 20, dtype=np.int32)], "query", 5)
    assert ids.tolist() == [MARKER_IDS["query"], 10, 11, 12, SEP_ID]


def test_pairs_are_drawn_the_same_way_for_the_same_seed(tokenizer):
    tokenized = tokenize([PAIR] * 20, tokenizer)

    def drawn():
        rng = np.random.default_rng(1)
        queries, documents = draw(tokenized, np.arange(20), rng, query_length=16, document_length=64)
        return [ids.tolist() for ids in queries + documents]

    assert drawn() == drawn()
    assert len({len(ids) for ids in drawn()[20:]}) >= 3  # with documentation, without it, without signature


def test_loss_is_small_for_a_match_and_large_for_a_mix_up():
    vectors = torch.eye(4)
    options = {"widths": (4,), "temperature": 0.05}
    assert contrastive_loss(vectors, vectors, hard_targets(4), **options) < 0.01
    assert contrastive_loss(vectors, vectors.roll(1, 0), hard_targets(4), **options) > 10


def test_a_teacher_softens_the_targets():
    vectors = torch.eye(3)
    targets = soft_targets(vectors, vectors, share=0.5, temperature=1.0)
    assert targets.sum(dim=1).tolist() == pytest.approx([1, 1, 1])
    assert 0.5 < targets[0, 0] < 1
    assert targets[0, 1] > 0


def test_neighbours_are_others_that_score_high_but_not_as_high_as_its_own():
    angles = torch.tensor([0.0, 0.5, 1.0, 0.01])
    vectors = torch.stack((angles.cos(), angles.sin()), dim=1)
    near = neighbours(vectors, vectors, count=2, block=4, seed=0)
    assert near[0].tolist() == [1, 2]  # row 3 is as good as its own


def test_a_batch_holds_each_row_once_and_neighbours_of_some():
    near = np.arange(100)[:, None] ^ 1
    rows = batch_sampler(near, 10)(np.random.default_rng(0))
    assert len(set(rows.tolist())) == len(rows) == 10
    assert all(near[row, 0] in rows for row in rows[:5])


def test_the_learning_rate_rises_stays_and_falls():
    factors = [learning_rate_factor(progress) for progress in (0, 0.05, 0.5, 0.9, 1)]
    assert factors[1] == factors[2] == 1
    assert factors[0] == factors[4] == 0.02
    assert 0.02 < factors[3] < 0.5


def test_a_budget_counts_what_earlier_runs_spent():
    assert Budget(seconds=100, spent=100).is_spent
    assert Budget(steps=2, step=2).is_spent
    assert not Budget(seconds=math.inf, steps=2, step=1).is_spent
