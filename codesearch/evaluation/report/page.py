"""A report as one HTML page: no script, nothing fetched, pictures inside, fit for a phone and the dark."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape

from codesearch.evaluation.measures.confidence import Estimate
from codesearch.evaluation.measures.summary import Row, groups_of, summarize, summarize_by
from codesearch.evaluation.records import Report
from codesearch.evaluation.report.explanations import explanations
from codesearch.evaluation.report.inert import Inert, inert_report
from codesearch.evaluation.report.numbers import MAIN_METRICS, UNKNOWN, are_best, milliseconds, score, spread
from codesearch.evaluation.report.pictures import quality_by_group, rank_histograms, speed_against_quality
from codesearch.evaluation.report.table import facts, miss_ranks, miss_reasons, reading

STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fdfdfc; --faint: #6a6a6a; --line: #dcdcd8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e6e3; --paper: #161718; --faint: #9c9c98; --line: #34363a; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .4rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .6rem; overflow-wrap: anywhere; }
p, dd, li { max-width: 44rem; overflow-wrap: anywhere; }
.faint, small, th { color: var(--faint); font-weight: normal; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { padding: .25rem .8rem .25rem 0; text-align: right; white-space: nowrap; vertical-align: top; }
th:first-child, td:first-child, .words td, .words th { text-align: left; }
.words td { white-space: normal; min-width: 7rem; max-width: 22rem; overflow-wrap: anywhere; }
thead th { border-bottom: 1px solid var(--line); }
.picture { background: #fff; border-radius: 6px; padding: .6rem; margin: .8rem 0; overflow-x: auto; }
.picture img { display: block; width: 100%; min-width: 36rem; height: auto; }
dt { font-weight: 600; margin-top: .8rem; }
dd { margin: 0; }
"""
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def report_page(report: Report, *, inert: Inert) -> str:
    """One HTML page with all that the report says; `inert` makes text from the data harmless.

    Raises:
        ExtraError: matplotlib, which draws the pictures, is not installed.
    """
    report = inert_report(report, inert)
    parts = [
        f"<h1>{escape(report.name)}</h1>",
        f"<p>{escape(facts(report))}<br>",
        f'<span class="faint">{escape(reading(report))}; data {escape(report.data)}</span></p>',
        _systems(report),
        _picture(speed_against_quality(report), "quality over time of a search"),
        _picture(rank_histograms(report), "ranks of the answers"),
        *(_group(report, group) for group in groups_of(report)),
        _latencies(report),
        _misses(report),
        _notes(report),
        _explanations(summarize(report, report.runs[-1]).metrics),
    ]
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(report.name)}</title><style>{STYLE}</style>"
    )
    body = "\n".join(part for part in parts if part)
    return (
        f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body><main>\n{body}\n</main></body></html>\n'
    )


def _systems(report: Report) -> str:
    rows = [summarize(report, run) for run in report.runs]
    columns = [_estimates([row.metrics[metric] for row in rows]) for metric in rows[0].metrics]
    names = [escape(run.system) for run in report.runs]
    return _table(["system", *rows[0].metrics], zip(names, *columns, strict=True))


def _group(report: Report, group: str) -> str:
    metric = MAIN_METRICS[report.kind]
    by_run = [summarize_by(report, run, group) for run in report.runs]
    rows = [_group_row(rows, metric) for rows in zip(*by_run, strict=True)]
    return (
        f"<h2>{escape(f'{metric} by {group}')}</h2>"
        f"{_picture(quality_by_group(report, group), f'{metric} by {group}')}"
        f"{_table([group, 'questions', *(run.system for run in report.runs)], rows)}"
    )


def _group_row(rows: Sequence[Row], metric: str) -> list[str]:
    """One value of a group: its name, its questions, and a number a system."""
    estimates = _estimates([row.metrics[metric] for row in rows])
    return [escape(rows[0].value), f"<small>{rows[0].questions:,}</small>", *estimates]


def _estimates(estimates: Sequence[Estimate]) -> list[str]:
    best = are_best([estimate.value for estimate in estimates])
    return [
        f"{f'<b>{score(estimate.value)}</b>' if is_best else score(estimate.value)}"
        f" <small>{spread(estimate)}</small>"
        for estimate, is_best in zip(estimates, best, strict=True)
    ]


def _latencies(report: Report) -> str:
    rows = [
        [escape(taken.what), *map(milliseconds, (taken.p50, taken.p90, taken.p99)), f"{taken.searches:,}"]
        for taken in report.latencies
    ]
    if not rows:
        return ""
    return f"<h2>Time of a search</h2>{_table(['', 'p50', 'p90', 'p99', 'searches'], rows)}"


def _misses(report: Report) -> str:
    if not report.misses:
        return ""
    counts = ", ".join(f"{count:,} {reason}" for reason, count in miss_reasons(report.misses))
    rows = [
        [
            f"{escape(f'{miss.path}:{miss.line}')} <b>{escape(miss.name)}</b>",
            *map(escape, (miss.question, miss.reason, miss_ranks(miss), miss.first or UNKNOWN)),
        ]
        for miss in report.misses
    ]
    return (
        f"<h2>Why {len(report.misses):,} of {len(report.questions):,} were missed</h2><p>{escape(counts)}</p>"
        f"{_table(['answer', 'question', 'reason', 'ranks', 'first instead'], rows, kind='words')}"
    )


def _notes(report: Report) -> str:
    items = "".join(f"<li>{escape(note)}</li>" for note in report.notes)
    return f"<h2>Notes</h2><ul>{items}</ul>" if items else ""


def _explanations(metrics: Iterable[str]) -> str:
    items = (
        f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in explanations(metrics).items()
    )
    return f"<h2>How to read the numbers</h2><dl>{''.join(items)}</dl>"


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]], kind: str = "numbers") -> str:
    """A table of cells that are HTML already; titles are text."""
    head = "".join(f"<th>{escape(title)}</th>" for title in titles)
    body = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    table = f'<table class="{kind}"><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>'
    return f'<div class="scroll">{table}</div>'


def _picture(svg: str, what: str) -> str:
    """As an image of its own, where ids cannot clash and nothing can run."""
    if not svg:
        return ""
    data = b64encode(svg.encode()).decode()
    return f'<div class="picture"><img alt="{escape(what)}" src="data:image/svg+xml;base64,{data}"></div>'
