"""The HTML page of a report."""

import re
from base64 import b64decode
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from codesearch.evaluation.records import Report
from codesearch.evaluation.report import report_page
from codesearch.tui.inert import inert_line

VOID = {"meta", "br", "img"}  # elements that have no end


class Page(HTMLParser):
    """Collects elements and text, and fails where an element ends that is not open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += f"{data} "


def page(report: Report) -> str:
    return report_page(report, inert=inert_line)


def test_every_element_is_closed(report: Report) -> None:
    assert Page(page(report)).open == []


def test_the_page_says_what_the_report_says(report: Report) -> None:
    text = " ".join(Page(page(report)).text.split())
    for part in (
        "4 questions, encoder lite-1, codesearch 0.1.0",
        "hybrid + rules .771 ±.344",
        "MRR by language",
        "Why 2 of 4 were missed 1 ranked down, 1 not retrieved",
        "src/pool.py:12 Pool.drain wait until it is closed ranked down final 12, full text 3, vectors – –",
        "1 function without documentation was left out.",
        "A question scores 1 when its answer comes first",
    ):
        assert part in text


def test_only_the_metrics_of_the_report_are_explained(report: Report) -> None:
    text = Page(page(replace(report, kind="challenge"))).text
    assert "NDCG within" in text
    assert "recall" not in text


def test_pictures_are_inside_and_well_formed(report: Report) -> None:
    pictures = re.findall(r'src="data:image/svg\+xml;base64,([^"]*)"', page(report))
    assert len(pictures) == 3
    for picture in pictures:
        assert ElementTree.fromstring(b64decode(picture)).tag.endswith("svg")


def test_nothing_is_fetched_and_nothing_runs(report: Report) -> None:
    seen = Page(page(report))
    assert not seen.seen & {"script", "link", "iframe", "object", "svg"}
    assert not [value for _, value in seen.attributes if value and "://" in value]
    assert "url(" not in page(report)


def test_a_page_without_times_misses_and_notes_has_no_headings_for_them(report: Report) -> None:
    text = page(replace(report, latencies=(), misses=(), notes=()))
    assert re.findall("<h2>([^<]*)<", text) == ["MRR by language", "How to read the numbers"]


def test_hostile_names_are_text(hostile_report: Report) -> None:
    html = page(hostile_report)
    seen = Page(html)
    assert seen.open == []
    assert "script" not in seen.seen
    assert 'a<script>alert("x")</script>␛[31m�␊' in seen.text
    assert not set("\x1b\u202e") & set(html)


@pytest.mark.parametrize("kind", ["pairs", "repos"])
def test_the_main_metric_is_that_of_the_kind(report: Report, kind: str) -> None:
    heading = {"pairs": "MRR by language", "repos": "NDCG@10 by language"}[kind]
    assert heading in page(replace(report, kind=kind))
