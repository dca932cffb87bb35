"""What is written of an answer: hits in the form that was asked for, and notes on what they rest on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from codesearch.cli.asking import Answer
from codesearch.cli.options import as_one, color_option, context_option, explain_option, form_options
from codesearch.cli.requests import Request
from codesearch.cli.root import display_prefix
from codesearch.cli.terminal import tell, terminal_width, wants_colour
from codesearch.tui.inert import inert_line
from codesearch.types import Hit


@dataclass(frozen=True, slots=True)
class Output:
    """How an answer is written."""

    form: str | None  # "json", "jsonl", "vimgrep", "files", or None for people
    context: int  # lines around each line shown
    explain: bool
    color: str  # "auto", "always" or "never"


output_options = as_one(
    "output",
    Output,
    {"context": context_option, "form": form_options, "explain": explain_option, "color": color_option},
)


def write_answer(answer: Answer, request: Request, output: Output) -> None:
    """Write the hits to stdout."""
    for line in _lines(answer, request, output):
        print(line)


def tell_notes(answer: Answer, request: Request) -> None:
    """Say on stderr what the answer does not rest on, and why it holds nothing."""
    for note in _notes(answer, request):
        tell(note)


def tell_failures(answer: Answer) -> None:
    """Say on stderr which roots gave no answer."""
    for error in answer.failures.values():
        tell(f"codesearch: {inert_line(str(error))}")


def _notes(answer: Answer, request: Request) -> Iterable[str]:
    units, embedded = answer.coverage.units, answer.coverage.embedded
    if request.needs_vectors and not answer.coverage.is_complete:
        yield f"vectors cover {100 * embedded // units} % of {units:,} units so far; full text covers all"
    elif not answer.is_current:
        yield "another process is indexing: this answer may miss the latest changes"
    if answer.hits:
        return
    if not units:
        yield "nothing found: the index is empty, and `codesearch status` says what was left out"
    else:
        yield request.nothing_found()


def _lines(answer: Answer, request: Request, output: Output) -> Iterable[str]:
    from codesearch.cli import formats

    marking = request.marking()
    match output.form:
        case "json":
            return [formats.as_json(answer, request, marking)]
        case "jsonl":
            return formats.as_jsonl(answer, request, marking)
        case "vimgrep":
            return formats.as_vimgrep(_as_shown(answer), marking)
        case "files":
            return formats.as_files(_as_shown(answer))
    from codesearch.tui.render import render_hits

    return render_hits(
        _as_shown(answer),
        marking,
        best=request.lines,
        context=output.context,
        explain=output.explain,
        width=terminal_width(),
        is_coloured=wants_colour(output.color),
    )


def _as_shown(answer: Answer) -> Sequence[Hit]:
    """The hits with paths that can be opened from the current folder."""
    prefixes = {root: display_prefix(root) for root in answer.roots}
    return [replace(hit, path=f"{prefixes[root]}{hit.path}") for root, hit in answer.hits]
