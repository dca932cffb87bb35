"""`codesearch eval challenge`: the CodeSearchNet challenge's queries, judged by experts."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from codesearch.cli.evaluation.options import FILE, Choices, shared_options
from codesearch.cli.evaluation.output import run

if TYPE_CHECKING:
    from codesearch.evaluation.asking.plan import Plan
    from codesearch.evaluation.records import Report


@click.command("challenge", short_help="Ask the CodeSearchNet challenge's 99 queries.")
@click.argument("annotations", type=FILE)
@click.argument("code", type=FILE)
@click.option(
    "--queries", type=FILE, metavar="queries.csv", help="Leave out what is not among these queries."
)
@click.option("--keep-comments", is_flag=True, help="Leave docstrings and comments in the code.")
@shared_options
def challenge(
    annotations: Path, code: Path, *, queries: Path | None, keep_comments: bool, choices: Choices
) -> int:
    """Ask the queries of ANNOTATIONS for the functions in CODE, with graded judgements.

    ANNOTATIONS is CodeSearchNet's annotationStore.csv; CODE has a line of JSON with url and code for each
    annotated function, and perhaps others. NDCG counts within the annotated functions, and over all.
    """

    def evaluate(plan: "Plan") -> "Report":
        from codesearch.evaluation.collections import read_challenge
        from codesearch.evaluation.pairs import evaluate_pairs, prepared

        found = read_challenge(annotations, code, queries, limit=choices.limit)
        collections = prepared(found.collections, keeps_comments=keep_comments)
        note = f"{found.missing:,} of {found.annotated:,} annotated functions have no code in {code.name}"
        notes = [note] if found.missing else []
        return evaluate_pairs(
            collections, plan, name="CodeSearchNet challenge", kind="challenge", notes=notes
        )

    return run(choices, evaluate)
