"""The teacher's vectors, computed once: `python -m codesearch.training.teacher TEACHER pairs.jsonl out.npz`.

A teacher is the folder of a BERT-like sentence encoder with mean pooling (all-MiniLM-L6-v2). It is a tool of
training only; nothing of it is needed to run the student.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F  # noqa: N812  (torch's own custom)

from codesearch.encoder.batching import batches_under_budget
from codesearch.encoder.model import mean_pool
from codesearch.pairs.records import Pair, read_pairs

TOKEN_BUDGET = 8_192


class Teacher:
    """A sentence encoder from a folder as `sentence-transformers` writes it."""

    def __init__(self, folder: Path) -> None:
        from transformers import AutoModel, AutoTokenizer

        self._model: Any = AutoModel.from_pretrained(str(folder)).float().eval()
        self._tokenizer: Any = AutoTokenizer.from_pretrained(str(folder))

    def encode(self, texts: Sequence[str], max_length: int) -> NDArray[np.float16]:
        """Return (N, D), rows L2-normalised and in order."""
        ids = self._tokenizer(list(texts), truncation=True, max_length=max_length, verbose=False)["input_ids"]
        vectors: NDArray[np.float16] | None = None
        for batch in batches_under_budget([len(row) for row in ids], TOKEN_BUDGET):
            rows = self._encode_batch([ids[i] for i in batch])
            if vectors is None:
                vectors = np.zeros((len(texts), rows.shape[1]), dtype=np.float16)
            vectors[batch] = rows
        assert vectors is not None
        return vectors

    def _encode_batch(self, ids: list[list[int]]) -> NDArray[np.float16]:
        padded = self._tokenizer.pad({"input_ids": ids}, return_tensors="pt", verbose=False)
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self._model(**padded).last_hidden_state
            pooled = F.normalize(mean_pool(hidden.float(), padded["attention_mask"]), dim=-1)
        rows: NDArray[np.float16] = pooled.numpy().astype(np.float16)
        return rows


def document_of(pair: Pair) -> str:
    """Return what the teacher sees of a function: no documentation, as the student."""
    return f"{pair.name}\n{pair.code}"


def main() -> None:
    """Write the vectors of queries and of code as `queries` and `codes` (N, D) float16."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--query-tokens", type=int, default=48)
    parser.add_argument("--code-tokens", type=int, default=128)
    options = parser.parse_args()

    teacher = Teacher(options.teacher)
    pairs = list(read_pairs(options.pairs))
    began = time.monotonic()
    queries = teacher.encode([pair.query for pair in pairs], options.query_tokens)
    print(f"{len(pairs)} queries in {time.monotonic() - began:.0f} s", flush=True)
    codes = teacher.encode([document_of(pair)[:800] for pair in pairs], options.code_tokens)
    print(f"{len(pairs)} functions in {time.monotonic() - began:.0f} s", flush=True)
    np.savez(options.out, queries=queries, codes=codes)


if __name__ == "__main__":
    main()
