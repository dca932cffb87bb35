from dataclasses import replace

import pytest

from codesearch.evaluation.records import Latency, Miss, Outcome, Question, Report, Run

RANKS = {  # so few distinct scores that the ends of all intervals are the same in any resampling
    "lexical": (1, None, None, None),
    "hybrid": (1, 1, None, None),
    "hybrid + rules": (1, 1, 1, 12),
}
LANGUAGES = ("go", "go", "python", "python")
HOSTILE = 'a<script>alert("x")</script>\x1b[31m\u202e\n'


@pytest.fixture
def report() -> Report:
    """Three systems, four questions in two languages; what went wrong is told of two of them."""
    questions = tuple(
        Question(f"q{number}", f"question {number}", {f"d{number}": 1.0}, {"language": language})
        for number, language in enumerate(LANGUAGES)
    )
    runs = tuple(
        Run(system, tuple(Outcome(q.id, (1.0,), (rank,)) for q, rank in zip(questions, ranks, strict=True)))
        for system, ranks in RANKS.items()
    )
    return Report(
        kind="own",
        name="shop",
        data="0123456789abcdef",
        encoders=("lite-1",),
        version="0.1.0",
        mean_over="",
        questions=questions,
        runs=runs,
        latencies=(
            Latency("warm, lexical", 400, 4.0, 6.125, 12.5),
            Latency("warm, hybrid + rules", 400, 15.72, 21.0, 1204.0),
            Latency("cold command", 1, 412.3, 480.0, 480.0),
        ),
        misses=(
            Miss(
                "wait until\n    it is closed",
                "src/pool.py",
                12,
                "Pool.drain",
                "ranked down",
                12,
                3,
                None,
                "",
            ),
            Miss("close all", "src/net.py", 3, "close", "not retrieved", None, None, None, "src/a.py:1 shut"),
        ),
        notes=("1 function without documentation was left out.",),
    )


@pytest.fixture
def hostile_report(report: Report) -> Report:
    """The same with markup, an escape sequence, an override and a line break in everything that is shown."""
    miss = Miss(HOSTILE, HOSTILE, 1, HOSTILE, HOSTILE, None, None, None, HOSTILE)
    return replace(
        report,
        name=HOSTILE,
        encoders=(HOSTILE,),
        version=HOSTILE,
        questions=tuple(
            replace(question, groups={HOSTILE: f"{question.id}{HOSTILE}"}) for question in report.questions
        ),
        runs=tuple(replace(run, system=f"{run.system}{HOSTILE}") for run in report.runs),
        latencies=tuple(replace(latency, what=f"{latency.what}{HOSTILE}") for latency in report.latencies),
        misses=(miss,),
        notes=(HOSTILE,),
    )
