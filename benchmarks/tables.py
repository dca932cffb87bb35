"""Writes the figures in results/, and keys, into the documentation's tables: `python benchmarks/tables.py`.

A table stands between `<!-- table: NAME -->` and `<!-- /table -->`; whatever is there is replaced by what
TABLES makes of the results under that name. A test compares the two, so no figure is typed by hand.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DOCUMENTS = (HERE.parent / "README.md", HERE / "README.md")
PLACE = re.compile(r"(<!-- table: ([\w-]+) -->\n).*?(<!-- /table -->)", re.DOTALL)

CONFIG = HERE.parent / "codesearch" / "encoder" / "weights" / "config.json"
OURS = f" [{json.loads(CONFIG.read_text('utf-8'))['name']}]"  # how reports call the bundled encoder
MINILM = " [all-MiniLM-L6-v2]"
TOOL, LEXICAL, SEMBLE = "hybrid + rules", "lexical", "semble"
ALONE = {  # how an encoder stands on its own, over units or, elsewhere, over whole functions
    "repo_search": "semantic",
    "own": "semantic",
}
KEYS = (  # of the terminal interface, that the README names
    "choose",
    "edit",
    "mark(1)",
    "copy('place')",
    "why",
    "similar",
    "group",
    "whole_file",
    "scroll_code(10)",
    "go('enclosing')",
    "next_mode",
    "build",
    "show_index",
    "show_repositories",
    "show_help",
)
CONSTANTS = {  # of the order → what the table calls doing without
    "rules": "all rules",
    "candidates": "half of the candidates",
    "vector_weight": "vectors",
    "defines_symbol": "definitions of a name first",
    "stem_words": "names of files",
    "file_support": "what else the file has",
    "aside_factor": "tests, documentation … for less",
    "outline_factor": "leftovers of files for less",
}
LANGUAGES = {
    "csharp": "C#",
    "elixir": "Elixir",
    "go": "Go",
    "java": "Java",
    "javascript": "JavaScript",
    "kotlin": "Kotlin",
    "php": "PHP",
    "python": "Python",
    "ruby": "Ruby",
    "rust": "Rust",
    "typescript": "TypeScript",
}
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


def filled(document: str) -> str:
    """The document with all of its tables made anew."""
    return PLACE.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}\n{found[3]}", document)


def overview() -> str:
    """What the tool scores on each benchmark, beside its parts and its peers."""
    rows = [
        ["20 repositories in 19 languages, 401 questions, NDCG@10", *_beside_peers("repo_search", "NDCG@10")],
        [
            f"CodeSearchNet protocol, {_count('codesearchnet', 'language')} languages, MRR",
            *_beside_peers("codesearchnet", "MRR"),
        ],
        ["CoSQA dev, 500 web queries over 6,267 functions, MRR", *_beside_peers("cosqa", "MRR")],
        ["this repository, asked by its own documentation, MRR", *_beside_peers("own", "MRR")],
    ]
    return _markdown(["", "codesearch", "our BM25", "our encoder", "all-MiniLM-L6-v2", SEMBLE], rows)


def by_mode(name: str, metric: str) -> str:
    """A row a system, with the metric's interval and recall."""
    columns = [metric, "recall@1", "recall@10", "recall@100"]
    rows = [
        [system, *(_score(name, system, column, spread=column == metric) for column in columns)]
        for system in _summary(name)
    ]
    return _markdown(["", *columns], rows)


def by_group(name: str, group: str, metric: str, systems: Sequence[str]) -> str:
    """A row a value of the group, a column a system."""
    tables = [_row(name, system)["by"][group] for system in systems]
    rows = [
        [
            LANGUAGES.get(value, value),
            str(tables[0][value]["questions"]),
            *(_plain(t[value][metric]) for t in tables),
        ]
        for value in tables[0]
    ]
    return _markdown([group, "questions", *systems], rows)


def constants() -> str:
    """What each constant of the order is worth: what is lost without it."""
    results = _results("constants")
    names = [data["name"] for data in results["data"]]
    head = ["without", "value", *(f"{data['name']}, {data['metric']}" for data in results["data"])]
    lines = [["nothing", "", *(_plain(data["score"]) for data in results["data"])]]
    for row in results["constants"]:
        value = "" if row["value"] is None else f"{row['value']:g}"
        lines.append([CONSTANTS[row["name"]], value, *(_loss(row["worth"][name]) for name in names)])
    return _markdown(head, lines)


def _loss(worth: dict[str, float]) -> str:
    """A change of a score, with half of its interval; a plain dash where nothing changed."""
    if not worth["value"] and worth["low"] == worth["high"]:
        return "–"
    sign = "+" if worth["value"] < 0 else "−"
    return f"{sign}{_plain(abs(worth['value']))} ± {_plain((worth['high'] - worth['low']) / 2)}"


def speed() -> str:
    """How long things take, and what they need."""
    latency, indexing, first = _results("latency"), _results("indexing"), _results("first_searchable")
    large, command = indexing["large"], latency["command_s"]
    ratios = [folder["ratio"] for folder in first["folders"].values()]
    rows = [
        [
            "first searchable, against the whole index time of semble",
            f"{first['median_ratio']:.2f} × "
            f"(median of {len(ratios)} folders, {min(ratios):.2f} to {max(ratios):.2f})",
        ],
        [
            f"`codesearch search` from start to end, {latency['units']:,} units",
            f"{command['p50']:.2f} s ({command['min']:.2f} to {command['max']:.2f})",
        ],
        ["a search in a warm process, hybrid", _milliseconds(latency["warm_hybrid_ms"])],
        ["… lexical", _milliseconds(latency["warm_lexical_ms"])],
        ["parsing on one core", f"{indexing['parsing_mb_per_s']['all']:.1f} MB/s over the 20 repositories"],
        [f"indexing {large['units']:,} units: full text searchable after", f"{large['full_text_s']:.1f} s"],
        ["… vectors for all after", f"{large['all_s']:.0f} s ({large['units_per_s']:.0f} units/s)"],
        ["… peak memory", f"{large['peak_mb']:.0f} MB"],
        ["… a refresh with nothing to do", f"{large['no_op_s']:.2f} s"],
    ]
    return _markdown(["", "measured"], rows)


def encoding() -> str:
    """How fast texts become vectors in bulk, against the machine's arithmetic and the usual way."""
    results = _results("encoding")
    head = ["", "units/s", "tokens/s", "of the fp32 peak", "against sentence-transformers"]
    rows = [
        [
            "**codesearch**" if number == 0 else name,
            f"{system['texts_per_s']['p50']:,.0f}",
            f"{system['tokens_per_s']['p50']:,.0f}",
            _percent(system["share_of_peak"]["fp32"]),
            _times(system["against_sentence_transformers"]),
        ]
        for number, (name, system) in enumerate(results["systems"].items())
    ]
    return "\n\n".join([_markdown(head, rows), _encoding_facts(results)])


def tui() -> str:
    """How fast the terminal interface answers keys."""
    results = _results("tui")
    start, answer = results["first_paint_s"], results["first_answer_s"]
    rows = [
        [
            "start until the query can be typed",
            f"{start['p50']:.2f} s ({start['min']:.2f} to {start['max']:.2f})",
        ],
        [
            "start until the code of the best answer to `--query`",
            f"{answer['p50']:.2f} s ({answer['min']:.2f} to {answer['max']:.2f})",
        ],
        ["a key, while the search for the one before runs, until it is seen", _key(results["repaint_ms"])],
        ["the last key of a word until the first results", _key(results["first_results_ms"])],
        ["… until their order by words and meaning", _key(results["final_order_ms"])],
        ["an arrow key until the next result is selected", _key(results["selection_ms"])],
        ["… until its code is seen", _key(results["preview_ms"])],
    ]
    return _markdown([f"{results['units']:,} units", "measured"], rows)


def watch() -> str:
    """How soon changes are found, what watching costs, and what a running process saves."""
    results, resident = _results("watch"), _results("resident")
    saves, switch = results["saves"], results["branch_switch"]
    fresh, used = results["idle_at_start"], results["after_more_saves"]
    first, *later = [switch[name] for name in switch if name[0].isdigit()]
    rows = [
        [f"a save until it is found by words, {results['units']:,} units", _seconds(saves["full_text_s"])],
        ["… by meaning", _seconds(saves["vector_s"])],
        [
            f"a branch switch of {switch['files']:,} files, {switch['units']:,} units, until all is in",
            f"{first['settled_s']:.1f} s, {first['texts_encoded']:,} texts embedded",
        ],
        [
            "… back and there again",
            f"{max(one['settled_s'] for one in later):.1f} s at most, "
            f"{sum(one['texts_encoded'] for one in later):,} embedded",
        ],
        ["watching while nothing happens", f"{fresh['cpu_percent']:.2f} % of a core"],
        [
            "memory at the start, and after 600 saves without a pause",
            f"{fresh['memory_mb']:.0f} and {used['memory_mb']:.0f} MB",
        ],
        [
            f"`codesearch search` from start to end beside it, {resident['units']:,} units",
            _span(resident["with_s"]),
        ],
        ["… without it", _span(resident["without_s"])],
        ["… `codesearch --version`, the least a command costs", _span(resident["version_s"])],
    ]
    return _markdown(["", "measured"], rows)


