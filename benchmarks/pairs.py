"""What the two benchmarks over pairs of query and code do alike."""

from pathlib import Path

from peers import semble_over_pairs, with_semble
from published import arguments, plan, publish

from codesearch.evaluation.collections import read_collection
from codesearch.evaluation.pairs import evaluate_pairs, prepared, with_own_ids


def run(description: str, name: str) -> None:
    """Ask the collection in the folder that is the argument, and publish what came back."""
    parser = arguments(description)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep-comments", action="store_true", help="leave docstrings and comments in")
    options = parser.parse_args()
    found = read_collection([options.folder])
    collections = with_own_ids(prepared(found, keeps_comments=options.keep_comments))
    report = evaluate_pairs(collections, plan(options), name=name)
    if options.semble_model:
        outcomes = semble_over_pairs(collections, options.cache_dir, options.semble_model)
        report = with_semble(report, outcomes)
    publish(report, options.out)
