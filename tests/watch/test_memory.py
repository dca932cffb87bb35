"""Memory that is free goes back to the system."""

import sys
from pathlib import Path

import numpy as np
import pytest

from codesearch.watch.memory import give_back


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted as Linux does")
def test_free_memory_is_given_back() -> None:
    kept = [np.ones(2_000) for _ in range(10_000)]  # 160 MB in pieces that the allocator would keep
    last = kept[-1]
    before = resident_bytes()
    del kept
    give_back()
    assert resident_bytes() < before - 50_000_000
    assert last[0] == 1
