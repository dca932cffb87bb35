from collections.abc import Callable

import pytest

from codesearch.types import Hit

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
