"""Two reports side by side on the terminal: both means, what lies between them, and whether it is chance."""

from rich.text import Text

from codesearch.evaluation.measures.compare import Comparison, MetricChange, SystemChange
from codesearch.evaluation.measures.confidence import Difference
from codesearch.evaluation.report.columns import (
    Column,
    as_strings,
    fitting_table,
    names_column,
    paragraph,
    sections_apart,
)
from codesearch.evaluation.report.inert import Inert
from codesearch.evaluation.report.numbers import chance, counted, score, signed

HEADLINES = ("NDCG all", "MRR")  # the first of these that there is gets a sentence
CHANCE = 0.05  # p from which on a difference is not told from chance


def comparison_lines(
    comparison: Comparison,
    *,
    names: tuple[str, str],
    inert: Inert,
    width: int | None,
    is_coloured: bool,
) -> list[str]:
    """The lines that show a comparison of two reports, which go by `names`.

    `inert` makes text from the data harmless; lines are cut to `width` columns, or whole without it.
    """
    first, second = inert(names[0]), inert(names[1])
    sections = [
        [
            Text.assemble("first   ", (first, "bold")),
            Text.assemble("second  ", (second, "bold")),
            Text(f"{counted(comparison.questions, 'question')} in both", style="dim"),
        ],
        *(_system(system, (first, second), inert, width) for system in comparison.systems),
        [line for note in comparison.notes for line in paragraph(inert(note), width=width)],
    ]
    return as_strings(sections_apart(sections), width=width, is_coloured=is_coloured)


def verdict(change: MetricChange, metric: str, names: tuple[str, str]) -> str:
    """What a difference means, in one sentence."""
    difference = change.difference
    if difference.p >= CHANCE:
        return f"no difference beyond chance on {metric} (p {chance(difference.p)})"
    word = "better" if difference.value > 0 else "worse"
    by = f"by {score(abs(difference.value))} (p {chance(difference.p)})"
    return f"{names[1]} is {word} than {names[0]} on {metric} {by}"


def _system(system: SystemChange, names: tuple[str, str], inert: Inert, width: int | None) -> list[Text]:
    title = inert(system.first if system.first == system.second else f"{system.first} → {system.second}")
    changes = list(system.metrics.values())
    differences = [change.difference for change in changes]
    columns = [
        names_column(title, system.metrics, most=None),
        Column("first", tuple(Text(score(change.first)) for change in changes)),
        Column("second", tuple(Text(score(change.second)) for change in changes)),
        Column("difference", tuple(map(_difference, differences))),
        Column("95% interval", tuple(map(_interval, differences))),
        Column("p", tuple(Text(chance(difference.p).removeprefix("= ")) for difference in differences)),
    ]
    headline = next(metric for metric in HEADLINES if metric in system.metrics)
    sentence = verdict(system.metrics[headline], headline, names)
    return [
        *fitting_table(columns, width=width, spare=("95% interval",)),
        *paragraph(sentence, width=width, style="bold"),
    ]


def _difference(difference: Difference) -> Text:
    """Bold where it is more than chance."""
    return Text.assemble((signed(difference.value), "bold" if difference.p < CHANCE else ""))


def _interval(difference: Difference) -> Text:
    return Text.assemble((f"{signed(difference.low)} to {signed(difference.high)}", "dim"))
