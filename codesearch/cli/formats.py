"""Hits for other programs: JSON, JSON lines, vim's quickfix list, file names."""

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import asdict
from typing import Any

from codesearch.ranking.terms import term_spans
from codesearch.tui.excerpt import best_line
from codesearch.tui.inert import inert, inert_line
from codesearch.types import Coverage, Hit


def as_json(hits: Sequence[Hit], coverage: Coverage, *, query: str, root: str) -> str:
    """One object with all hits; paths are relative to `root`."""
    hit_records = [_record(hit) for hit in hits]
    return inert_json(
        {"query": query, "root": root, "coverage": asdict(coverage), "hits": hit_records}, indent=1
    )


def as_jsonl(hits: Sequence[Hit]) -> Iterator[str]:
    """One object a hit and line."""
    return (inert_json(_record(hit)) for hit in hits)


def inert_json(value: Mapping[str, Any], *, indent: int | None = None) -> str:
    """JSON in printable ASCII; DEL is the one control character that `json` does not escape."""
    return json.dumps(value, default=str, indent=indent).replace("\x7f", "\\u007f")


def as_vimgrep(hits: Sequence[Hit], words: Set[str], *, prefix: str) -> Iterator[str]:
    """`path:line:column:text` of each hit's best line, once; columns count bytes from 1, as vim does."""
    return iter(dict.fromkeys(_vimgrep_line(hit, words, prefix) for hit in hits))


def as_files(hits: Sequence[Hit], *, prefix: str) -> Iterator[str]:
    """Each file once, best first."""
    return (inert_line(f"{prefix}{path}") for path in dict.fromkeys(hit.path for hit in hits))


def _vimgrep_line(hit: Hit, words: Set[str], prefix: str) -> str:
    line = best_line(hit, words)
    spans = term_spans(line.text, words)
    first = spans[0][0] if spans else len(line.text) - len(line.text.lstrip())
    column = len(line.text[:first].encode("utf-8", "replace")) + 1
    return f"{inert_line(f'{prefix}{hit.path}')}:{line.number}:{column}:{inert(line.text)}"


def _record(hit: Hit) -> dict[str, Any]:
    record = asdict(hit)
    record["score"] = round(hit.score, 4)
    record["why"] = {part: round(worth, 4) for part, worth in hit.why.items()}
    return record
