"""Small files of data, as benchmarks lay them out."""

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

Content = str | bytes | Sequence[dict[str, Any]]
Write = Callable[[str, Content], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file below `tmp_path`: text, bytes, or an object a line; gzipped when its name says so."""

    def write_file(name: str, content: Content) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(content, (str, bytes)):
            content = "".join(json.dumps(row) + "\n" for row in content)
        data = content if isinstance(content, bytes) else content.encode()
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") and isinstance(content, str) else data)
        return path

    return write_file
