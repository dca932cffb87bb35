"""A trained model to the folder that `load_encoder` opens; `folder.py` says what it holds."""

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from codesearch.encoder.folder import CONFIG_FILE, GRAPH_FILE, TOKENIZER_FILE, WEIGHTS_FILE
from codesearch.encoder.weights import Precision, save_packed

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from codesearch.encoder.model import ModernBert, ModernBertConfig

DEFAULT_WIDTH = 256


def export_folder(
    model: "ModernBert",
    config: "ModernBertConfig",
    tokenizer: "Tokenizer",
    out_dir: Path,
    *,
    name: str,
    precision: Precision = "int8",
) -> None:
    """Write the four files; weights become int8 or float16, vectors are cut to 256 numbers where wider."""
    from codesearch.encoder.graph import build_graph

    out_dir.mkdir(parents=True, exist_ok=True)
    state = {key: value.detach().float().cpu().numpy() for key, value in model.state_dict().items()}
    save_packed(out_dir / WEIGHTS_FILE, state, precision)
    tokenizer.save(str(out_dir / TOKENIZER_FILE), pretty=False)
    (out_dir / GRAPH_FILE).write_bytes(build_graph(config, precision))
    values = {
        "name": name,
        "fingerprint": fingerprint(out_dir),
        "width": min(DEFAULT_WIDTH, config.hidden_size),
        "model": config.to_dict(),
    }
    (out_dir / CONFIG_FILE).write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")


def fingerprint(folder: Path) -> str:
    """Return the SHA-256, in hex, of the weights followed by the tokenizer: what decides over vectors."""
    digest = hashlib.sha256()
    for file in (WEIGHTS_FILE, TOKENIZER_FILE):
        digest.update((folder / file).read_bytes())
    return digest.hexdigest()
