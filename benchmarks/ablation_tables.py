"""What each choice at encoding time, of training, and of what adapting learns from is worth, as tables."""

from collections.abc import Callable
from typing import Any

from cells import markdown, plain, questions, signed

NAMES = {0: "the code", 1: "name and code", 3: "name three times and code", 5: "name five times and code"}
WEIGHTS = {"int8": "int8, multiplied as such", "float": "as trained, multiplied in fp32"}
POOLING = {"mean": "the mean over the tokens", "first token": "the first token"}
ENOUGH = 100  # questions; a mean over fewer is called one
CHOICES: dict[str, Callable[[Any], tuple[str, str]]] = {  # field of an ablation → title and name of a value
    "names": lambda times: ("embedded", NAMES[times]),
    "limit": lambda tokens: ("cut", f"after {tokens:,} tokens"),
    "width": lambda width: ("a vector", f"{width} numbers"),
    "weights": lambda weights: ("weights", WEIGHTS[weights]),
    "pooling": lambda pooling: ("pooling", POOLING[pooling]),
}
ARMS = {  # of training → what the table calls them
    "shipped": "as shipped",
    "no-teacher": "no teacher",
    "no-negatives": "no hard negatives",
    "masked": "masked-language modelling first: whole identifiers and lines",
    "masked-tokens": "masked-language modelling first: tokens alone",
    "first-token": "the first token, not the mean",
    "width-128": "128 wide",
    "width-384": "384 wide",
    "vocabulary-8192": "8,192 tokens known",
    "vocabulary-32768": "32,768 tokens known",
    "case": "letters keep their case",
}
LESSONS = {"before": "before training", "all": "pairs of all kinds"}  # the others are kinds left out


def ablations_of(results: Any) -> str:
    """What each choice at encoding time is worth, and what it costs, in a row."""
    names = [data["name"] for data in results["data"]]
    head = ["", "cost", *(cell for name in names for cell in (name, "against ours"))]
    lines, field = [], ""
    for row in results["rows"]:
        label = _choice(row["field"], row["value"], is_first=row["field"] != field)
        scores = _all_compared(row)
        lines.append([_ours(label, row), _choice_cost(row, results), *(scores or ["–"] * 2 * len(names))])
        field = row["field"]
    return "\n\n".join([markdown(head, lines), _ablation_facts(results)])


def ablations_long(results: Any) -> str:
    """What the first tokens of a long function are worth."""
    long = results["long"]
    few = ", which is few" if long["questions"] < ENOUGH else ""
    head = ["", "cost", f"MRR, {questions(long['questions'])}{few}", "against ours"]
    lines = [
        [
            _ours(_choice("limit", row["value"], is_first=number == 0), row),
            f"{row['tokens']:,.0f} tokens, {row['time']:.2f} ×",
            *_compared(row["score"], row["is_shipped"]),
        ]
        for number, row in enumerate(long["rows"])
    ]
    return f"{markdown(head, lines)}\n\nThe longest function has {long['longest']:,} tokens."


def training_ablations_of(results: Any) -> str:
    """What each choice of training is worth, and what it costs, in a row."""
    head = ["", "cost", *(cell for data in results["data"] for cell in (data["name"], "against shipped"))]
    lines = [
        [
            _ours(ARMS[row["arm"]], row),
            f"{row['time']:.2f} ×, {row['megabytes']:.1f} MB",
            *_all_compared(row),
        ]
        for row in results["rows"]
    ]
    return "\n\n".join([markdown(head, lines), _training_facts(results)])


def adapt_lessons_of(results: Any) -> str:
    """What adapting comes to without a kind of pairs, over all roots and at each."""
    names = [root["root"] for root in results["roots"]]
    head = ["", "MRR", "against all kinds", *names]
    lines = [
        [
            _ours(LESSONS.get(row["name"], f"no {row['name']}s"), row),
            *_compared(row, row["is_shipped"]),
            *(_at_root(row["by_root"][name], is_shipped=row["is_shipped"]) for name in names),
        ]
        for row in results["rows"]
    ]
    asked = ", ".join(f"{root['root']} {root['questions']:,}" for root in results["roots"])
    facts = f"Encoder {results['encoder']}, {results['steps']} steps each. Questions: {asked}."
    return "\n\n".join([markdown(head, lines), facts])


