"""How numbers are written, scores as .854; and which metric stands for the others."""

import math
from collections.abc import Sequence

from codesearch.evaluation.measures.confidence import Estimate

MAIN_METRICS = {"pairs": "MRR", "challenge": "NDCG all", "repos": "NDCG@10", "own": "MRR"}  # kind → metric
UNKNOWN = "–"


def score(value: float) -> str:
    """Three decimals without a leading zero: ".854", "-.012", "1.000"."""
    if math.isnan(value):
        return UNKNOWN
    return f"{round(value, 3) + 0:.3f}".replace("0.", ".", 1) if abs(value) < 0.9995 else f"{value:.3f}"


def spread(estimate: Estimate) -> str:
    """Half of the interval's width: "±.021"."""
    return f"±{score((estimate.high - estimate.low) / 2)}"


def are_best(values: Sequence[float]) -> list[bool]:
    """Whether each is written as the largest is; none where nothing differs."""
    texts = [score(value) for value in values]
    best = score(max((value for value in values if not math.isnan(value)), default=math.nan))
    return [text == best and len(set(texts)) > 1 for text in texts]


def milliseconds(value: float) -> str:
    """Three digits: "0.52 ms", "15.7 ms", "1,204 ms"."""
    decimals = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:,.{decimals}f} ms"


def percent(part: int, whole: int) -> str:
    """A share: "72 %"."""
    return f"{100 * part / max(whole, 1):.0f} %"


def counted(number: int, noun: str) -> str:
    """How many: "1 search", "400 searches"."""
    plural = noun + ("es" if noun.endswith(("s", "ch")) else "s")
    return f"{number:,} {noun if number == 1 else plural}"


def signed(value: float) -> str:
    """A score with its sign: "+.012", "-.012"."""
    text = score(value)
    return text if text.startswith("-") else f"+{text}"


def chance(p: float) -> str:
    """How likely chance alone is: "= .041", "< .001"."""
    return "< .001" if p < 0.0005 else f"= {score(p)}"
