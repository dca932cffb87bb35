"""`codesearch eval [ROOT]`: the user's own repository, or two reports compared."""

from pathlib import Path

import click

from codesearch.cli import FOUND
from codesearch.cli.evaluation.options import FILE, Choices, shared_options
from codesearch.cli.evaluation.output import check_outputs, run
from codesearch.cli.options import root_argument, yes_option
from codesearch.cli.terminal import terminal_width, wants_colour
from codesearch.tui.inert import inert_line


class _Context(click.Context):
    """Of a command that is called by the name of its group."""

    @property
    def command_path(self) -> str:
        return self.parent.command_path if self.parent else super().command_path


class _Command(click.Command):
    context_class = _Context


@click.command("own", cls=_Command, hidden=True)
@root_argument
@click.option(
    "--compare", nargs=2, type=FILE, metavar="A.json B.json", help="Compare two saved reports instead."
)
@yes_option
@shared_options
def own(root: Path | None, *, compare: tuple[Path, Path] | None, yes: bool, choices: Choices) -> int:
    """Ask for the documented functions of ROOT by their documentation."""
    if compare:
        return _compare(compare, choices)
    from codesearch.cli.root import agreed_walk, open_root
    from codesearch.evaluation.own import evaluate_own

    check_outputs(choices)
    index = open_root(root, None)
    agreed_walk(index, is_agreed=yes)
    return run(choices, lambda plan: evaluate_own(index.root, plan, limit=choices.limit, seed=choices.seed))


def _compare(paths: tuple[Path, Path], choices: Choices) -> int:
    if choices.as_json or choices.save or choices.html or choices.plot:
        raise click.UsageError("--compare writes a table alone: leave out --json, --save, --html and --plot")
    from codesearch.evaluation.files import read_report
    from codesearch.evaluation.measures.compare import compare
    from codesearch.evaluation.report.comparison import comparison_lines

    first, second = map(read_report, paths)
    names = (str(paths[0]), str(paths[1]))
    lines = comparison_lines(
        compare(first, second),
        names=names,
        inert=inert_line,
        width=terminal_width(),
        is_coloured=wants_colour(choices.color),
    )
    for line in lines:
        print(line)
    return FOUND
