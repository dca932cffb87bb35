"""CoSQA through the whole tool: every function is a file of its own; MRR of the first hit in the right one.

    python benchmarks/cosqa_tool.py FOLDER [--index-dir DIR] [--json FILE]

FOLDER holds `cosqa-retrieval-dev-500.json` and `code_idx_map.txt.gz` (CoSQA, arXiv 2105.13239).
"""

import argparse
import gzip
import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

import codesearch

DEPTH = 100


def write_functions(data: Path, folder: Path) -> None:
    with gzip.open(data / "code_idx_map.txt.gz", "rt", encoding="utf-8") as file:
        codes = json.load(file)
    for code, number in codes.items():
        (folder / f"{number}.py").write_text(code, encoding="utf-8")


def reciprocal_rank(index: codesearch.Index, query: dict[str, Any], **options: Any) -> float:
    hits = index.search(query["doc"], limit=DEPTH, **options)
    files = list(dict.fromkeys(hit.path for hit in hits))
    target = f"{query['retrieval_idx']}.py"
    return 1 / (files.index(target) + 1) if target in files else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--modes", nargs="+", default=["lexical", "semantic", "hybrid"])
    parser.add_argument("--index-dir", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    queries = json.loads((arguments.data / "cosqa-retrieval-dev-500.json").read_text("utf-8"))
    results = {}
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "functions"
        root.mkdir()
        write_functions(arguments.data, root)
        index = codesearch.Index(root, index_dir=arguments.index_dir or Path(scratch) / "indexes")
        index.refresh(embed_seconds=float("inf") if arguments.modes != ["lexical"] else 0)
        for mode in arguments.modes:
            for rules in (False, True):
                scores = [reciprocal_rank(index, query, mode=mode, rules=rules) for query in queries]
                results[mode + (" + rules" if rules else "")] = statistics.mean(scores)
                print(mode, "rules" if rules else "", f"MRR {statistics.mean(scores):.4f}", flush=True)
    if arguments.json:
        arguments.json.write_text(
            json.dumps({"mrr": results, "queries": len(queries)}, indent=1) + "\n", "utf-8"
        )


if __name__ == "__main__":
    main()
