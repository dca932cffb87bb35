"""The figures in the documentation are those of the results files."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BENCHMARKS = ROOT / "benchmarks"

pytestmark = pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="the wheel is tested without a checkout")


@pytest.mark.parametrize("document", ["README.md", "benchmarks/README.md"])
def test_tables_say_what_the_results_say(document: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    monkeypatch.delitem(sys.modules, "tables", raising=False)
    import tables

    text = (ROOT / document).read_text("utf-8")
    assert tables.PLACE.search(text), "there is a table"
    assert tables.filled(text) == text, "run `python benchmarks/tables.py`"
