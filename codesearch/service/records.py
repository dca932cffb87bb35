"""Records of answers to JSON and back. Errors travel as the name of a class of ours and a sentence."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codesearch import errors
from codesearch.errors import CodesearchError, ServiceError
from codesearch.types import Coverage, Hit

if TYPE_CHECKING:
    from codesearch.engine.status import Status

HIT_FIELDS = tuple(field.name for field in fields(Hit))
ERRORS: dict[str, type[CodesearchError]] = {
    error.__name__: error
    for error in (
        errors.RootError,
        errors.UnsafeRootError,
        errors.QueryError,
        errors.SourceError,
        errors.IndexStoreError,
        errors.CorruptIndexError,
        errors.NewerIndexError,
        errors.IndexLockedError,
        errors.EncoderError,
        errors.ServiceError,
    )
}


@dataclass(frozen=True, slots=True)
class Liveness:
    """How a root is watched and what is being done for it, as `codesearch.watch.LiveState` has it."""

    how: str  # "events" or "polling"
    is_settled: bool
    stage: str  # "", "parse" or "embed"
    done: int
    total: int
    changed_at: float  # of the last refresh that changed something, in seconds since the epoch; 0 for none
    refreshes: int  # that came to their end
    problem: str  # one sentence, while the index cannot be kept true
    note: str = ""  # one sentence that says why there are no events


def hit_record(hit: Hit) -> dict[str, Any]:
    """Return a hit as JSON takes it."""
    return {name: getattr(hit, name) for name in HIT_FIELDS} | {"why": dict(hit.why)}


def hit_from(record: Mapping[str, Any]) -> Hit:
    """Return the hit of `hit_record`."""
    return Hit(**record)


def status_record(status: "Status") -> dict[str, Any]:
    """Return a status as JSON takes it."""
    return asdict(status) | {
        "root": str(status.root),
        "folder": str(status.folder),
        "updated": status.updated.isoformat(),
    }


def status_from(record: Mapping[str, Any]) -> "Status":
    """Return the status of `status_record`."""
    from codesearch.engine.status import Status

    places = {name: Path(record[name]) for name in ("root", "folder")}
    coverage, updated = Coverage(**record["coverage"]), datetime.fromisoformat(record["updated"])
    return Status(**{**record, **places, "coverage": coverage, "updated": updated})


def error_record(error: CodesearchError) -> dict[str, str]:
    """Return the nearest class of ERRORS that an error belongs to, and what it says."""
    names = [kind.__name__ for kind in type(error).__mro__ if kind.__name__ in ERRORS]
    return {"class": names[0] if names else ServiceError.__name__, "sentence": str(error)}


def error_from(record: object) -> CodesearchError:
    """Return the error of `error_record`; one of no class in ERRORS is a ServiceError."""
    if not isinstance(record, Mapping):
        return ServiceError("the process behind the index failed: see `codesearch watch --log`")
    kind = ERRORS.get(str(record.get("class")), ServiceError)
    return kind(str(record.get("sentence")))
