"""Writes the figures in results/, and keys, into the documentation's tables: `python benchmarks/tables.py`.

A table stands between `<!-- table: NAME -->` and `<!-- /table -->`; whatever is there is replaced by what
TABLES makes of the results under that name. A test compares the two, so no figure is typed by hand.
"""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from ablation_tables import (
    ablations_long,
    ablations_of,
    adapt_lessons_of,
    averaging_of,
    file_names_of,
    training_ablations_of,
)
from cells import read_results
from quality_tables import LEXICAL, MINILM, SEMBLE, TOOL, adapted, by_group, by_mode, constants, overview
from speed_tables import encoding, parsing, speed, stress, training, tui, watch

HERE = Path(__file__).parent
DOCUMENTS = (HERE.parent / "README.md", HERE / "README.md")
PLACE = re.compile(r"(<!-- table: ([\w-]+) -->\n).*?(<!-- /table -->)", re.DOTALL)
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


def filled(document: str) -> str:
    """The document with all of its tables made anew."""
    return PLACE.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}\n{found[3]}", document)


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


def machine(name: str) -> str:
    """What a benchmark was taken with."""
    results = read_results(name)
    return f"Taken at {results['commit']} on {results['machine']}."


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
    "adapt": adapted,
    "adapt-lessons": lambda: adapt_lessons_of(read_results("adapt-lessons")),
    "tui": tui,
    "keys": keys,
    "ablations": lambda: ablations_of(read_results("ablations")),
    "ablations-long": lambda: ablations_long(read_results("ablations")),
    "file-names": lambda: file_names_of(read_results("file-names")),
    "averaging": lambda: averaging_of(read_results("averaging")),
    "training-ablations": lambda: training_ablations_of(read_results("training-ablations")),
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
            "file-names",
            "averaging",
            "training-ablations",
            "adapt",
            "adapt-lessons",
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