def file_names_of(results: Any) -> str:
    """What it is worth to embed a file's name with its units."""
    asked = f"NDCG@10, {questions(results['questions'])}"
    lines = [
        [_ours(row["name"], row), *_compared({**row, "MRR": row["NDCG@10"]}, row["is_shipped"])]
        for row in results["rows"]
    ]
    return markdown(["a file's name", f"{asked}, {results['encoder']}", "against ours"], lines)


def averaging_of(results: Any) -> str:
    """What weights between those of two stages find."""
    head = ["weights", *(cell for data in results["data"] for cell in (data["name"], "against before"))]
    lines = [[_between(row["share"]), *_all_compared(row)] for row in results["rows"]]
    return f"{markdown(head, lines)}\n\n{_asked(results)}."


def _between(share: float) -> str:
    return {0: "before", 1: "after"}.get(share, f"{share:.0%} of the way")


def _at_root(score: Any, *, is_shipped: bool) -> str:
    """The mean, or how far it lies from ours."""
    return plain(score["MRR"]) if is_shipped else signed(score["difference"][0])


def _choice(field: str, value: Any, *, is_first: bool) -> str:
    """What a row of the ablations is called; the first of several says what it is about."""
    title, name = CHOICES[field](value)
    return f"{title}: {name}" if is_first else f"… {name}"


def _ours(label: str, row: Any) -> str:
    return f"**{label}**" if row["is_shipped"] else label


def _choice_cost(row: Any, results: Any) -> str:
    """What a row of the ablations says of size and time; "the same" where both are."""
    costs = []
    if "tokens" in row:
        costs.append(f"{row['tokens']:,.0f} tokens")
    if "bytes" in row:
        costs.append(f"{row['bytes']} bytes")
    if row["field"] == "weights" and row["value"] in results["megabytes"]:
        costs.append(f"{results['megabytes'][row['value']]:.1f} MB")
    if row["time"] is not None:
        costs.append(f"{row['time']:.2f} ×")
    return ", ".join(costs) or ("the same" if row["scores"] else "–")


def _compared(score: Any, is_shipped: bool) -> list[str]:
    """A mean, and its difference from ours with half of the interval."""
    if is_shipped:
        return [plain(score["MRR"]), ""]
    value, low, high = score["difference"]
    if low == high == 0:
        return [plain(score["MRR"]), "the same"]
    spread = f"{signed(value)} ± {plain((high - low) / 2)}"
    return [plain(score["MRR"]), f"{spread}, noise" if score["is_noise"] else spread]


def _all_compared(row: Any) -> list[str]:
    """The same of each benchmark's score."""
    return [cell for score in row["scores"] for cell in _compared(score, row["is_shipped"])]


def _ablation_facts(results: Any) -> str:
    """What the rows were measured on."""
    return f"Encoder {results['encoder']}. {_asked(results)}."


def _training_facts(results: Any) -> str:
    """What all arms were trained with, and measured on."""
    steps = f"{results['bag_steps']} steps of the bag, then {results['steps']}"
    tokens = f"{results['rows'][0]['tokens'] / 1e6:.1f}M tokens as shipped"
    parts = [f"{results['pairs']:,} pairs; {steps}, which are {tokens}."]
    if teacher := results.get("teacher"):
        taken = f"{teacher['seconds']:,.0f} s of the processor"
        parts.append(f"{teacher['name']} teaches; the questions took it {taken}, which are in no arm's cost.")
    parts.append(f"An arm was trained once: ± is over questions, not over seeds. {_asked(results)}.")
    return " ".join(parts)


def _asked(results: Any) -> str:
    """How many questions and functions each benchmark has."""
    sample = " (a sample)" if results["is_sample"] else ""
    parts = [
        f"{data['name']}{sample}: {questions(data['questions'])} over {data['functions']:,} functions, "
        f"{100 * data['named'] / data['functions']:.0f} % of them with a name"
        for data in results["data"]
    ]
    return "; ".join(parts)
