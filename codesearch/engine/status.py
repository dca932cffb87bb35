"""What stands in an index, told without the engine's imports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from codesearch.types import Coverage


@dataclass(frozen=True, slots=True)
class Status:
    """What stands in an index."""

    root: Path
    folder: Path
    files: int
    units: Mapping[str, int]  # language → units
    coverage: Coverage
    skipped: Mapping[str, int]  # reason → files
    encoder_id: str
    bytes_on_disk: int
    updated: datetime  # of the last change to a row, in UTC

    @property
    def is_partial(self) -> bool:
        """Whether some units have no vector yet."""
        return not self.coverage.is_complete
