"""Web queries to Python functions (CoSQA, arXiv 2105.13239), by the dense encoder alone.

    python benchmarks/cosqa.py FOLDER_OF_COSQA --encoder FOLDER --out results.json

FOLDER_OF_COSQA holds `cosqa-retrieval-dev-500.json` and `code_idx_map.txt.gz` (gzipped JSON: code → id). Each
of the queries is answered from all 6,267 functions, once as they are and once without their docstrings.
"""

import argparse
import gzip
import json
import platform
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codesearch.encoder.folder import BUNDLED
from codesearch.encoder.protocol import Encoder
from codesearch.encoder.runtime import OnnxEncoder
from codesearch.training.documentation import without_documentation

MAX_LENGTH = 512


def read_cosqa(folder: Path) -> tuple[list[str], list[int], list[str]]:
    """Queries, for each the row of its answer, and the functions."""
    rows: dict[str, int] = json.loads(gzip.decompress((folder / "code_idx_map.txt.gz").read_bytes()))
    questions = json.loads((folder / "cosqa-retrieval-dev-500.json").read_text(encoding="utf-8"))
    functions = sorted(rows, key=rows.__getitem__)
    return [q["doc"] for q in questions], [q["retrieval_idx"] for q in questions], functions


def answer_ranks(
    queries: NDArray[np.float32], functions: NDArray[np.float32], answers: list[int]
) -> NDArray[np.int64]:
    """Rank, from 1, of each query's answer; whatever scores the same stands before it."""
    scores = queries @ functions.T  # (Q, N)
    of_answer = scores[np.arange(len(answers)), answers]
    ranks: NDArray[np.int64] = (scores >= of_answer[:, None]).sum(axis=1)
    return ranks


def measure(encoder: Encoder, folder: Path) -> dict[str, Any]:
    """MRR and recall at 10 with the functions as they are and without docstrings, and the seconds it took."""
    queries, answers, functions = read_cosqa(folder)
    bare = [without_documentation(function, "python") for function in functions]
    results: dict[str, Any] = {}
    for name, texts in (("as they are", functions), ("without docstrings", bare)):
        began = time.perf_counter()
        ranks = answer_ranks(encoder.encode_queries(queries), encoder.encode_documents(texts), answers)
        results[name] = {
            "mrr": round(float((1 / ranks).mean()), 4),
            "recall_at_10": round(float((ranks <= 10).mean()), 4),
            "seconds": round(time.perf_counter() - began, 1),
        }
    return results


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--encoder", type=Path, default=BUNDLED)
    parser.add_argument("--width", type=int)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()

    encoder = OnnxEncoder(options.encoder, width=options.width, max_length=MAX_LENGTH)
    figures = {"encoder": encoder.id, "machine": platform.machine(), **measure(encoder, options.folder)}
    text = json.dumps(figures, indent=2)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
