"""Options that all evaluations share, and the plan that they make."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from codesearch.cli.choices import FolderParam
from codesearch.cli.options import quiet_option

if TYPE_CHECKING:
    from codesearch.engine.pace import Listener
    from codesearch.evaluation.asking.plan import Plan

MODES = ("lexical", "semantic", "hybrid")
FILE = click.Path(path_type=Path, dir_okay=False)

_OPTIONS = (
    click.option(
        "--mode",
        "modes",
        multiple=True,
        type=click.Choice(MODES),
        default=MODES,
        help="Ask in this mode, with and without rules. Repeatable; all three unless given.",
    ),
    click.option(
        "--encoder",
        "encoders",
        multiple=True,
        default=("bundled",),
        show_default=True,
        metavar="NAME|FOLDER",
        help="An encoder to compare: bundled, all-MiniLM-L6-v2, or a folder. Repeatable.",
    ),
    click.option(
        "--baseline",
        "baselines",
        multiple=True,
        metavar="NAME|FOLDER",
        help="An encoder that is asked on its own, without words and rules. Repeatable.",
    ),
    click.option("--limit", type=click.IntRange(1), help="Ask so many questions of each part only."),
    click.option("--seed", type=int, default=0, show_default=True, help="Draws what is drawn at random."),
    click.option("--no-timing", is_flag=True, help="Do not measure how long searches take."),
    click.option(
        "--cold",
        type=click.IntRange(0, 1000),
        default=10,
        show_default=True,
        metavar="N",
        help="Time so many searches as commands of their own.",
    ),
    click.option("--json", "as_json", is_flag=True, help="Write the report as JSON, for --compare."),
    click.option(
        "--save", type=FILE, metavar="FILE", help="Write the same JSON to a file, beside the table."
    ),
    click.option("--html", type=FILE, metavar="FILE", help="Write a page with tables and pictures."),
    click.option("--plot", type=FILE, metavar="FILE.svg", help="Write the pictures alone."),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Use colours.",
    ),
    quiet_option,
    click.option(
        "--cache-dir",
        type=FolderParam(),
        envvar="CODESEARCH_EVALUATION_DIR",
        show_envvar=True,
        help="Keep indexes and answers here, so that a stopped run goes on.",
    ),
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the shared options were given."""

    modes: Sequence[str]
    encoders: Sequence[str]
    baselines: Sequence[str]
    limit: int | None
    seed: int
    no_timing: bool
    cold: int
    as_json: bool
    save: Path | None
    html: Path | None
    plot: Path | None
    color: str
    quiet: bool
    cache_dir: Path | None

    def plan(self, listener: "Listener | None") -> "Plan":
        """The plan for an evaluation that tells `listener` how far it is.

        Raises:
            CodesearchError: an encoder cannot be used.
        """
        from codesearch.engine.search import Mode
        from codesearch.evaluation.asking.encoders import open_encoder
        from codesearch.evaluation.asking.plan import Plan, default_folder
        from codesearch.evaluation.asking.systems import systems_of

        encoders = {encoder.id: encoder for encoder in map(open_encoder, dict.fromkeys(self.encoders))}
        baselines = {encoder.id: encoder for encoder in map(open_encoder, dict.fromkeys(self.baselines))}
        modes: list[Mode] = [mode for mode in get_args(Mode) if mode in self.modes]
        modes.sort(key=MODES.index)
        return Plan(
            encoders=tuple(encoders.values()),
            systems=tuple(systems_of(modes)),
            folder=self.cache_dir or default_folder(),
            baselines=tuple(baselines[id] for id in baselines if id not in encoders),
            listener=listener,
            is_timed=not self.no_timing,
            cold_searches=self.cold,
        )


def shared_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the shared options, as one argument `choices`."""
    names = Choices.__dataclass_fields__

    @wraps(function)
    def with_choices(**given: Any) -> Any:
        choices = Choices(**{name: given.pop(name) for name in names})
        return function(choices=choices, **given)

    decorated: Callable[..., Any] = with_choices
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated
