"""What each metric says, for a reader who has not met it."""

from collections.abc import Iterable

from codesearch.evaluation.records import DEPTH

INTERVAL = "±"
TEXTS = {
    "MRR": "A question scores 1 when its answer comes first, 1/2 when it comes second, 1/3 when third, and 0 "
    f"when it is not among the first {DEPTH}; MRR is the mean. It says how soon a reader meets an answer.",
    "NDCG@10": "Every answer among the first ten adds its worth, the less the lower it stands, and the sum "
    "is divided by that of the best possible order. 1 means that nothing could be put better.",
    "recall": "The share of a question's answers that are among the first 1, 5, 10 or 100. What is not among "
    "the first 100 no better order of them could bring up.",
    "NDCG within": "The order of the judged documents among themselves, as if there were no others. What "
    "nobody has judged neither helps nor harms.",
    "NDCG all": "The order of everything that was searched, where what nobody has judged is worth nothing. "
    "It is the harder of the two, and closer to what a user sees.",
    INTERVAL: "Half of the 95% interval: where the mean could well lie had other questions of the same sort "
    "been asked. Systems whose intervals overlap may still differ, as they answered the same questions.",
}


def explanations(metrics: Iterable[str]) -> dict[str, str]:
    """Two sentences on each of the metrics, by name, and on the interval; recall at any depth is one."""
    names = {"recall" if metric.startswith("recall@") else metric for metric in metrics}
    return {name: text for name, text in TEXTS.items() if name in names or name == INTERVAL}
