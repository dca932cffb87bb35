"""Annotated questions about checkouts, as the semble benchmark has them.

A folder holds `repos.json`, a list of {"name", "language", "root"}, and `annotations/<name>.json`, a list of
{"query", "relevant", "secondary"?, "category"?}. An answer is a path relative to the repository, or {"path",
"start_line", "end_line"}; `root` is the folder of the repository that is indexed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codesearch.errors import DataError
from codesearch.evaluation.records import Question
from codesearch.types import Hit


@dataclass(frozen=True, slots=True)
class Target:
    """A file, or some of its lines, that answers a question."""

    path: str
    start_line: int = 0
    end_line: int = 0  # 0: the whole file

    @property
    def id(self) -> str:
        """`path` or `path#L1-L9`."""
        return f"{self.path}#L{self.start_line}-L{self.end_line}" if self.end_line else self.path

    def is_in(self, path: str) -> bool:
        """Whether `path` is this file: one path ends with the other."""
        return path == self.path or path.endswith(f"/{self.path}") or self.path.endswith(f"/{path}")

    def is_met_by(self, path: str, hit: Hit) -> bool:
        """Whether the hit, in the file `path`, is on these lines."""
        is_on_lines = hit.start_line <= self.end_line and hit.end_line >= self.start_line
        return self.is_in(path) and (is_on_lines or not self.end_line)


@dataclass(frozen=True, slots=True)
class Repository:
    """A checkout and its questions."""

    name: str
    root: str  # below the checkout
    questions: tuple[Question, ...]
    targets: Mapping[str, Target]  # by id


def read_repositories(folder: Path, *, limit: int | None = None) -> list[Repository]:
    """Read the annotations in `folder`; `limit` keeps the first so many questions of each repository.

    Raises:
        DataError: a file is missing or is not what it should be.
    """
    path = folder / "repos.json"
    repositories: list[Repository] = []
    for number, entry in enumerate(_list(path), start=1):
        name, language = (_text(entry, key, f"{path}: entry {number}") for key in ("name", "language"))
        root = _root(entry)
        annotated = folder / "annotations" / f"{name}.json"
        if Path(name).name != name or ".." in (name, *Path(root).parts) or Path(root).is_absolute():
            raise DataError(f"{path}: entry {number} leads out of its folder; name a folder inside it")
        if any(repository.name == name for repository in repositories):
            raise DataError(f"{path}: entry {number} is another {name}; give each a name of its own")
        questions, targets = _questions(annotated, {"language": language, "repository": name}, limit)
        repositories.append(Repository(name, root, questions, targets))
    if not any(repository.questions for repository in repositories):
        raise DataError(f"{path} lists no repository with a question; add one, and ask in annotations/")
    return repositories


def _root(entry: Mapping[str, Any]) -> str:
    """The folder of the repository that is indexed, "" where that is all of it."""
    root = Path(str(entry.get("root") or "")).as_posix()
    return "" if root == "." else root


def _questions(
    path: Path, groups: Mapping[str, str], limit: int | None
) -> tuple[tuple[Question, ...], dict[str, Target]]:
    questions = []
    targets: dict[str, Target] = {}
    for number, entry in enumerate(_list(path)[:limit], start=1):
        where = f"{path}: question {number}"
        text = _text(entry, "query", where)
        answers = [_target(answer, where) for answer in _answers(entry, where)]
        targets |= {target.id: target for target in answers}
        category = {"category": str(entry["category"])} if entry.get("category") else {}
        gains = dict.fromkeys((target.id for target in answers), 1.0)
        questions.append(Question(f"{groups['repository']}/{number}", text, gains, {**groups, **category}))
    return tuple(questions), targets


def _answers(entry: Mapping[str, Any], where: str) -> list[Any]:
    relevant, secondary = entry.get("relevant") or [], entry.get("secondary") or []
    if not isinstance(relevant, list) or not isinstance(secondary, list):
        raise DataError(f'{where} has a "relevant" or "secondary" that is no list')
    answers = [*relevant, *secondary]
    if not answers:
        raise DataError(f'{where} has no relevant file; name one in "relevant"')
    return answers


def _target(answer: Any, where: str) -> Target:
    fields = {"path": answer} if isinstance(answer, str) else answer
    try:
        path, first, last = fields["path"], fields.get("start_line", 0), fields.get("end_line", 0)
    except (KeyError, TypeError):
        path = first = last = None
    if not (isinstance(path, str) and path and isinstance(first, int) and isinstance(last, int)):
        raise DataError(
            f'{where} has an answer that is neither a path nor {{"path", "start_line", "end_line"}}'
        )
    return Target(path, first, last)


def _list(path: Path) -> list[Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8") from error
    except (ValueError, RecursionError) as error:  # the latter of brackets without end
        line = getattr(error, "lineno", 1)
        raise DataError(f"{path}:{line} is not JSON: {getattr(error, 'msg', error)}") from error
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise DataError(f"{path} is not a list of objects")
    return values


def _text(entry: Mapping[str, Any], key: str, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise DataError(f'{where} has no "{key}"')
    return value
