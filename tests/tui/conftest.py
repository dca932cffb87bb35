import os
from collections.abc import Callable
from pathlib import Path

import pytest

from codesearch.engine import Index
from codesearch.types import Hit
from tests.conftest import write_files
from tests.tui.driving import FILES

MakeHit = Callable[..., Hit]


@pytest.fixture
def make_hit() -> MakeHit:
    """A hit with the given text; other fields may be given, too."""

    def make(text: str, **fields: object) -> Hit:
        values: dict[str, object] = {
            "path": "src/a.py",
            "start_line": 10,
            "name": "retry",
            "qualified_name": "Client.retry",
            "kind": "method",
            "language": "python",
            "signature": "def retry(self)",
            "docstring": "",
            "score": 1.0,
            **fields,
        }
        values["end_line"] = int(str(values["start_line"])) + text.count("\n")
        return Hit(text=text, **values)  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def searched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A small repository, and the folder that holds its index."""
    root = tmp_path_factory.mktemp("work") / "repository"
    write_files(root, FILES)
    for file in root.rglob("*"):
        os.utime(file, (1_600_000_000, 1_600_000_000))  # not so young that it is read twice
    index_dir = tmp_path_factory.mktemp("indexes")
    Index(root, index_dir=index_dir).refresh()
    return root, index_dir


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an application remembers goes to a folder of its own, and nothing of the user's shows."""
    monkeypatch.setenv("CODESEARCH_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("NO_COLOR", "CODESEARCH_ASCII", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
