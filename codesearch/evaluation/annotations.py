"""Annotated questions about checkouts, as the semble benchmark has them.

A folder holds `repos.json`, a list of {"name", "language", "root"}, and `annotations/<name>.json`, a list of
{"query", "relevant", "secondary"?, "category"?}. An answer is a path relative to the repository, or {"path",
"start_line", "end_line"}; `root` is the folder of the repository that is indexed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from codesearch.evaluation.collections.json_rows import read_json_list
from codesearch.evaluation.collections.rows import Row
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
    repositories: dict[str, Repository] = {}
    for row in read_json_list(folder / "repos.json"):
        name, language = row.text("name"), row.text("language")
        root = Path(row.optional_text("root")).as_posix()
        if Path(name).name != name or ".." in (name, *Path(root).parts) or Path(root).is_absolute():
            raise row.error("it leads out of its folder: name a folder inside it")
        if name in repositories:
            raise row.error(f"there is another {name}: give each a name of its own")
        groups = {"language": language, "repository": name}
        questions, targets = _questions(folder / "annotations" / f"{name}.json", groups, limit)
        repositories[name] = Repository(name, "" if root == "." else root, questions, targets)
    return list(repositories.values())


def _questions(
    path: Path, groups: Mapping[str, str], limit: int | None
) -> tuple[tuple[Question, ...], dict[str, Target]]:
    questions = []
    targets: dict[str, Target] = {}
    for number, row in enumerate(islice(read_json_list(path), limit), start=1):
        answers = {target.id: target for target in _targets(row)}
        targets |= answers
        category = row.optional_text("category")
        known = {**groups, "category": category} if category else groups
        gains = dict.fromkeys(answers, 1.0)
        questions.append(Question(f"{groups['repository']}/{number}", row.text("query"), gains, known))
    return tuple(questions), targets


def _targets(row: Row) -> Iterator[Target]:
    """What answers a question.

    Raises:
        DataError: nothing does, or it is neither a path nor lines of a file.
    """
    relevant, secondary = row.fields.get("relevant") or [], row.fields.get("secondary") or []
    if not isinstance(relevant, list) or not isinstance(secondary, list):
        raise row.error('"relevant" and "secondary" have to be lists')
    if not relevant and not secondary:
        raise row.error('the query has no relevant file: name one in "relevant"')
    yield from (_target(row, answer) for answer in (*relevant, *secondary))


def _target(row: Row, answer: Any) -> Target:
    fields = {"path": answer} if isinstance(answer, str) else answer
    if isinstance(fields, dict):
        path, first, last = fields.get("path"), fields.get("start_line", 0), fields.get("end_line", 0)
        if isinstance(path, str) and path and isinstance(first, int) and isinstance(last, int):
            return Target(path, first, last)
    raise row.error('an answer is neither a path nor {"path", "start_line", "end_line"}')
