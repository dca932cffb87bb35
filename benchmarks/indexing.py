"""Parsing speed over checkouts, and time and peak memory of indexing one large folder, vectors included.

python benchmarks/indexing.py CHECKOUTS LARGE_FOLDER [--json FILE]
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from codesearch.parsers.contents import read_source
from codesearch.parsers.units import parse_units
from codesearch.parsers.walk import walk_files

INDEX = """
import json, sys, time, resource
from pathlib import Path
import codesearch
seconds = {}
start = time.perf_counter()
last = {}
def listen(progress):
    seconds.setdefault(progress.stage, time.perf_counter() - start)
    last[progress.stage] = time.perf_counter() - start
index = codesearch.Index(sys.argv[1], index_dir=Path(sys.argv[2]))
index.refresh(listen, embed_seconds=0)
text = time.perf_counter() - start
index.refresh(listen)
total = time.perf_counter() - start
start = time.perf_counter()
index.refresh()
print(json.dumps({
    "units": index.coverage.units, "full_text_s": text, "all_s": total,
    "units_per_s": index.coverage.units / (total - text), "no_op_s": time.perf_counter() - start,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
"""


def parsing(checkouts: Path) -> dict[str, float]:
    """Megabytes a CPU second on one core, by language and in all; reading the files is not counted."""
    size: dict[str, float] = defaultdict(float)
    seconds: dict[str, float] = defaultdict(float)
    for folder in sorted(path for path in checkouts.iterdir() if path.is_dir()):
        for file in walk_files(folder).files:
            contents = read_source(folder / file.path)
            if contents.skipped or not contents.text:
                continue
            start = time.process_time()
            units = parse_units(file.path, contents.text)
            seconds[units[0].language] += time.process_time() - start
            size[units[0].language] += file.size / 1e6
    speeds = {name: size[name] / seconds[name] for name in sorted(size) if size[name] > 0.2}
    return {"all": sum(size.values()) / sum(seconds.values()), **speeds}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkouts", type=Path)
    parser.add_argument("large", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    speeds = parsing(arguments.checkouts)
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-c", INDEX, str(arguments.large), scratch]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    results = {"parsing_mb_per_s": speeds, "large": json.loads(done.stdout)}
    print(json.dumps(results, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