def stress() -> str:
    """What the watcher withstood."""
    results = _results("stress")
    actions, answers = results["actions"], results["answers"]
    return " ".join(
        [
            f"{results['minutes']} minutes: {sum(actions.values()):,} changes of {len(actions)} kinds",
            f"({actions['switch']} branch switches, {actions['stash']} stashes and",
            f"{actions['move_folder']} moved folders among them) and {results['kills']} times `kill -9`;",
            f"{results['comparisons']} comparisons with a fresh index, row by row:",
            f"{results['differences']} differences. Searches meanwhile: {answers['warm']:,} answered by the",
            f"process, {answers['own'] + answers['gone_midway']:,} without it while it was dead,",
            f"{results['failed_searches']} failed.",
        ]
    )


def keys() -> str:
    """The main keys of the terminal interface, as its own list has them."""
    from codesearch.tui.screens.help import key_name
    from codesearch.tui.screens.keys import KEYS as BINDINGS

    by_action = {binding.action: binding for binding in BINDINGS}
    lines = []
    for action in KEYS:
        names = " ".join(f"`{key_name(key)}`" for key in by_action[action].key.split(","))
        lines.append(f"| {names} | {by_action[action].description} |")
    return "\n".join(["| key | what it does |", "|---|---|", *lines])


def training() -> str:
    """What each stage of training did, and how fast."""
    rows = [
        [
            f"{stage['shape']}-{stage['stage']}",
            f"{stage['steps']:,}",
            f"{stage['tokens'] / 1e6:.1f} M",
            f"{stage['seconds'] / 60:.0f}",
            f"{stage['tokens_per_second']:,}",
            "" if stage["share_of_peak"] is None else f"{100 * stage['share_of_peak']:.0f} %",
            "" if stage["mrr"] is None else _plain(stage["mrr"]),
        ]
        for stage in _results("training")["stages"]
    ]
    return _markdown(["stage", "steps", "tokens", "minutes", "tokens/s", "of the peak", "held-out MRR"], rows)


def ablations_of(results: Any) -> str:
    """What each choice at encoding time is worth, and what it costs, in a row."""
    names = [data["name"] for data in results["data"]]
    head = ["", "cost", *(cell for name in names for cell in (name, "against ours"))]
    lines, field = [], ""
    for row in results["rows"]:
        label = _choice(row["field"], row["value"], is_first=row["field"] != field)
        scores = [cell for score in row["scores"] for cell in _compared(score, row["is_shipped"])]
        lines.append([_ours(label, row), _choice_cost(row, results), *(scores or ["–"] * 2 * len(names))])
        field = row["field"]
    return "\n\n".join([_markdown(head, lines), _ablation_facts(results)])


def ablations_long(results: Any) -> str:
    """What the first tokens of a long function are worth."""
    long = results["long"]
    few = ", which is few" if long["questions"] < ENOUGH else ""
    head = ["", "cost", f"MRR, {_questions(long['questions'])}{few}", "against ours"]
    lines = [
        [
            _ours(_choice("limit", row["value"], is_first=number == 0), row),
            f"{row['tokens']:,.0f} tokens, {row['time']:.2f} ×",
            *_compared(row["score"], row["is_shipped"]),
        ]
        for number, row in enumerate(long["rows"])
    ]
    return f"{_markdown(head, lines)}\n\nThe longest function has {long['longest']:,} tokens."


def parsing() -> str:
    """Parsing speed by language."""
    speeds = _results("indexing")["parsing_mb_per_s"]
    rows = [[name, f"{value:.1f}"] for name, value in speeds.items()]
    return _markdown(["language", "MB/s"], rows)


def machine(name: str) -> str:
    """What a benchmark was taken with."""
    results = _results(name)
    return f"Taken at {results['commit']} on {results['machine']}."


def _beside_peers(name: str, metric: str) -> Iterable[str]:
    alone = ALONE.get(name, "encoder alone")
    for system in (TOOL, LEXICAL, alone, f"{alone}{MINILM}", SEMBLE):
        score = _score(name, system, metric) if _has(name, system) else "–"
        yield f"**{score}**" if system == TOOL else score


def _score(name: str, system: str, metric: str, *, spread: bool = False) -> str:
    estimate = _row(name, system)["metrics"][metric]
    half = (estimate["high"] - estimate["low"]) / 2
    return f"{_plain(estimate['value'])} ± {_plain(half)}" if spread else _plain(estimate["value"])


