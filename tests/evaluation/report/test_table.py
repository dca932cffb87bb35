"""What a report looks like on a terminal."""

import re
from dataclasses import replace

import pytest

from codesearch.evaluation.records import Report, Run
from codesearch.evaluation.report import report_lines
from codesearch.tui.inert import inert_line

from .conftest import HOSTILE

WIDE = """\
shop
4 questions, encoder lite-1, codesearch 0.1.0
each question counts the same; ± is half of the 95% interval

system                 MRR  NDCG@10  recall@1  recall@5  recall@10  recall@100
lexical         .250 ±.375     .250      .250      .250       .250        .250
hybrid          .500 ±.500     .500      .500      .500       .500        .500
hybrid + rules  .771 ±.344     .750      .750      .750       .750       1.000

MRR by language  questions  lexical  hybrid  hybrid + rules
go                       2     .500   1.000           1.000
python                   2     .000    .000            .542

rank of the answer  hybrid + rules
1          ██████████████████████████████  3  75 %
2-3                                        0   0 %
4-10                                       0   0 %
11-100     ██████████                      1  25 %
not found                                  0   0 %

time of a search          p50      p90       p99  searches
warm, lexical         4.00 ms  6.12 ms   12.5 ms       400
warm, hybrid + rules  15.7 ms  21.0 ms  1,204 ms       400
cold command           412 ms   480 ms    480 ms         1

why 2 of 4 were missed
1  ranked down
1  not retrieved

src/pool.py:12 Pool.drain
  asked: wait until it is closed
  ranked down: final 12, full text 3, vectors –
  first: nothing was found

src/net.py:3 close
  asked: close all
  not retrieved: final –, full text –, vectors –
  first: src/a.py:1 shut

1 function without documentation was left out."""
NARROW = """\
shop
4 questions, encoder lite-1, codesearch
0.1.0
each question counts the same; ± is half of
the 95% interval

system                 MRR  NDCG@10
lexical         .250 ±.375     .250
hybrid          .500 ±.500     .500
hybrid + rules  .771 ±.344     .750
4 more would not fit: recall@100, recall@10…

MRR by language  questions  hybrid + rules
go                       2           1.000
python                   2            .542
2 more would not fit: lexical, hybrid"""


def lines(report: Report, width: int | None, *, is_coloured: bool = False) -> list[str]:
    return report_lines(report, inert=inert_line, width=width, is_coloured=is_coloured)


def test_a_report_on_a_wide_terminal(report: Report) -> None:
    assert "\n".join(lines(report, 100)) == WIDE


def test_on_a_narrow_terminal_columns_are_left_out_and_said(report: Report) -> None:
    shown = "\n".join(lines(report, 44))
    assert shown.startswith(NARROW)


def test_at_sixty_columns_the_deepest_recalls_go_first(report: Report) -> None:
    shown = lines(report, 60)
    assert shown[4] == "system                 MRR  NDCG@10  recall@1  recall@5"
    assert shown[8] == "2 more would not fit: recall@100, recall@10"


def test_without_a_terminal_nothing_is_cut(report: Report) -> None:
    assert "\n".join(lines(report, None)) == WIDE
    question = "how " * 200 + "come"
    report = replace(report, misses=(replace(report.misses[0], question=question), *report.misses[1:]))
    assert f"  asked: {question}" in lines(report, None)
    assert f"  asked: {question}"[:59] + "…" in lines(report, 60)


@pytest.mark.parametrize("width", [100, 60, 30, 8, 1])
def test_no_line_is_wider_than_the_terminal(report: Report, width: int) -> None:
    assert max(map(len, lines(report, width))) <= width


def test_the_whole_tool_is_never_left_out(report: Report) -> None:
    runs = (Run("hybrid + rules [lite]", report.runs[-1].outcomes), *report.runs[:2])
    title = next(line for line in lines(replace(report, runs=runs), 50) if line.startswith("MRR by"))
    assert title.split("  ")[-1] == "hybrid + rules [lite]"


def test_without_colours_there_is_no_escape_code(report: Report) -> None:
    assert "\x1b" not in "".join(lines(report, 100))


def test_colours_are_bold_and_dim_alone(report: Report) -> None:
    coloured = "\n".join(lines(report, 100, is_coloured=True))
    assert set(re.findall(r"\x1b\[[^m]*m", coloured)) == {"\x1b[1m", "\x1b[2m", "\x1b[0m"}
    assert re.sub(r"\x1b\[[^m]*m", "", coloured) == WIDE


def test_the_best_are_bold_and_so_are_all_that_share_it(report: Report) -> None:
    by_start = {line[:6]: line for line in lines(report, 100, is_coloured=True)}
    assert by_start["hybrid"].endswith("\x1b[1m1.000\x1b[0m")
    assert re.findall(r"\x1b\[1m(.*?)\x1b", by_start["go    "]) == ["1.000", "1.000"]


def test_where_all_are_alike_nothing_is_bold(report: Report) -> None:
    only = replace(report, runs=report.runs[-1:], misses=())
    systems = lines(only, 100, is_coloured=True)[5]
    assert systems.startswith("hybrid + rules")
    assert "\x1b[1m" not in systems


def test_what_a_file_says_cannot_act_on_the_terminal(hostile_report: Report) -> None:
    shown = lines(hostile_report, None)
    assert any(inert_line(HOSTILE) in line for line in shown)
    assert not set("".join(shown)) & set("\x1b\u202e\n")


def test_columns_stay_aligned_under_wide_characters(report: Report) -> None:
    questions = tuple(replace(q, groups={"project": f"{q.id} 検索"}) for q in report.questions)
    shown = lines(replace(report, questions=questions), 100)
    assert "q0 検索                 1    1.000   1.000           1.000" in shown


def test_the_challenge_is_read_by_its_own_metrics(report: Report) -> None:
    titles = lines(replace(report, kind="challenge", misses=()), 100)[4].split()
    assert titles == ["system", "NDCG", "within", "NDCG", "all"]


def test_an_eleventh_miss_is_only_counted(report: Report) -> None:
    shown = lines(replace(report, misses=report.misses[:1] * 11), 100)
    assert sum("Pool.drain" in line for line in shown) == 10
    assert "and 1 more" in shown


def test_a_report_of_text_search_alone_names_no_encoder(report: Report) -> None:
    assert lines(replace(report, encoders=()), 100)[1] == "4 questions, no encoder, codesearch 0.1.0"
