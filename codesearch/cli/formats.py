"""Hits for other programs: JSON, JSON lines, vim's quickfix list, file names."""

import json
from collections.abc import Iterator, Sequence, Set
from dataclasses import asdict
from typing import Any

from codesearch.tui.excerpt import best_line
from codesearch.tui.inert import inert_line
from codesearch.types import Coverage, Hit


def as_json(hits: Sequence[Hit], coverage: Coverage, *, query: str, root: str) -> str:
    """One object with all hits; paths are relative to `root`."""
    answer = {"query": query, "root": root, "coverage": asdict(coverage), "hits": [_record(hit) for hit in hits]}
    return json.dumps(answer, indent=1)


def as_jsonl(hits: Sequence[Hit]) -> Iterator[str]:
    """One object a hit and line."""
    return (json.dumps(_record(hit)) for hit in hits)


def as_vimgrep(hits: Sequence[Hit], words: Set[str], *, prefix: str) -> Iterator[str]:
    """`path:line:column:text` of each hit's best line."""
    for hit in hits:
        line = best_line(hit, words)
        column = len(line.text) - len(line.text.lstrip()) + 1
        yield inert_line(f"{prefix}{hit.path}:{line.number}:{column}:{line.text.strip()}")


def as_files(hits: Sequence[Hit], *, prefix: str) -> Iterator[str]:
    """Each file once, best first."""
    return (inert_line(f"{prefix}{path}") for path in dict.fromkeys(hit.path for hit in hits))


def _record(hit: Hit) -> dict[str, Any]:
    record = asdict(hit)
    record["score"] = round(hit.score, 4)
    record["why"] = {part: round(worth, 4) for part, worth in hit.why.items()}
    return record
