"""Hits on a terminal or in a pipe: path and lines, what it is, and the lines that answer."""

import os
from collections.abc import Iterable, Set

from rich.console import Console
from rich.text import Text

from codesearch.tui.excerpt import Line, excerpt
from codesearch.tui.inert import inert, inert_line
from codesearch.types import Hit

MAX_LINE_CHARS = 400


def render_hits(
    console: Console,
    hits: Iterable[Hit],
    words: Set[str],
    *,
    prefix: str,
    context: int = 0,
    explain: bool = False,
) -> None:
    """Write hits, best first. `prefix` leads from the current folder to the root, "" or "path/to/"."""
    for number, hit in enumerate(hits):
        if number:
            console.print()
        console.print(_heading(hit, prefix), soft_wrap=True)
        if explain:
            console.print(_reasons(hit), soft_wrap=True)
        previous = None
        for line, styled in _styled(hit, excerpt(hit, words, context=context), console):
            if context and previous is not None and line.number > previous + 1:
                console.print(Text("     ⋯", style="dim"))
            previous = line.number
            mark = Text(f"{line.number:>6} ", style="bold yellow" if line.is_match else "dim")
            console.print(mark + styled, soft_wrap=True)


def _heading(hit: Hit, prefix: str) -> Text:
    name = hit.qualified_name if hit.kind != "section" else hit.qualified_name.split(" > ")[-1]
    return Text.assemble(
        (inert_line(f"{prefix}{hit.path}"), "bold magenta"),
        (f":{hit.start_line}-{hit.end_line}", "green"),
        ("  ", ""),
        (hit.kind, "dim cyan"),
        (" ", ""),
        (inert_line(name), "bold"),
    )


def _reasons(hit: Hit) -> Text:
    parts = [f"{part} {worth:.2f}" for part, worth in sorted(hit.why.items(), key=lambda item: -item[1])]
    return Text(f"       {hit.score:.2f} = " + ", ".join(parts), style="dim italic")


def _styled(hit: Hit, lines: list[Line], console: Console) -> Iterable[tuple[Line, Text]]:
    """Each line with its colours, where the console has any."""
    if console.color_system is None or console.no_color:
        return [(line, Text(_shown(line.text))) for line in lines]
    from rich.syntax import Syntax

    background = "ansi_light" if os.environ.get("CODESEARCH_THEME") == "light" else "ansi_dark"
    syntax = Syntax("", _lexer(hit.language), theme=background)
    rows = hit.text.split("\n")
    highlighted = syntax.highlight("\n".join(_shown(row) for row in rows)).split("\n", allow_blank=True)
    return [(line, highlighted[line.number - hit.start_line]) for line in lines]


def _shown(row: str) -> str:
    row = inert(row).replace("\n", "").expandtabs(4)
    return row if len(row) <= MAX_LINE_CHARS else row[: MAX_LINE_CHARS - 1] + "…"


def _lexer(language: str) -> str:
    """Pygments' name of a language where it is not ours."""
    return {"tsx": "typescript", "ocaml_interface": "ocaml", "make": "makefile", "dockerfile": "docker"}.get(
        language, language
    )