def _plain(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


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
        return [_plain(score["MRR"]), ""]
    value, low, high = score["difference"]
    if low == high == 0:
        return [_plain(score["MRR"]), "the same"]
    difference = f"{round(value, 3) + 0:+.3f}".replace("0.", ".", 1)
    spread = f"{difference} ± {_plain((high - low) / 2)}"
    return [_plain(score["MRR"]), f"{spread}, noise" if score["is_noise"] else spread]


def _ablation_facts(results: Any) -> str:
    """What the rows were measured on."""
    sample = " (a sample)" if results["is_sample"] else ""
    parts = [
        f"{data['name']}{sample}: {_questions(data['questions'])} over {data['functions']:,} functions, "
        f"{100 * data['named'] / data['functions']:.0f} % of them with a name"
        for data in results["data"]
    ]
    return f"Encoder {results['encoder']}. {'; '.join(parts)}."


def _encoding_facts(results: Any) -> str:
    """What the peaks are, how near the vectors are to fp32's, and what one question costs."""
    peaks = [f"{peak['p50']:,.0f} GFLOP/s in {kind}" for kind, peak in results["peak_gflops"].items()]
    ours, cosine = results["systems"]["codesearch"], results["cosine"]
    return (
        f"{results['texts']:,} units of {results['folder']}, {results['tokens'] / results['texts']:.0f} "
        f"tokens each on average, {results['rounds']} rounds. Peaks: {', '.join(peaks)}; ours is "
        f"{_percent(ours['share_of_peak']['int8'])} of that in int8. Cosine with fp32: "
        f"{_four(cosine['mean'])} on average, {_four(cosine['min'])} at least. A question's vector takes "
        f"{results['query_ms']['p50']:.1f} ms, opening the encoder {_span(results['opening_s'])}."
    )


def _percent(shares: dict[str, float]) -> str:
    low, middle, high = (f"{100 * shares[name]:.0f}" for name in ("min", "p50", "max"))
    return f"{middle} % ({low} to {high})"


def _times(ratios: dict[str, float]) -> str:
    return f"{ratios['p50']:.1f} × ({ratios['min']:.1f} to {ratios['max']:.1f})"


def _four(value: float) -> str:
    return f"{value:.4f}".removeprefix("0")


def _questions(number: int) -> str:
    return f"{number:,} question{'s' * (number != 1)}"


def _milliseconds(percentiles: dict[str, float]) -> str:
    return f"{percentiles['p50']:.1f} ms (p50), {percentiles['p99']:.1f} ms (p99)"


def _key(milliseconds: dict[str, float]) -> str:
    return f"{milliseconds['p50']:.0f} ms (p50), {milliseconds['p95']:.0f} ms (p95)"


def _seconds(percentiles: dict[str, float]) -> str:
    return f"{percentiles['p50']:.2f} s (p50), {percentiles['p95']:.2f} s (p95)"


def _span(seconds: dict[str, float]) -> str:
    return f"{seconds['p50']:.2f} s ({seconds['min']:.2f} to {seconds['max']:.2f})"


def _count(name: str, group: str) -> int:
    return len(_row(name, TOOL)["by"][group])


def _has(name: str, system: str) -> bool:
    return not {system, f"{system}{OURS}"}.isdisjoint(_summary(name))


def _row(name: str, system: str) -> Any:
    """The summary of a system, with our encoder where it is named because there are several."""
    rows = _summary(name)
    return rows[f"{system}{OURS}" if f"{system}{OURS}" in rows else system]


def _summary(name: str) -> dict[str, Any]:
    return {row["system"]: row for row in _results(name)["summary"]}


@cache
def _results(name: str) -> Any:
    return json.loads((HERE / "results" / f"{name}.json").read_text("utf-8"))


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


TABLES: dict[str, Callable[[], str]] = {
    "overview": overview,
    "repo-search": partial(by_mode, "repo_search", "NDCG@10"),
    "codesearchnet": partial(by_mode, "codesearchnet", "MRR"),
    "codesearchnet-languages": partial(
        by_group,
        "codesearchnet",
        "language",
        "MRR",
        (LEXICAL, "encoder alone", f"encoder alone{MINILM}", TOOL, SEMBLE),
    ),
    "cosqa": partial(by_mode, "cosqa", "MRR"),
    "own": partial(by_mode, "own", "MRR"),
    "constants": constants,
    "speed": speed,
    "encoding": encoding,
    "parsing": parsing,
    "training": training,
    "tui": tui,
    "keys": keys,
    "ablations": lambda: ablations_of(_results("ablations")),
    "ablations-long": lambda: ablations_long(_results("ablations")),
    "watch": watch,
    "stress": stress,
    **{
        f"machine-{name}": partial(machine, name)
        for name in (
            "repo_search",
            "codesearchnet",
            "cosqa",
            "own",
            "constants",
            "ablations",
            "encoding",
            "tui",
            "watch",
            "stress",
            "resident",
        )
    },
}


def main() -> None:
    for path in DOCUMENTS:
        path.write_text(filled(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
