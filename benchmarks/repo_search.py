"""Whole-tool retrieval over checkouts with annotations: binary NDCG@10 over files, by mode.

    python benchmarks/repo_search.py CHECKOUTS ANNOTATIONS [--modes lexical hybrid] [--json FILE]

CHECKOUTS holds one folder a repository, ANNOTATIONS holds `repos.json` and `annotations/<name>.json`.
"""

import argparse
import json
import math
import statistics
import tempfile
from pathlib import Path

import codesearch

DEPTH = 10


def ndcg(ranked: list[str], wanted: list[str]) -> float:
    """Binary NDCG@10 over first hits in wanted files; paths match when one is a suffix of the other."""
    ranks = [
        next((rank for rank, path in enumerate(ranked) if same_file(path, target)), None) for target in wanted
    ]
    gain = sum(1 / math.log2(rank + 2) for rank in ranks if rank is not None and rank < DEPTH)
    ideal = sum(1 / math.log2(rank + 2) for rank in range(min(len(wanted), DEPTH)))
    return gain / ideal if ideal else 0.0


def same_file(path: str, target: str) -> bool:
    return path == target or path.endswith("/" + target) or target.endswith("/" + path)


def wanted_files(question: dict) -> list[str]:
    """The paths that answer a question, given as paths or with lines."""
    answers = question["relevant"] + question["secondary"]
    return list(dict.fromkeys(answer if isinstance(answer, str) else answer["path"] for answer in answers))


def measure(
    root: Path, prefix: str, questions: list[dict], modes: list[tuple[str, bool]], index_dir: Path
) -> dict:
    needs_vectors = any(mode != "lexical" for mode, _ in modes)
    index = codesearch.Index(root / prefix, index_dir=index_dir)
    index.refresh(embed_seconds=math.inf if needs_vectors else 0)
    scores: dict[str, list[float]] = {}
    for question in questions:
        for mode, rules in modes:
            hits = index.search(question["query"], limit=DEPTH, mode=mode, rules=rules)
            ranked = [f"{prefix}/{hit.path}" if prefix else hit.path for hit in hits]
            score = ndcg(ranked, wanted_files(question))
            scores.setdefault(mode + (" + rules" if rules else ""), []).append(score)
    return {mode: statistics.mean(values) for mode, values in scores.items()}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkouts", type=Path)
    parser.add_argument("annotations", type=Path)
    parser.add_argument("--modes", nargs="+", default=["lexical", "semantic", "hybrid"])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--index-dir", type=Path, help="keep the indexes here")
    arguments = parser.parse_args()
    modes = [(mode, rules) for mode in arguments.modes for rules in (False, True)]
    results = {}
    with tempfile.TemporaryDirectory() as scratch:
        for repository in json.loads((arguments.annotations / "repos.json").read_text("utf-8")):
            name = repository["name"]
            questions = json.loads(
                (arguments.annotations / "annotations" / f"{name}.json").read_text("utf-8")
            )
            root = arguments.checkouts / name
            results[name] = measure(
                root, repository["root"], questions, modes, arguments.index_dir or Path(scratch)
            )
            print(
                f"{name:22}",
                *(f"{mode} {score:.3f}" for mode, score in results[name].items()),
                sep="  ",
                flush=True,
            )
    mean = {
        mode: statistics.mean(result[mode] for result in results.values())
        for mode in next(iter(results.values()))
    }
    print(f"{'mean':22}", *(f"{mode} {score:.4f}" for mode, score in mean.items()), sep="  ")
    if arguments.json:
        arguments.json.write_text(
            json.dumps({"mean": mean, "repositories": results}, indent=1) + "\n", "utf-8"
        )


if __name__ == "__main__":
    main()
