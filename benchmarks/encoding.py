"""Encoding in bulk on a CPU: how fast, at which share of what the machine can multiply, and beside others.

python benchmarks/encoding.py FOLDER [--texts 512] [--rounds 5] [--out FILE]

What is encoded are units of FOLDER, with the texts that an index embeds. In each round take turns: our
encoder as it ships; the same weights as floats; what sentence-transformers does, on transformers, with the
same weights and tokens (ModernBertModel in torch's fp32, texts sorted by length, 32 a batch, padded, mean
pooling); and the machine's own matrix products. Operations are 2 a parameter outside of the embedding table
and real token: attention and padding do not count.
"""

import argparse
import os
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
import transformers
from latency import QUESTIONS
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from published import RESULTS, write
from variants import units_of

from codesearch.encoder import document_text
from codesearch.encoder.bfloat16 import bfloat16_pays
from codesearch.encoder.export import export_folder
from codesearch.encoder.folder import BUNDLED, TOKENIZER_FILE, WEIGHTS_FILE, read_config
from codesearch.encoder.model import ModernBert, ModernBertConfig, mean_pool, truncate_and_normalize
from codesearch.encoder.runtime import OnnxEncoder, usable_cores
from codesearch.encoder.text_encoder import MAX_TOKENS
from codesearch.encoder.tokenization import PAD_ID, load_tokenizer
from codesearch.encoder.weights import EMBEDDING, load_packed

THEIR_BATCH = 32  # texts, the default of sentence-transformers
SIDE = 1024  # of the matrices that are multiplied for the peak
REPEATS = 10  # of a product, of which the fastest counts
Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]


def texts_of(folder: Path, most: int) -> list[str]:
    """Up to so many different texts of units, drawn evenly."""
    found = dict.fromkeys(map(document_text, units_of(folder)))
    return random.Random(0).sample(list(found), min(most, len(found)))


def open_theirs(folder: Path) -> Encode:
    """What sentence-transformers does with these weights."""
    ours = read_config(folder)
    config = ModernBertConfig.from_dict(ours.model)
    rope = {
        "full_attention": {"rope_type": "default", "rope_theta": config.global_rope_theta},
        "sliding_attention": {"rope_type": "default", "rope_theta": config.local_rope_theta},
    }
    special = dict.fromkeys(("bos_token_id", "eos_token_id", "cls_token_id", "sep_token_id"))
    model = transformers.ModernBertModel(
        transformers.ModernBertConfig(**{**config.to_dict(), **special}, rope_parameters=rope)
    )
    state = {name: torch.from_numpy(values) for name, values in load_packed(folder / WEIGHTS_FILE).items()}
    model.load_state_dict(state)
    model.eval()
    tokenizer = load_tokenizer(folder / TOKENIZER_FILE)

    @torch.inference_mode()
    def encode(texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), ours.width), np.float32)
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        for start in range(0, len(order), THEIR_BATCH):
            batch = order[start : start + THEIR_BATCH]
            rows = [
                torch.tensor(ids)
                for ids in tokenizer.encode([texts[i] for i in batch], "document", MAX_TOKENS)
            ]
            ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PAD_ID)
            mask = (ids != PAD_ID).long()
            hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state
            vectors[batch] = truncate_and_normalize(mean_pool(hidden, mask), ours.width).numpy()
        return vectors

    return encode


@contextmanager
def as_floats(folder: Path) -> Iterator[Path]:
    """The same weights in half precision, which the graph multiplies in fp32."""
    config = ModernBertConfig.from_dict(read_config(folder).model)
    model = ModernBert(config)
    state = {name: torch.from_numpy(values) for name, values in load_packed(folder / WEIGHTS_FILE).items()}
    model.load_state_dict(state)
    tokenizer = load_tokenizer(folder / TOKENIZER_FILE)._tokenizer
    with TemporaryDirectory() as scratch:
        export_folder(model, config, tokenizer, Path(scratch), name="floats", precision="float16")
        yield Path(scratch)


def products() -> dict[str, Callable[[], object]]:
    """A product of square matrices on all cores, by the type of its numbers."""
    draw = np.random.default_rng(0)
    floats = draw.standard_normal((SIDE, SIDE)).astype(np.float32)
    unsigned, signed = floats.astype(np.uint8), floats.astype(np.int8)
    runs: dict[str, Callable[[], object]] = {
        "fp32": _onnx_product("MatMul", floats, floats, TensorProto.FLOAT),
        "int8": _onnx_product("MatMulInteger", unsigned, signed, TensorProto.INT32),
    }
    if bfloat16_pays():
        half = torch.from_numpy(floats).bfloat16()
        runs["bfloat16"] = lambda: torch.nn.functional.linear(half, half)
    return runs


