"""`codesearch status`: what stands in an index."""

from dataclasses import asdict
from pathlib import Path

import click

from codesearch.cli import FOUND, NOTHING_FOUND
from codesearch.cli.options import index_dir_option, root_argument
from codesearch.cli.root import open_root
from codesearch.cli.terminal import tell
from codesearch.tui.inert import inert_line


@click.command("status", short_help="Show what is indexed.")
@root_argument
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@index_dir_option
def command(root: Path | None, *, as_json: bool, index_dir: Path | None) -> int:
    """Show what is indexed of ROOT: files and units by language, vectors, what was left out, disk used.

    Exits with 1 where there is no index yet.
    """
    index = open_root(root, index_dir)
    if not index.exists:
        tell(f"{inert_line(str(index.root))} has no index yet: run `codesearch index`")
        return NOTHING_FOUND
    status = index.status()
    if as_json:
        from codesearch.cli.formats import inert_json

        print(inert_json(asdict(status), indent=1))
        return FOUND
    percent = 100 * status.coverage.embedded // max(status.coverage.units, 1)
    note = f" ({index.encoder_note})" if index.encoder_note else ""
    lines = {
        "root": inert_line(str(status.root)),
        "index": f"{inert_line(str(status.folder))} ({status.bytes_on_disk / 1e6:,.1f} MB)",
        "files": f"{status.files:,}",
        "units": f"{status.coverage.units:,}",
        "vectors": f"{status.coverage.embedded:,} ({percent} %), encoder {status.encoder_id}{note}",
        "languages": ", ".join(f"{language} {units:,}" for language, units in status.units.items()) or "none",
        "left out": ", ".join(f"{count:,} {reason}" for reason, count in status.skipped.items()) or "nothing",
    }
    for label, value in lines.items():
        print(f"{label:<10} {value}")
    return FOUND
