import os
import subprocess
import sys

import pytest

TRIMMED_WORK = """
import sys
from codesearch.index.lancedb_import import import_lancedb
lancedb = import_lancedb(trim=True)
assert not [name for name in sys.modules if name.startswith("lance_namespace")]

import pyarrow as pa, tempfile
from lancedb.index import FTS
from lancedb.query import MatchQuery
with tempfile.TemporaryDirectory() as folder:
    table = lancedb.connect(folder).create_table("t", pa.table({"terms": ["red blue", "green"]}))
    table.create_index("terms", config=FTS(base_tokenizer="whitespace"))
    table.add(pa.table({"terms": ["red"]}))
    assert len(table.search(MatchQuery("red", "terms")).select(["terms", "_score"]).to_list()) == 2
    try:
        lancedb.connect(folder).open_table("none")
    except ValueError:
        pass

import lance_namespace
assert lance_namespace.__file__ and issubclass(lance_namespace.ListTablesResponse, object)
assert lance_namespace.ListTablesResponse(tables=["a"]).tables == ["a"]
"""

FALLBACK = """
import importlib, sys
from codesearch.index import lancedb_import
lancedb_import.REMOTE_CLIENTS = ("pydantic",)  # without this one lancedb cannot be imported
lancedb = lancedb_import.import_lancedb(trim=True)
import lancedb.query, pydantic
assert issubclass(lancedb.query.Query, pydantic.BaseModel) and pydantic.__file__
import tempfile
with tempfile.TemporaryDirectory() as folder:
    assert lancedb.connect(folder).create_table("t", [{"a": 1}]).count_rows() == 1
"""

SILENT = """
import pyarrow as pa, tempfile
from codesearch.index.lancedb_import import import_lancedb
with tempfile.TemporaryDirectory() as folder:  # LanceDB warns that there is nothing to overwrite
    import_lancedb().connect(folder).create_table("t", pa.table({"a": [1]}), mode="overwrite")
"""


@pytest.mark.parametrize("program", [TRIMMED_WORK, FALLBACK, SILENT], ids=["trimmed", "fallback", "silent"])
def test_an_import_serves_and_prints_nothing(program: str) -> None:
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