def _onnx_product(kind: str, left: NDArray[Any], right: NDArray[Any], result: int) -> Callable[[], object]:
    """A product by onnxruntime with a matrix that it may lay out beforehand, as weights are."""
    left_type = helper.np_dtype_to_tensor_dtype(left.dtype)
    graph = helper.make_graph(
        [helper.make_node(kind, ["left", "right"], ["product"])],
        kind,
        [helper.make_tensor_value_info("left", left_type, left.shape)],
        [helper.make_tensor_value_info("product", result, [SIDE, SIDE])],
        [numpy_helper.from_array(right, "right")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = usable_cores()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    onnx.checker.check_model(model)
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    return lambda: session.run(None, {"left": left})


def least_seconds(run: Callable[[], object], repeats: int = REPEATS) -> float:
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def spread(values: Sequence[float]) -> dict[str, float]:
    return {"p50": median(values), "min": min(values), "max": max(values)}


def divided(ones: Sequence[float], others: Sequence[float]) -> dict[str, float]:
    """Ratios within each round."""
    return spread([one / other for one, other in zip(ones, others, strict=True)])


def rounds_of(runs: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each by round, in turns; a first round is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds + 1):
        for name, run in runs.items():
            seconds[name].append(least_seconds(run, REPEATS if name.startswith("peak ") else 1))
    return {name: taken[1:] for name, taken in seconds.items()}


def single(encoder: OnnxEncoder, folder: Path) -> dict[str, Any]:
    """What a search waits for: one question's vector, and the encoder's opening."""
    asking = [partial(encoder.encode_queries, [question]) for question in QUESTIONS * 20]
    queries = [1000 * least_seconds(ask, 1) for ask in asking]
    opening = [least_seconds(lambda: OnnxEncoder(folder), 1) for _ in range(7)]
    return {"query_ms": spread(queries), "opening_s": spread(opening)}


def measured(folder: Path, texts: Sequence[str], rounds: int) -> dict[str, Any]:
    ours, theirs = OnnxEncoder(folder), open_theirs(folder)
    tokens = sum(map(len, load_tokenizer(folder / TOKENIZER_FILE).encode(texts, "document", MAX_TOKENS)))
    weights = load_packed(folder / WEIGHTS_FILE)
    parameters = sum(values.size for name, values in weights.items() if name != EMBEDDING)
    with as_floats(folder) as floats:
        in_floats = OnnxEncoder(floats)
    runs: dict[str, Callable[[], object]] = {
        "codesearch": lambda: ours.encode_documents(texts),
        "codesearch, floats": lambda: in_floats.encode_documents(texts),
        "sentence-transformers": lambda: theirs(texts),
    }
    kinds = products()
    seconds = rounds_of(runs | {f"peak {kind}": run for kind, run in kinds.items()}, rounds)
    pace = {name: [2 * parameters * tokens / taken for taken in seconds[name]] for name in runs}
    peak = {kind: [2 * SIDE**3 / taken for taken in seconds[f"peak {kind}"]] for kind in kinds}
    likeness = (ours.encode_documents(texts) * theirs(texts)).sum(axis=1)
    return {
        "texts": len(texts),
        "tokens": tokens,
        "parameters": parameters,
        "weights": "int8",
        "threads": usable_cores(),
        "systems": {
            name: {
                "texts_per_s": spread([len(texts) / taken for taken in seconds[name]]),
                "tokens_per_s": spread([tokens / taken for taken in seconds[name]]),
                "gflops": spread([value / 1e9 for value in pace[name]]),
                "against_sentence_transformers": divided(seconds["sentence-transformers"], seconds[name]),
                "share_of_peak": {kind: divided(pace[name], values) for kind, values in peak.items()},
            }
            for name in runs
        },
        "peak_gflops": {kind: spread([value / 1e9 for value in values]) for kind, values in peak.items()},
        "cosine": {"mean": mean(likeness.tolist()), "min": float(likeness.min())},
        **single(ours, folder),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--texts", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=RESULTS / "encoding.json")
    options = parser.parse_args()
    texts = texts_of(options.folder, options.texts)
    versions = {module.__name__: module.__version__ for module in (onnxruntime, torch, transformers)}
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    results = {"folder": options.folder.name, "rounds": options.rounds, "versions": versions, "load": load}
    write(options.out, results | measured(BUNDLED, texts, options.rounds))
    print(options.out.read_text("utf-8"))


if __name__ == "__main__":
    main()
