"""`codesearch doctor`: whether all is well, one line for each thing that was looked at."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codesearch.cli import FOUND, NOTHING_FOUND
from codesearch.cli.options import index_dir_option, root_argument
from codesearch.cli.root import open_root
from codesearch.errors import CodesearchError
from codesearch.tui.inert import inert_line

if TYPE_CHECKING:  # the engine imports LanceDB and half of numpy
    from codesearch.engine import Index
    from codesearch.engine.health import Finding


@click.command("doctor", short_help="Say whether all is well.")
@root_argument
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@index_dir_option
def command(root: Path | None, *, as_json: bool, index_dir: Path | None) -> int:
    """Look at versions, the encoder, the index of ROOT and all others, watches, processes and processors.

    Nothing is changed. Each line is marked with ok, warning (it works, but something should be done) or
    problem. Exits with 0 if there is no problem, 1 if there is one, 2 if nothing could be looked at.
    """
    from codesearch.engine.health import Level

    index = open_root(root, index_dir)
    is_well = True
    records = []
    for finding in _findings(index, index_dir):
        is_well &= finding.level is not Level.PROBLEM
        if as_json:
            records.append(asdict(finding) | {"level": finding.level.value})
        else:
            print(f"{finding.level.value:<8} {finding.subject:<12} {inert_line(finding.told)}", flush=True)
    if as_json:
        from codesearch.cli.formats import inert_json

        print(inert_json({"root": index.root, "is_well": is_well, "findings": records}, indent=1))
    return FOUND if is_well else NOTHING_FOUND


def _findings(index: "Index", index_dir: Path | None) -> Iterator["Finding"]:
    """What was found, as soon as it is."""
    from codesearch.engine import health, surroundings

    yield surroundings.check_versions()
    yield surroundings.check_extras()
    yield surroundings.check_device()
    yield surroundings.check_encoder()
    yield from health.check_index(index)
    yield health.check_indexes(index_dir)
    yield surroundings.check_watches(index.walk())
    yield _check_resident(index.root, index_dir)


def _check_resident(root: Path, index_dir: Path | None) -> "Finding":
    """Whether a process keeps the index live, and how it stands."""
    from codesearch.engine.health import Finding, Level
    from codesearch.service import connect

    try:
        resident = connect(root, index_dir=index_dir)
        live = resident.live() if resident else None
    except CodesearchError as error:
        return Finding("watch", Level.WARNING, str(error))
    if resident is None or live is None:
        return Finding("watch", Level.WELL, "nobody watches: `codesearch watch` keeps the index live")
    resident.close()
    if live.problem:
        return Finding("watch", Level.WARNING, live.problem, asdict(live))
    how = "by polling" if live.how == "polling" else "by events"
    told = f"a process keeps the index live {how}, {'settled' if live.is_settled else 'at work'}"
    return Finding("watch", Level.WELL, told, asdict(live))
