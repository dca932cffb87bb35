"""Results as they are read, and figures as tables write them."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


@cache
def read_results(name: str) -> Any:
    """What a benchmark wrote."""
    return json.loads((RESULTS / f"{name}.json").read_text("utf-8"))


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table, numbers to the right of its first column."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def plain(value: float) -> str:
    """A score: .743."""
    return f"{value:.3f}".removeprefix("0")


def signed(difference: float) -> str:
    """A difference of scores: +.012."""
    return f"{round(difference, 3) + 0:+.3f}".replace("0.", ".", 1)


def four_places(value: float) -> str:
    """A score near 1: .9998."""
    return f"{value:.4f}".removeprefix("0")


def percent(shares: dict[str, float]) -> str:
    """A median of shares, and between what they lie."""
    low, middle, high = (f"{100 * shares[name]:.0f}" for name in ("min", "p50", "max"))
    return f"{middle} % ({low} to {high})"


def times(ratios: dict[str, float]) -> str:
    """A median of ratios, and between what they lie."""
    return f"{ratios['p50']:.1f} × ({ratios['min']:.1f} to {ratios['max']:.1f})"


def milliseconds(percentiles: dict[str, float]) -> str:
    """How long a search takes."""
    return f"{percentiles['p50']:.1f} ms (p50), {percentiles['p99']:.1f} ms (p99)"


def key_times(percentiles: dict[str, float]) -> str:
    """How long the answer to a key takes."""
    return f"{percentiles['p50']:.0f} ms (p50), {percentiles['p95']:.0f} ms (p95)"


def seconds(percentiles: dict[str, float]) -> str:
    """How long a save takes to be found."""
    return f"{percentiles['p50']:.2f} s (p50), {percentiles['p95']:.2f} s (p95)"


def span(taken: dict[str, float]) -> str:
    """A median of seconds, and between what they lie."""
    return f"{taken['p50']:.2f} s ({taken['min']:.2f} to {taken['max']:.2f})"


def questions(number: int) -> str:
    """How many questions there are."""
    return f"{number:,} question{'s' * (number != 1)}"
