"""Time until a repository can be searched for the first time, beside the whole index time of `semble`.

    python benchmarks/first_searchable.py SEMBLE_PYTHON SEMBLE_MODEL FOLDER… [--rounds 5] [--json FILE]

SEMBLE_PYTHON is the interpreter of an environment with the package `semble`, SEMBLE_MODEL the folder of a
static model. Each measurement is a process of its own on a fresh index; the two alternate. Seconds count from
after the imports; the seconds of the whole process stand beside them.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

OURS = """
import sys, time
from pathlib import Path
from codesearch.engine import Index
from codesearch.index.lancedb_import import import_lancedb
import_lancedb(trim=True)
start = time.perf_counter()
index = Index(sys.argv[1], index_dir=Path(sys.argv[2]))
index.refresh(embed_seconds=0)
index.search("where is the configuration read", mode="lexical")
print(time.perf_counter() - start)
"""
SEMBLE = """
import sys, time
from semble import SembleIndex
from semble.types import ContentType
start = time.perf_counter()
index = SembleIndex.from_path(sys.argv[1], model_path=sys.argv[2], content=tuple(ContentType))
index.search("where is the configuration read")
print(time.perf_counter() - start)
"""


def seconds(command: list[str]) -> tuple[float, float]:
    """Seconds that the script measured, and of the whole process."""
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1]), time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("semble_python")
    parser.add_argument("semble_model")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    results = {}
    for folder in arguments.folders:
        ours, semble = [], []
        for _ in range(arguments.rounds):
            with tempfile.TemporaryDirectory() as scratch:
                ours.append(seconds([sys.executable, "-c", OURS, str(folder), scratch]))
            semble.append(
                seconds([arguments.semble_python, "-c", SEMBLE, str(folder), arguments.semble_model])
            )
        ratios = sorted(a / b for (a, _), (b, _) in zip(ours, semble, strict=True))
        results[folder.name] = {
            "ours_s": statistics.median(a for a, _ in ours),
            "semble_s": statistics.median(b for b, _ in semble),
            "ours_process_s": statistics.median(a for _, a in ours),
            "semble_process_s": statistics.median(b for _, b in semble),
            "ratio": statistics.median(ratios),
            "ratio_min": ratios[0],
            "ratio_max": ratios[-1],
        }
        print(folder.name, {key: round(value, 2) for key, value in results[folder.name].items()}, flush=True)
    ratio = statistics.median(result["ratio"] for result in results.values())
    print(f"median ratio over folders {ratio:.2f}")
    if arguments.json:
        arguments.json.write_text(
            json.dumps({"median_ratio": ratio, "folders": results}, indent=1) + "\n", "utf-8"
        )


if __name__ == "__main__":
    main()
