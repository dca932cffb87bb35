"""A report as a file: JSON that any program can read, and that comes back as the very report it was."""

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from codesearch.errors import DataError
from codesearch.evaluation.measures.confidence import Estimate
from codesearch.evaluation.measures.summary import Row, groups_of, summarize, summarize_by
from codesearch.evaluation.records import Outcome, Report, Run

FORMAT = 1
_ASKED = ("questions", "runs")  # what a summary leaves out
_DIGITS = 4  # of the summary's figures
_JSON_NAMES = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
    type(None): "null",
}
_ADVICE = "give a report that `codesearch eval` wrote"


def report_json(report: Report, *, summary_only: bool = False) -> str:
    """Return the report, and a summary of its runs, as JSON in printable ASCII.

    With `summary_only` questions and outcomes are left out: short enough to keep, but no longer comparable.

    Raises:
        ValueError: a number is not finite, or a run has no outcomes.
    """
    values = {"format": FORMAT, **_fields(report), "summary": [_summary(report, run) for run in report.runs]}
    if summary_only:
        values = {name: value for name, value in values.items() if name not in _ASKED}
    layout: dict[str, Any] = {"indent": 1} if summary_only else {"separators": (",", ":")}
    text = json.dumps(values, default=_plain, allow_nan=False, **layout)
    return text.replace("\x7f", "\\u007f")  # the one control character that `json` does not escape


def read_report(path: Path) -> Report:
    """Return the report that `report_json` wrote to `path`.

    Raises:
        DataError: the file cannot be read, is no whole report, or a newer version wrote it.
    """
    values = _read_json(path)
    version = values.get("format") if isinstance(values, dict) else None
    if type(version) is not int or version < 1:
        raise DataError(f"{path} is not a report of codesearch: {_ADVICE}")
    if version > FORMAT:
        raise DataError(f"a newer version of codesearch wrote {path}: upgrade codesearch to read it")
    if "summary" in values and not any(name in values for name in _ASKED):
        raise DataError(
            f"{path} is a summary without questions, which cannot be compared: give a whole report"
        )
    try:
        report: Report = _restored(Report, values)
        _check(report)
    except (ValueError, OverflowError) as error:  # the latter of a whole number too large for a float
        raise DataError(f"{path} is not a whole report of codesearch ({error}): {_ADVICE}") from error
    return report


def _summary(report: Report, run: Run) -> dict[str, Any]:
    by_group = {
        group: {row.value: _figures(row) for row in summarize_by(report, run, group)}
        for group in groups_of(report)
    }
    return {"system": run.system, **_figures(summarize(report, run)), "by": by_group}


def _figures(row: Row) -> dict[str, Any]:
    return {
        "questions": row.questions,
        "metrics": {name: _rounded(estimate) for name, estimate in row.metrics.items()},
    }


def _rounded(estimate: Estimate) -> dict[str, float]:
    return {name: round(value, _DIGITS) for name, value in _fields(estimate).items()}


def _plain(value: Any) -> Any:
    """What `json` can write of a record or a mapping; an outcome, of which there are many, is a list."""
    if isinstance(value, Mapping):
        return dict(value)
    return list(_fields(value).values()) if isinstance(value, Outcome) else _fields(value)


def _fields(record: Any) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}): {_ADVICE}") from error
    except json.JSONDecodeError as error:
        raise DataError(f"{path}, line {error.lineno}, is not JSON ({error.msg}): {_ADVICE}") from error
    except (ValueError, RecursionError) as error:  # not text, or nested without end
        raise DataError(f"{path} is not JSON: {_ADVICE}") from error


def _restored(kind: Any, value: Any) -> Any:
    """A value of JSON as what the annotation `kind` in a record asks for; ValueError where it is not that."""
    if is_dataclass(kind):
        return _record(kind, value)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        return tuple(_restored(inner[0], item) for item in _typed(list, value))
    if origin is Mapping:
        return {key: _restored(inner[1], item) for key, item in _typed(dict, value).items()}
    if origin is UnionType:
        return None if value is None else _restored(inner[0], value)
    return _number(value) if kind is float else _typed(kind, value)


def _record(kind: Any, value: Any) -> Any:
    hints = _hints(kind)
    values = _by_name(hints, value) if kind is Outcome else _typed(dict, value)
    restored = {}
    for name, hint in hints.items():
        if name not in values:
            raise ValueError(f"{name} is missing")
        try:
            restored[name] = _restored(hint, values[name])
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
    return kind(**restored)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _by_name(hints: Mapping[str, Any], value: Any) -> dict[str, Any]:
    if len(_typed(list, value)) != len(hints):
        raise ValueError(f"{len(value)} entries instead of {', '.join(hints)}")
    return dict(zip(hints, value, strict=True))


def _typed(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise ValueError(f"{_JSON_NAMES[type(value)]} instead of {_JSON_NAMES[kind]}")
    return value


def _number(value: Any) -> float:
    if type(value) is not int:
        _typed(float, value)
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number")
    return float(value)


def _check(report: Report) -> None:
    """Raise ValueError where runs do not fit the questions, or ranks are none."""
    asked = [question.id for question in report.questions]
    for run in report.runs:
        if [outcome.question for outcome in run.outcomes] != asked:
            raise ValueError(f"the outcomes of {run.system} are not those of the questions")
        if not all(map(_is_possible, run.outcomes)):
            raise ValueError(f"{run.system} has an outcome with impossible ranks")


def _is_possible(outcome: Outcome) -> bool:
    return len(outcome.ranks) == len(outcome.gains) and all(
        rank is None or rank > 0 for rank in outcome.ranks
    )
