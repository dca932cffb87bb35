"""Hits for other programs: JSON, JSON lines, vim's quickfix list, file names."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from codesearch.tui.inert import inert, inert_line
from codesearch.tui.marking import Marking
from codesearch.types import Hit

if TYPE_CHECKING:
    from codesearch.cli.asking import Answer
    from codesearch.cli.requests import Request


def as_json(answer: "Answer", request: "Request", marking: Marking) -> str:
    """One object with all hits; paths are relative to the root, which each hit names if several."""
    asked = answer.roots[0] if len(answer.roots) == 1 and not answer.failures else None
    return inert_json(
        {
            **request.record(),
            **({"root": asked} if asked else {"roots": answer.roots, "failures": _failures(answer)}),
            "coverage": asdict(answer.coverage),
            "hits": list(_records(answer, request, marking)),
        },
        indent=1,
    )


def as_jsonl(answer: "Answer", request: "Request", marking: Marking) -> Iterator[str]:
    """One object a hit and line."""
    return (inert_json(record) for record in _records(answer, request, marking))


def inert_json(value: Mapping[str, Any], *, indent: int | None = None) -> str:
    """JSON in printable ASCII; DEL is the one control character that `json` does not escape."""
    return json.dumps(value, default=str, indent=indent).replace("\x7f", "\\u007f")


def as_vimgrep(hits: Sequence[Hit], marking: Marking) -> Iterator[str]:
    """`path:line:column:text` of each hit's best line, or of each that matches; once, columns as vim's."""
    return iter(dict.fromkeys(line for hit in hits for line in _vimgrep_lines(hit, marking)))


def as_files(hits: Sequence[Hit]) -> Iterator[str]:
    """Each file once, best first."""
    return (inert_line(path) for path in dict.fromkeys(hit.path for hit in hits))


def _vimgrep_lines(hit: Hit, marking: Marking) -> Iterator[str]:
    """Columns count bytes from 1."""
    for line in marking.places(hit):
        spans = marking.spans(line.text)
        first = spans[0][0] if spans else len(line.text) - len(line.text.lstrip())
        column = len(line.text[:first].encode("utf-8", "replace")) + 1
        yield f"{inert_line(hit.path)}:{line.number}:{column}:{inert(line.text)}"


def _records(answer: "Answer", request: "Request", marking: Marking) -> Iterator[dict[str, Any]]:
    """The hits; those of a regular expression with the lines that match, those of several roots with it."""
    has_pattern = "regex" in request.record()
    for root, hit in answer.hits:
        record = asdict(hit)
        record["score"] = round(hit.score, 4)
        record["why"] = {part: round(worth, 4) for part, worth in hit.why.items()}
        if has_pattern:
            record["matching_lines"] = [line.number for line in marking.places(hit)]
        if len(answer.roots) > 1 or answer.failures:
            record = {"root": root, **record}
        yield record


def _failures(answer: "Answer") -> dict[str, str]:
    return {str(root): str(error) for root, error in answer.failures.items()}
