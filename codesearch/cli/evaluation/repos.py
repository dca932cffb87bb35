"""`codesearch eval repos`: the whole tool over checkouts with annotated questions."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from codesearch.cli.choices import FolderParam
from codesearch.cli.evaluation.options import Choices, shared_options
from codesearch.cli.evaluation.output import run

if TYPE_CHECKING:
    from codesearch.evaluation.asking.plan import Plan
    from codesearch.evaluation.records import Report


@click.command("repos", short_help="Ask annotated questions about checkouts.")
@click.argument("checkouts", type=FolderParam())
@click.option(
    "--annotations",
    type=FolderParam(),
    help="The folder with repos.json and annotations/; CHECKOUTS itself unless given.",
)
@click.option(
    "--level",
    type=click.Choice(["file", "unit"]),
    default="file",
    show_default=True,
    help="An answer is met by any hit in its file, or by one on its lines where it has lines.",
)
@shared_options
def repos(checkouts: Path, *, annotations: Path | None, level: str, choices: Choices) -> int:
    """Ask questions about the repositories in CHECKOUTS, one folder each, with annotated answers.

    repos.json lists {"name", "language", "root"}; annotations/NAME.json lists {"query", "relevant",
    "secondary", "category"}, with paths, or paths and lines, as answers. The first hit that meets an answer
    counts.
    """
    folder = annotations or checkouts

    def evaluate(plan: "Plan") -> "Report":
        from codesearch.evaluation.annotations import read_repositories
        from codesearch.evaluation.repositories import evaluate_repositories

        repositories = read_repositories(folder, limit=choices.limit)
        name = folder.resolve().name
        return evaluate_repositories(repositories, checkouts, plan, name=name, level=level)  # type: ignore[arg-type]  # click checked it

    return run(choices, evaluate)
