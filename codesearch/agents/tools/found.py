"""Hits as the answer of a tool: what fits the budget, and a line on what does not."""

from collections.abc import Sequence

from codesearch.agents.answer import Answer, cost
from codesearch.agents.code import altered_note
from codesearch.agents.fitting import Shown, fit_hits
from codesearch.tui.inert import inert_line
from codesearch.tui.marking import Marking
from codesearch.types import Hit

ENVELOPE_TOKENS = 160  # what is around the hits: names of fields, and what was left out


def hits_answer(
    hits: Sequence[tuple[str, Hit]], marking: Marking, *, tokens: int, limit: int, notes: Sequence[str]
) -> Answer:
    """Return the answer that shows as much of `hits`, best first, as `tokens` allow."""
    budget = tokens - ENVELOPE_TOKENS - cost(list(notes), "\n".join(notes))
    while True:
        answer = _answer(fit_hits(hits, marking, tokens=budget), hits, limit, notes)
        if answer.tokens <= tokens or budget <= 0:
            return answer
        budget -= max(answer.tokens - tokens, tokens // 20)  # notes on what is shown took more than expected


def _answer(
    shown: Sequence[Shown], hits: Sequence[tuple[str, Hit]], limit: int, notes: Sequence[str]
) -> Answer:
    altered = [
        f"{inert_line(one.hit.path)}:{line}" for one in shown for code in one.code for line in code.altered
    ]
    said = [*notes, *altered_note(altered)]
    left_out = _left_out(shown, hits, limit)
    record = {"hits": [one.record for one in shown], "left_out": left_out, "notes": said}
    body = "\n".join(one.text for one in shown) or "nothing found\n"
    return Answer(record, "\n".join(part for part in (body, left_out, *said) if part))


def _left_out(shown: Sequence[Shown], hits: Sequence[tuple[str, Hit]], limit: int) -> str:
    """What is not shown, and how to get it."""
    parts = []
    if missing := len(hits) - len(shown):
        parts.append(f"{missing} more {'hit' if missing == 1 else 'hits'} found, with a larger max_tokens")
    elif len(hits) >= limit:
        parts.append(f"hits beyond the first {limit}, with a larger limit")
    if cut := sum(not one.is_whole for one in shown):
        parts.append(f"lines of {cut} of the {len(shown)} hits, with read_unit(path, line)")
    return f"left out: {'; '.join(parts)}" if parts else ""
