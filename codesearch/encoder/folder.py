"""What an encoder's folder holds, and the part of its config.json that every runtime needs."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codesearch.errors import EncoderError

BUNDLED = Path(__file__).parent / "weights"  # the encoder inside the package
CONFIG_FILE = "config.json"
GRAPH_FILE = "graph.onnx"
TOKENIZER_FILE = "tokenizer.json"
WEIGHTS_FILE = "model.safetensors"


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """An encoder's config.json."""

    name: str
    fingerprint: (
        str  # SHA-256 of weights and tokenizer, written at export: hashing at each start would cost more
    )
    width: int  # numbers of a vector unless asked otherwise
    model: dict[str, Any]

    def id_at(self, width: int) -> str:
        """Return what names the vectors: two encoders with the same id give the same ones."""
        plain = f"{self.name}-{self.fingerprint[:12]}"
        return plain if width == self.width else f"{plain}-{width}"

    def checked_width(self, width: int | None) -> int:
        """Return the width to use; raises EncoderError when the model has no so many numbers."""
        if width is None:
            return self.width
        if not 0 < width <= self.model["hidden_size"]:
            raise EncoderError(f"The encoder {self.name} has widths from 1 to {self.model['hidden_size']}.")
        return width


def read_config(folder: Path) -> EncoderConfig:
    """Read config.json; raises EncoderError when it, or a file beside it, is missing or damaged."""
    missing = [
        f for f in (CONFIG_FILE, GRAPH_FILE, TOKENIZER_FILE, WEIGHTS_FILE) if not (folder / f).is_file()
    ]
    if missing:
        raise EncoderError(
            f"The encoder's folder {folder} lacks {', '.join(missing)}; install or export it again."
        )
    try:
        values = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
        return EncoderConfig(**values)
    except (ValueError, TypeError) as error:
        raise EncoderError(f"The encoder's {folder / CONFIG_FILE} cannot be read: {error}.") from error
