"""How well things are found: tables of `codesearch eval`, and what constants and adapting are worth."""

from collections.abc import Iterable, Sequence
from typing import Any

from cells import markdown, plain, read_results, signed

MINILM = " [all-MiniLM-L6-v2]"
TOOL, LEXICAL, SEMBLE = "hybrid + rules", "lexical", "semble"
ALONE = {  # how an encoder stands on its own, over units or, elsewhere, over whole functions
    "repo_search": "semantic",
    "own": "semantic",
}
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
    return markdown(["", "codesearch", "our BM25", "our encoder", "all-MiniLM-L6-v2", SEMBLE], rows)


def by_mode(name: str, metric: str) -> str:
    """A row a system, with the metric's interval and recall."""
    columns = [metric, "recall@1", "recall@10", "recall@100"]
    rows = [
        [system, *(_score(name, system, column, spread=column == metric) for column in columns)]
        for system in _summary(name)
    ]
    return markdown(["", *columns], rows)


def by_group(name: str, group: str, metric: str, systems: Sequence[str]) -> str:
    """A row a value of the group, a column a system."""
    tables = [_row(name, system)["by"][group] for system in systems]
    rows = [
        [
            LANGUAGES.get(value, value),
            str(tables[0][value]["questions"]),
            *(plain(t[value][metric]) for t in tables),
        ]
        for value in tables[0]
    ]
    return markdown([group, "questions", *systems], rows)


def constants() -> str:
    """What each constant of the order is worth: what is lost without it."""
    results = read_results("constants")
    names = [data["name"] for data in results["data"]]
    head = ["without", "value", *(f"{data['name']}, {data['metric']}" for data in results["data"])]
    lines = [["nothing", "", *(plain(data["score"]) for data in results["data"])]]
    for row in results["constants"]:
        value = "" if row["value"] is None else f"{row['value']:g}"
        lines.append([CONSTANTS[row["name"]], value, *(_loss(row["worth"][name]) for name in names)])
    return markdown(head, lines)


def adapted() -> str:
    """What each repository gained by an encoder of its own, and what that one makes of the others."""
    rows = [
        [
            row["root"],
            f"{sum(row['pairs'].values()):,}",
            f"{row['questions']:,} of {row['functions']:,}",
            f"{plain(row['before'])} → {plain(row['after'])}",
            f"{_change(row['difference'])}, p {plain(row['p'])}",
            "yes" if row["is_kept"] else "no",
            f"{row['seconds'] / 60:.1f}",
            _elsewhere(row["elsewhere"].values()),
        ]
        for row in read_results("adapt")["rows"]
    ]
    head = ["", "pairs", "questions, of functions", "MRR", "difference", "kept", "minutes", "elsewhere"]
    return markdown(head, rows)


def _change(interval: Sequence[float]) -> str:
    """A gain, or what is lost, with half of its interval."""
    value, low, high = interval
    return f"{'+' if value > 0 else '−'}{plain(abs(value))} ± {plain((high - low) / 2)}"


def _elsewhere(others: Iterable[dict[str, float]]) -> str:
    """The mean change of questions that an encoder was not adapted to."""
    changes = [other["after"] - other["before"] for other in others]
    return signed(sum(changes) / len(changes)) if changes else "–"


def _loss(worth: dict[str, float]) -> str:
    """A change of a score, with half of its interval; a plain dash where nothing changed."""
    if not worth["value"] and worth["low"] == worth["high"]:
        return "–"
    return _change([-worth["value"], -worth["high"], -worth["low"]])


def _beside_peers(name: str, metric: str) -> Iterable[str]:
    alone = ALONE.get(name, "encoder alone")
    for system in (TOOL, LEXICAL, alone, f"{alone}{MINILM}", SEMBLE):
        score = _score(name, system, metric) if _has(name, system) else "–"
        yield f"**{score}**" if system == TOOL else score


def _score(name: str, system: str, metric: str, *, spread: bool = False) -> str:
    estimate = _row(name, system)["metrics"][metric]
    half = (estimate["high"] - estimate["low"]) / 2
    return f"{plain(estimate['value'])} ± {plain(half)}" if spread else plain(estimate["value"])


def _count(name: str, group: str) -> int:
    return len(_row(name, TOOL)["by"][group])


def _has(name: str, system: str) -> bool:
    return not {system, _ours(name, system)}.isdisjoint(_summary(name))


def _row(name: str, system: str) -> Any:
    """The summary of a system, with our encoder where it is named because there are several."""
    rows = _summary(name)
    ours = _ours(name, system)
    return rows[ours if ours in rows else system]


def _ours(name: str, system: str) -> str:
    """What results call a system with our encoder, the first of those that were asked."""
    encoder, _, _ = read_results(name)["encoders"][0].rpartition("-")
    return f"{system} [{encoder}]"


def _summary(name: str) -> dict[str, Any]:
    return {row["system"]: row for row in read_results(name)["summary"]}
