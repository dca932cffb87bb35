"""`status`: which roots are served, and how far their indexes have come."""

from collections.abc import Mapping
from typing import Any

from codesearch.agents.answer import Answer
from codesearch.agents.arguments import arguments
from codesearch.agents.keeper import Report
from codesearch.agents.source import Source
from codesearch.agents.tools.tool import BOOLEAN, INTEGER, STRING, Tool, list_schema, object_schema
from codesearch.agents.workspace import Workspace
from codesearch.errors import CodesearchError

DESCRIPTION = """\
Show which folders can be searched, how many files and units of which languages are indexed, how many of \
them have vectors yet, and what was left out and why. Use it when an answer is empty or says that it is \
incomplete, or to learn the roots. It builds nothing: an index is built by the first search."""

TAKES = arguments()

COUNTS: dict[str, Any] = {"type": "object", "additionalProperties": INTEGER}
GIVES = object_schema(
    roots=list_schema(
        object_schema(
            root=STRING,
            is_indexed=BOOLEAN,
            is_watched=BOOLEAN,
            files=INTEGER,
            units=INTEGER,
            with_vectors=INTEGER,
            languages=COUNTS,
            left_out=COUNTS,
            problem=STRING,
        )
    )
)


def status(workspace: Workspace, given: Mapping[str, Any], report: Report | None) -> Answer:  # noqa: ARG001 - the signature of all tools
    """Return how each root stands."""
    records = [_record(source) for source in workspace.sources]
    return Answer({"roots": records}, "\n".join(_text(record) for record in records))


def _record(source: Source) -> dict[str, Any]:
    record = {
        "root": source.name,
        "is_indexed": False,
        "is_watched": False,
        "files": 0,
        "units": 0,
        "with_vectors": 0,
        "languages": {},
        "left_out": {},
        "problem": "",
    }
    try:
        remote = source.remote()
        if remote is None and not source.index.exists:
            return record
        found = (remote or source.index).status()
    except CodesearchError as error:
        return {**record, "problem": str(error)}
    return {
        **record,
        "is_indexed": True,
        "is_watched": remote is not None,
        "files": found.files,
        "units": found.coverage.units,
        "with_vectors": found.coverage.embedded,
        "languages": dict(found.units),
        "left_out": dict(found.skipped),
    }


def _text(record: Mapping[str, Any]) -> str:
    if record["problem"]:
        return f"{record['root']}: {record['problem']}\n"
    if not record["is_indexed"]:
        return f"{record['root']}: not indexed yet; the first search builds the index\n"
    counted = {
        name: ", ".join(f"{what} {count:,}" for what, count in record[name].items()) or "nothing"
        for name in ("languages", "left_out")
    }
    upkeep = "watched: changes are found at once" if record["is_watched"] else "refreshed by each question"
    return (
        f"{record['root']}: {upkeep}\n"
        f"\t{record['files']:,} files, {record['units']:,} units, {record['with_vectors']:,} with vectors\n"
        f"\tunits by language: {counted['languages']}\n\tfiles left out: {counted['left_out']}\n"
    )


STATUS = Tool("status", "Status of the index", DESCRIPTION, TAKES, GIVES, status)
