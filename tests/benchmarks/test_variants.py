"""Functions as they are embedded otherwise than by the search, and what that makes of their ranks."""

import inspect
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from codesearch.encoder.folder import BUNDLED
from codesearch.encoder.runtime import OnnxEncoder
from codesearch.encoder.text import document_text
from codesearch.encoder.torch_runtime import TorchEncoder
from codesearch.evaluation.asking.alone import encoder_outcomes
from codesearch.evaluation.asking.plan import Plan
from codesearch.evaluation.measures.metrics import reciprocal_rank
from codesearch.evaluation.records import Collection, Document, Question
from codesearch.parsers.units import parse_units
from tests.conftest import WordEncoder

READ = "def read_rows(path):\n    return list(open(path))\n"
FUNCTIONS = {
    "read": READ,
    "write": "def write_rows(path, rows):\n    open(path, 'w').writelines(rows)\n",
    "add": "def add(first, second):\n    return first + second\n",
    "bare": "total = 1 + 2\n",
}
QUESTIONS = {"rows written to a path": "write", "add first and second": "add", "list of a path": "read"}


@pytest.fixture
def collection() -> Collection:
    documents = (Document(id, text, "python") for id, text in FUNCTIONS.items())
    questions = (Question(text, text, {id: 1.0}) for text, id in QUESTIONS.items())
    return Collection("rows", tuple(documents), tuple(questions))


def test_the_name_said_as_often_as_shipped_makes_the_text_that_a_search_embeds(
    variants: ModuleType, collection: Collection
) -> None:
    (unit,) = (unit for unit in parse_units("0.py", READ) if unit.kind == "function")
    shipped = variants.Choice(width=64)
    text, *_ = variants.pool_of(collection).texts(shipped.names)
    assert text.rstrip() == document_text(unit)
    assert text.startswith("read_rows\n" * shipped.names + "def")


def test_the_code_alone_and_code_without_a_name_stay_as_they_are(
    variants: ModuleType, collection: Collection
) -> None:
    pool = variants.pool_of(collection)
    assert pool.texts(0) == list(FUNCTIONS.values())
    assert pool.texts(5)[-1] == FUNCTIONS["bare"]


def test_php_without_its_opening_has_names(variants: ModuleType) -> None:
    document = Document("1", "function rowCount($rows) { return count($rows); }", "php")
    (text,) = variants.pool_of(Collection("php", (document,), ())).texts(1)
    assert text == f"rowCount\n{document.text}"


def test_a_text_no_longer_than_two_limits_is_encoded_once(variants: ModuleType) -> None:
    encoder = WordEncoder()
    known = variants.KnownVectors(BUNDLED, lambda _: encoder)
    short, long = "one two", "word " * 300
    for limit in (512, 64, 128, 64):
        known.documents([short, long], limit)
    assert encoder.documents_seen == 4  # the short one, and the long one for each of three limits


def test_vectors_that_were_kept_are_those_of_an_encoder_opened_for_the_limit(variants: ModuleType) -> None:
    known = variants.encoders_of(BUNDLED, None)["int8", "mean"]
    texts = ["def f(): pass", "value = other + 1\n" * 40]
    known.documents(texts, 512)
    expected = OnnxEncoder(BUNDLED, max_length=64).encode_documents(texts)
    np.testing.assert_allclose(known.documents(texts, 64), expected, atol=1e-3)


def test_the_limit_is_that_of_the_encoder_as_it_is_opened(variants: ModuleType) -> None:
    assert inspect.signature(OnnxEncoder).parameters["max_length"].default == variants.LIMIT


def test_of_a_single_token_the_first_is_the_mean(variants: ModuleType) -> None:
    pytest.importorskip("torch")
    one = np.array([[6]]), np.array([[1]])
    first, mean = variants.FirstTokenEncoder(BUNDLED, device="cpu"), TorchEncoder(BUNDLED, device="cpu")
    np.testing.assert_allclose(first.pooled(*one), mean.pooled(*one), atol=1e-5)


def test_ranks_are_those_of_an_evaluation(
    variants: ModuleType, collection: Collection, encoder: WordEncoder, tmp_path: Path
) -> None:
    known = variants.KnownVectors(BUNDLED, lambda _: encoder)
    choice = variants.Choice(width=encoder.width, names=0)
    outcomes = encoder_outcomes(encoder, collection, Plan((encoder,), (), tmp_path))
    scores = variants.reciprocal_ranks(variants.pool_of(collection), choice, known)
    assert scores.tolist() == list(map(reciprocal_rank, outcomes))


def test_narrowed_vectors_have_unit_length(variants: ModuleType) -> None:
    vectors = variants.narrowed(np.array([[3.0, 4.0, 12.0]], np.float32), 2)
    np.testing.assert_allclose(vectors, [[0.6, 0.8]])
