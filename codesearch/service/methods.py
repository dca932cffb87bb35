"""What a client may call, and with what: the reading methods of `engine.Index`, nothing else."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from codesearch.errors import ServiceError
from codesearch.service.records import hit_record, status_record

if TYPE_CHECKING:  # the engine imports LanceDB and half of numpy
    from codesearch.engine import Index

LARGEST = 2**31
Check = Callable[[object], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_flag_or_null(value: object) -> bool:
    return value is None or isinstance(value, bool)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


FILTERS: dict[str, Check] = {"languages": _is_texts, "paths": _is_texts, "kinds": _is_texts}
PARAMETERS: dict[str, dict[str, Check]] = {
    "search": {
        "query": _is_text,
        "limit": _is_count,
        "mode": _is_text,
        **FILTERS,
        "changed_since": _is_text,
        "regex": _is_text,
        "rules": _is_flag,
    },
    "search_regex": {
        "pattern": _is_text,
        "limit": _is_count,
        **FILTERS,
        "changed_since": _is_text,
        "is_case_sensitive": _is_flag_or_null,
    },
    "similar": {"path": _is_text, "line": _is_count, "limit": _is_count, **FILTERS},
    "units_of": {"path": _is_text},
    "unit_at": {"path": _is_text, "line": _is_count},
    "source": {"path": _is_text},
    "coverage": {},
    "status": {},
    "stale_paths": {"paths": _is_texts},
    "paths": {},
    "skipped_files": {"reason": _is_text, "limit": _is_count},
}
REQUIRED = frozenset({"query", "pattern", "path", "line", "reason"})  # and "paths" where it is no filter
RESTING_ON_ALL = frozenset({"search", "search_regex", "similar", "units_of", "unit_at"})  # wait for changes


def checked(method: object, parameters: object) -> tuple[str, dict[str, Any]]:
    """Return the method and parameters of a request if there are such.

    Raises:
        ServiceError: there are not.
    """
    if not isinstance(method, str) or method not in PARAMETERS or not isinstance(parameters, Mapping):
        raise ServiceError(f"the process behind the index knows no request {str(method)[:80]!r}")
    wanted = PARAMETERS[method]
    missing = (wanted.keys() & REQUIRED) - parameters.keys()
    if method == "stale_paths":
        missing |= {"paths"} - parameters.keys()
    wrong = {name for name, value in parameters.items() if name not in wanted or not wanted[name](value)}
    if missing or wrong:
        names = ", ".join(sorted(str(name)[:80] for name in missing | wrong))
        raise ServiceError(f"the request {method!r} has no use for what it gives as {names}")
    return method, dict(parameters)


def call(index: "Index", method: str, parameters: Mapping[str, Any]) -> Any:
    """Return what a method that was `checked` answers, as JSON takes it.

    Raises:
        CodesearchError: what the method of `Index` raises.
    """
    if method == "coverage":
        coverage = index.coverage
        return {"units": coverage.units, "embedded": coverage.embedded}
    answer = getattr(index, method)(**parameters)
    if method in ("search", "search_regex", "similar", "units_of"):
        return [hit_record(hit) for hit in answer]
    if method == "unit_at":
        return answer and hit_record(answer)
    if method == "status":
        return status_record(answer)
    return sorted(answer) if method == "stale_paths" else answer
