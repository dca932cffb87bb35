"""What the benchmarks share: their arguments, and results files that say what they were taken with."""

import argparse
import json
import platform
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from codesearch.encoder.runtime import usable_cores
from codesearch.evaluation.asking.encoders import BUNDLED_NAME, MINILM_NAME, open_encoder
from codesearch.evaluation.asking.plan import Plan, default_folder
from codesearch.evaluation.asking.systems import systems_of
from codesearch.evaluation.files import report_json
from codesearch.evaluation.records import Report
from codesearch.evaluation.report.table import report_lines
from codesearch.tui.inert import inert_line

RESULTS = Path(__file__).parent / "results"
ROOT = RESULTS.parent.parent


def arguments(description: str) -> argparse.ArgumentParser:
    """The options that all benchmarks of quality have."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--semble-model", type=Path, help="the folder of a static model: semble runs beside us"
    )
    parser.add_argument("--without-minilm", action="store_true", help="leave all-MiniLM-L6-v2 out")
    parser.add_argument(
        "--baseline",
        action="append",
        default=[],
        metavar="FOLDER",
        help="an encoder to stand beside us alone",
    )
    parser.add_argument("--cache-dir", type=Path, default=default_folder(), help="of indexes and answers")
    parser.add_argument("--out", type=Path, default=RESULTS / f"{Path(sys.argv[0]).stem}.json")
    return parser


def plan(options: argparse.Namespace, *, timed: bool = False) -> Plan:
    """All modes with and without rules by the bundled encoder, and all-MiniLM-L6-v2 beside it."""
    return Plan(
        encoders=(open_encoder(BUNDLED_NAME),),
        systems=tuple(systems_of(("lexical", "semantic", "hybrid"))),
        folder=options.cache_dir,
        baselines=tuple(
            open_encoder(name) for name in [MINILM_NAME] * (not options.without_minilm) + options.baseline
        ),
        is_timed=timed,
    )


def publish(report: Report, out: Path) -> None:
    """Write a report's summary with what it was taken with, and show the report."""
    results = json.loads(report_json(replace(report, misses=()), summary_only=True))
    for row in results["summary"]:
        row["by"] = {group: _short(parts) for group, parts in row["by"].items()}
    write(out, results)
    for line in report_lines(report, inert=inert_line, width=None, is_coloured=False):
        print(line)


def _short(parts: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a group: of each value its questions, and two means without their intervals."""
    return {
        value: {
            "questions": part["questions"],
            **{name: part["metrics"][name]["value"] for name in ("MRR", "NDCG@10")},
        }
        for value, part in parts.items()
    }


def write(out: Path, results: dict[str, object]) -> None:
    """Write results behind the commit, the command and the machine that they were taken with."""
    command = " ".join(["python", f"benchmarks/{Path(sys.argv[0]).name}", "…"])
    taken = {"commit": _commit(), "command": command, "machine": machine()}
    out.write_text(json.dumps({**taken, **results}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def machine() -> str:
    """The processor, its cores and the version of Python."""
    names = [line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")]
    processor = names[0] if names else platform.processor()
    return f"{usable_cores()} cores of {processor}, Python {platform.python_version()}"


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text("utf-8").splitlines() if path.is_file() else []


def _commit() -> str:
    done = subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()
