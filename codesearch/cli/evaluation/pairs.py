"""`codesearch eval pairs`: queries to code over a pool of functions."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from codesearch.cli.evaluation.options import Choices, shared_options
from codesearch.cli.evaluation.output import run

if TYPE_CHECKING:
    from codesearch.evaluation.asking.plan import Plan
    from codesearch.evaluation.records import Report

PATH = click.Path(path_type=Path)


@click.command("pairs", short_help="Ask for functions in CodeSearchNet, CoSQA, BEIR or JSON lines files.")
@click.argument("files", nargs=-1, required=True, type=PATH)
@click.option(
    "--pool",
    type=click.IntRange(2),
    metavar="N",
    help="Ask in pools of so many functions drawn at random; CodeSearchNet's protocol has 1000.",
)
@click.option(
    "--direction",
    type=click.Choice(["query-to-code", "code-to-query"]),
    default="query-to-code",
    show_default=True,
    help="What is asked, and what is found.",
)
@click.option("--keep-comments", is_flag=True, help="Leave docstrings and comments in the code.")
@shared_options
def pairs(
    files: tuple[Path, ...], *, pool: int | None, direction: str, keep_comments: bool, choices: Choices
) -> int:
    """Ask the queries in FILES for the code that answers them.

    \b
    CodeSearchNet   .jsonl or .jsonl.gz with docstring and code, or a folder of them
    CoSQA           a folder with code_idx_map.txt and cosqa-retrieval-*.json, plain or gzipped
    CoIR, BEIR      a folder with corpus.jsonl, queries.jsonl and qrels/*.tsv
    JSON lines      {"query", "code", "language"?, "id"?}

    Docstrings and comments are taken out of the code first. Languages are searched apart.
    """

    def evaluate(plan: "Plan") -> "Report":
        from codesearch.evaluation.collections import read_collection
        from codesearch.evaluation.pairs import evaluate_pairs, prepared

        asked = prepared(
            read_collection(files, limit=choices.limit),
            direction=direction,  # type: ignore[arg-type]  # click checked it
            keeps_comments=keep_comments,
            pool=pool,
            seed=choices.seed,
        )
        return evaluate_pairs(asked, plan, name=", ".join(path.resolve().name for path in files))

    return run(choices, evaluate)
