import shutil
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from codesearch.encoder.export import fingerprint
from codesearch.encoder.folder import BUNDLED, CONFIG_FILE, GRAPH_FILE, WEIGHTS_FILE, read_config
from codesearch.encoder.graph import build_graph
from codesearch.encoder.model import ModernBertConfig
from codesearch.encoder.protocol import Encoder, Vectors
from codesearch.encoder.runtime import OnnxEncoder, load_encoder
from codesearch.encoder.torch_runtime import TorchEncoder
from codesearch.encoder.weights import load_packed, save_packed
from codesearch.errors import EncoderError

TEXTS = [
    "def retry(times): ...",
    "",
    "class Session",
    "x = 1\n" * 300,
    "read the file " * 9,
    "\ud800 \x00 中",
]


@pytest.fixture(scope="module")
def reference(tiny_folder: Path) -> TorchEncoder:
    return TorchEncoder(tiny_folder, device="cpu")


def padded_ids(texts: int, tokens: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    ids = np.random.default_rng(tokens).integers(7, 500, (texts, tokens))
    mask = np.ones_like(ids)
    for row in range(1, texts):
        mask[row, tokens * row // texts :] = 0
    return ids, mask


def cosines(one: Vectors, other: Vectors) -> Vectors:
    products: Vectors = (one * other).sum(axis=1)
    return products / np.linalg.norm(one, axis=1) / np.linalg.norm(other, axis=1)


SHAPES = pytest.mark.parametrize(
    ("texts", "tokens"), [(1, 1), (1, 5), (3, 16), (2, 32), (2, 33), (4, 48), (3, 100), (1, 700)]
)


@SHAPES
def test_the_graph_of_floats_equals_torch(float_folder: Path, texts: int, tokens: int) -> None:
    batch = padded_ids(texts, tokens)
    in_torch = TorchEncoder(float_folder, device="cpu").pooled(*batch)
    np.testing.assert_allclose(OnnxEncoder(float_folder).pooled(*batch), in_torch, atol=1e-4)


@SHAPES
def test_the_graph_of_integers_is_near_torch(
    encoder: OnnxEncoder, reference: TorchEncoder, texts: int, tokens: int
) -> None:
    batch = padded_ids(texts, tokens)
    assert cosines(encoder.pooled(*batch), reference.pooled(*batch)).min() > 0.999


def test_texts_have_the_vectors_of_torch(encoder: OnnxEncoder, reference: TorchEncoder) -> None:
    pairs = encoder.encode_documents(TEXTS), reference.encode_documents(TEXTS)
    assert cosines(*pairs).min() > 0.999


def test_the_bundled_encoder_has_the_vectors_of_torch() -> None:
    pairs = (
        load_encoder().encode_documents(TEXTS),
        TorchEncoder(BUNDLED, device="cpu").encode_documents(TEXTS),
    )
    assert cosines(*pairs).min() > 0.998


def test_the_bundled_graph_is_what_the_code_writes() -> None:
    config = ModernBertConfig.from_dict(read_config(BUNDLED).model)
    bundled, built = (
        onnx.load_from_string(raw) for raw in ((BUNDLED / GRAPH_FILE).read_bytes(), build_graph(config))
    )
    assert bundled.graph == built.graph


def test_a_vector_does_not_depend_on_the_company(encoder: OnnxEncoder) -> None:
    together = encoder.encode_documents(TEXTS)
    alone = np.concatenate([encoder.encode_documents([text]) for text in TEXTS])
    assert cosines(together, alone).min() > 0.9999  # another length sums in another order, and levels flip


def test_a_vector_does_not_depend_on_the_number_of_threads(tiny_folder: Path) -> None:
    texts = [f"number {n} " * (1 + n % 40) for n in range(300)]
    one, three = (OnnxEncoder(tiny_folder, threads=n).encode_documents(texts) for n in (1, 3))
    np.testing.assert_array_equal(one, three)


def test_no_thread_stays_behind(tiny_folder: Path) -> None:
    before = threading.enumerate()
    OnnxEncoder(tiny_folder, threads=3).encode_documents(["number " * 200] * 30)
    assert threading.enumerate() == before


def test_rows_are_normalised(encoder: OnnxEncoder) -> None:
    vectors = encoder.encode_documents(TEXTS)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_many_texts_keep_their_order(encoder: OnnxEncoder) -> None:
    texts = [f"number {n} " * (1 + n % 7) for n in range(1100)]
    vectors = encoder.encode_documents(texts)
    picked = [0, 6, 500, 1023, 1024, 1099]
    assert cosines(vectors[picked], encoder.encode_documents([texts[n] for n in picked])).min() > 0.9999


def test_queries_and_documents_are_marked_apart(encoder: OnnxEncoder) -> None:
    assert not np.allclose(encoder.encode_queries(["retry"]), encoder.encode_documents(["retry"]), atol=1e-3)


def test_no_texts_give_no_rows(encoder: OnnxEncoder) -> None:
    assert encoder.encode_documents([]).shape == (0, 64)


def test_a_narrower_encoder_has_the_first_numbers(encoder: OnnxEncoder, tiny_folder: Path) -> None:
    narrow = OnnxEncoder(tiny_folder, width=16)
    expected = encoder.encode_queries(["retry"])[:, :16]
    np.testing.assert_allclose(
        narrow.encode_queries(["retry"]), expected / np.linalg.norm(expected), atol=1e-5
    )
    assert narrow.id == f"{encoder.id}-16"


@pytest.mark.parametrize("width", [0, 65])
def test_a_width_the_model_lacks_is_refused(tiny_folder: Path, width: int) -> None:
    with pytest.raises(EncoderError, match="from 1 to 64"):
        OnnxEncoder(tiny_folder, width=width)


def test_the_id_is_the_hash_of_weights_and_tokenizer(encoder: OnnxEncoder, tiny_folder: Path) -> None:
    assert encoder.id == f"tiny-{fingerprint(tiny_folder)[:12]}"


def test_both_runtimes_are_encoders_of_one_id(encoder: OnnxEncoder, reference: TorchEncoder) -> None:
    both: list[Encoder] = [encoder, reference]
    assert both[0].id == both[1].id


def test_a_folder_is_loaded(encoder: OnnxEncoder, tiny_folder: Path) -> None:
    assert load_encoder(tiny_folder).id == encoder.id


@pytest.mark.parametrize("file", [CONFIG_FILE, GRAPH_FILE, WEIGHTS_FILE])
def test_a_missing_file_is_named(tiny_folder: Path, tmp_path: Path, file: str) -> None:
    folder = shutil.copytree(tiny_folder, tmp_path / "copy")
    (folder / file).unlink()
    with pytest.raises(EncoderError, match=file):
        load_encoder(folder)


@pytest.mark.parametrize("file", [CONFIG_FILE, GRAPH_FILE, WEIGHTS_FILE])
def test_a_damaged_file_is_named(tiny_folder: Path, tmp_path: Path, file: str) -> None:
    folder = shutil.copytree(tiny_folder, tmp_path / "copy")
    (folder / file).write_bytes(b"{}")
    with pytest.raises(EncoderError, match=file):
        load_encoder(folder)


@pytest.mark.parametrize(("poison", "message"), [(np.nan, "not finite"), (0, "empty vector")])
def test_useless_vectors_are_an_error(tiny_folder: Path, tmp_path: Path, poison: float, message: str) -> None:
    folder = shutil.copytree(tiny_folder, tmp_path / "copy")
    state = load_packed(folder / WEIGHTS_FILE)
    state["final_norm.weight"] = np.full_like(state["final_norm.weight"], poison)
    save_packed(folder / WEIGHTS_FILE, state)
    with pytest.raises(EncoderError, match=message):
        load_encoder(folder).encode_queries(["retry"])


def test_the_config_names_its_model(tiny_folder: Path) -> None:
    config = read_config(tiny_folder)
    assert (config.name, config.width, config.model["model_type"]) == ("tiny", 64, "modernbert")


IMPORTS = """
import sys
import codesearch.encoder
heavy = {"numpy", "onnxruntime", "tokenizers", "torch", "onnx", "safetensors"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
encoder = codesearch.encoder.load_encoder(__import__("pathlib").Path(sys.argv[1]))
encoder.encode_queries(["retry"])
assert not {"torch", "onnx", "transformers"} & set(sys.modules)
sys.modules["torch"] = None
from codesearch.encoder.torch_runtime import TorchEncoder
try:
    TorchEncoder(sys.argv[1])
except codesearch.errors.EncoderError as error:
    assert "codesearch[torch]" in str(error)
else:
    raise AssertionError
"""


def test_heavy_libraries_wait_until_they_are_needed(tiny_folder: Path) -> None:
    subprocess.run([sys.executable, "-c", IMPORTS, str(tiny_folder)], check=True)
