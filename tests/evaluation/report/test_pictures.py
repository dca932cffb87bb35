"""Pictures of a report: the same each time, well-formed, and refused in plain words."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from codesearch.errors import DataError
from codesearch.evaluation.records import Report, Run
from codesearch.evaluation.report import write_plot
from codesearch.evaluation.report.inert import inert_report
from codesearch.evaluation.report.marks import marks_of
from codesearch.evaluation.report.pictures import quality_by_group, rank_histograms, speed_against_quality
from codesearch.tui.inert import inert_line

Picture = Callable[[Report], str]
SYSTEMS = ["lexical", "lexical + rules", "hybrid", "hybrid + rules", "encoder alone"]


def by_language(report: Report) -> str:
    return quality_by_group(report, "language")


def texts(svg: str) -> list[str]:
    return [
        element.text or "" for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    ]


@pytest.mark.parametrize("picture", [by_language, rank_histograms, speed_against_quality])
def test_the_same_report_gives_the_same_picture(report: Report, picture: Picture) -> None:
    svg = picture(report)
    assert svg == picture(report)
    assert not re.search(r"\b20\d\d-\d\d-\d\d", svg)


def test_text_is_text_and_names_every_system_and_value(report: Report) -> None:
    assert {"lexical", "hybrid", "hybrid + rules", "go", "python"} <= set(texts(by_language(report)))
    assert "MRR by language, with its 95% interval" in texts(by_language(report))


def test_shares_are_written_into_bars_that_are_wide_enough(report: Report) -> None:
    shown = texts(rank_histograms(report))
    assert [shown.count(share) for share in ("75", "25")] == [
        2,
        2,
    ]  # 75 of one system not found, of one first


def test_speed_is_shown_of_the_systems_that_were_timed(report: Report) -> None:
    shown = texts(speed_against_quality(report))
    assert "hybrid + rules" in shown
    assert "hybrid" not in shown


def test_without_times_there_is_no_picture_of_speed(report: Report) -> None:
    assert speed_against_quality(replace(report, latencies=())) == ""


def test_one_file_has_all_panels(report: Report, tmp_path: Path) -> None:
    write_plot(report, tmp_path / "plot.svg", inert=inert_line)
    shown = texts((tmp_path / "plot.svg").read_text(encoding="utf-8"))
    assert {
        "shop",
        "median time of a warm search, ms",
        "% of questions by the rank of their answer",
        "go",
    } <= set(shown)


def test_hostile_names_leave_the_picture_whole(hostile_report: Report, tmp_path: Path) -> None:
    write_plot(hostile_report, tmp_path / "plot.svg", inert=inert_line)
    svg = (tmp_path / "plot.svg").read_text(encoding="utf-8")
    assert "<script" not in svg
    assert not set("\x1b\u202e") & set("".join(texts(svg)))


@pytest.mark.parametrize("name", ["$x^$", "$HOME/$", "検索", "_", "a" * 200])
def test_any_name_can_be_drawn(report: Report, name: str) -> None:
    runs = (*report.runs[:2], Run(name, report.runs[-1].outcomes))
    assert name[:39] in " ".join(texts(rank_histograms(inert_report(replace(report, runs=runs), inert_line))))


def test_another_format_is_refused(report: Report, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"plot\.png cannot be written: .* \.svg"):
        write_plot(report, tmp_path / "plot.png", inert=inert_line)


def test_rules_fill_the_mark_and_change_nothing_else() -> None:
    marks = marks_of(SYSTEMS)
    assert [mark.is_filled for mark in marks] == [False, True, False, True, True]
    assert (marks[0].colour, marks[0].shape) == (marks[1].colour, marks[1].shape)
    assert len({mark.colour for mark in marks}) == 3


def test_without_matplotlib_the_extra_is_named() -> None:
    program = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "from codesearch.errors import ExtraError\n"
        "from codesearch.evaluation.report.pictures import require_matplotlib\n"
        "try: require_matplotlib()\n"
        "except ExtraError as error: print(error)\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told == "pictures need matplotlib: install it with pip install 'codesearch[eval]'\n"
