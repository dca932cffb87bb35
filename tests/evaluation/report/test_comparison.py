"""What two reports look like side by side."""

from dataclasses import replace

from codesearch.evaluation.measures.compare import Comparison, MetricChange, SystemChange, compare
from codesearch.evaluation.measures.confidence import Difference
from codesearch.evaluation.records import Report
from codesearch.evaluation.report import comparison_lines
from codesearch.evaluation.report.comparison import verdict
from codesearch.tui.inert import inert_line

from .conftest import HOSTILE

BETTER = MetricChange(0.602, 0.614, Difference(0.012, 0.004, 0.02, p=0.003))
SAME = MetricChange(0.71, 0.702, Difference(-0.008, -0.02, 0.004, p=0.21))
COMPARISON = Comparison(
    questions=400,
    systems=(SystemChange("hybrid", "hybrid", {"MRR": BETTER, "recall@10": SAME}),),
    notes=("The versions differ.",),
)
SHOWN = """\
first   old.json
second  new.json
400 questions in both

hybrid     first  second  difference    95% interval     p
MRR         .602    .614       +.012  +.004 to +.020  .003
recall@10   .710    .702       -.008  -.020 to +.004  .210
new.json is better than old.json on MRR by .012 (p = .003)

The versions differ."""


def lines(
    comparison: Comparison, width: int | None = None, *, names: tuple[str, str] = ("old.json", "new.json")
) -> list[str]:
    return comparison_lines(comparison, names=names, inert=inert_line, width=width, is_coloured=False)


def test_a_comparison_as_a_whole() -> None:
    assert "\n".join(lines(COMPARISON)) == "\n".join(lines(COMPARISON, 100)) == SHOWN


def test_a_narrow_terminal_has_no_room_for_the_interval() -> None:
    assert "1 more would not fit: 95% interval" in lines(COMPARISON, 50)
    assert max(map(len, lines(COMPARISON, 50))) <= 50


def test_a_loss_is_called_worse() -> None:
    worse = MetricChange(0.614, 0.602, Difference(-0.012, -0.02, -0.004, p=0.0002))
    assert verdict(worse, "MRR", ("a", "b")) == "b is worse than a on MRR by .012 (p < .001)"


def test_a_difference_that_may_be_chance_is_none() -> None:
    assert verdict(SAME, "MRR", ("a", "b")) == "no difference beyond chance on MRR (p = .210)"


def test_only_a_difference_beyond_chance_is_bold() -> None:
    coloured = "\n".join(
        comparison_lines(COMPARISON, names=("a", "b"), inert=inert_line, width=None, is_coloured=True)
    )
    assert "\x1b[1m+.012\x1b[0m" in coloured
    assert "\x1b[1m-.008" not in coloured


def test_two_systems_are_named_both() -> None:
    change = replace(COMPARISON.systems[0], second="hybrid + rules")
    assert lines(replace(COMPARISON, systems=(change,)))[4].startswith("hybrid → hybrid + rules  first")


def test_every_system_of_two_reports_is_compared(report: Report) -> None:
    shown = lines(compare(report, report))
    assert shown.count("no difference beyond chance on MRR (p = 1.000)") == len(report.runs)


def test_what_a_file_says_cannot_act_on_the_terminal(hostile_report: Report) -> None:
    shown = lines(compare(hostile_report, hostile_report), names=(HOSTILE, HOSTILE))
    assert not set("".join(shown)) & set("\x1b\u202e\n")
