"""Other people's sentence encoders as `sentence-transformers` writes them to a folder: the ones to beat.

Pooling, prompts and the longest text are taken from the folder's files. Needs the extra `codesearch[peers]`;
reads local files only, and weights only from safetensors.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codesearch.encoder.batching import batches_under_budget
from codesearch.encoder.folder import CONFIG_FILE, TOKENIZER_FILE
from codesearch.errors import EncoderError, ExtraError

MODULES_FILE = "modules.json"
TOKEN_BUDGET = 4_096
POOLINGS = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}  # before 6.0
MAX_LENGTH = 512  # tokens, of a model that sets no limit itself
DOCUMENT_PROMPTS = ("document", "passage", "corpus")  # the first that there is


class SentenceTransformer:
    """A transformer with mean or first-token pooling behind the `Encoder` protocol.

    It multiplies in fp32, or in bfloat16 where that is wanted: 2.3 times as fast where it pays
    (`bfloat16_pays`), and all-MiniLM-L6-v2's vectors keep a cosine of .9999 with themselves.

    Raises:
        EncoderError: the folder is not whole, or has modules besides transformer, pooling and normalisation.
        ExtraError: transformers or torch is not installed.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str | None = None,
        max_length: int | None = None,
        in_bfloat16: bool = False,
    ) -> None:
        body, head = _modules(folder)
        self._pooling = _pooling(head)
        prompts = _json(folder / "config_sentence_transformers.json", {}).get("prompts") or {}
        self._query_prompt = prompts.get("query", "")
        self._document_prompt = next((prompts[key] for key in DOCUMENT_PROMPTS if key in prompts), "")
        longest = _json(body / "sentence_bert_config.json", {}).get("max_seq_length")
        self._model, self._tokenizer = _load(body)
        positions = getattr(self._model.config, "max_position_embeddings", MAX_LENGTH)
        own_limit = min(self._tokenizer.model_max_length, positions)
        self._max_length: int = max_length or longest or own_limit
        self.width: int = self._model.config.hidden_size
        self._in_bfloat16 = in_bfloat16
        settings = self._pooling, self._query_prompt, self._document_prompt, self._max_length, in_bfloat16
        self.id = f"{name or folder.resolve().name}-{_digest(body, repr(settings))}"

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return (N, width) with L2-normalised rows in the order of texts."""
        return self._encode(texts, self._document_prompt)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return (N, width) with L2-normalised rows in the order of texts."""
        return self._encode(texts, self._query_prompt)

    def _encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.width), np.float32)
        if not texts:
            return vectors
        prompted = [_whole(prompt + text) for text in texts]
        ids = self._tokenizer(prompted, truncation=True, max_length=self._max_length, verbose=False)[
            "input_ids"
        ]
        for batch in batches_under_budget([len(row) for row in ids], TOKEN_BUDGET):
            vectors[batch] = self._pooled([ids[i] for i in batch])
        return vectors

    def _pooled(self, ids: list[list[int]]) -> NDArray[np.float32]:
        import torch
        from torch.nn.functional import normalize

        from codesearch.encoder.model import mean_pool

        padded = self._tokenizer.pad({"input_ids": ids}, return_tensors="pt", verbose=False)
        with torch.inference_mode():
            with torch.autocast("cpu", torch.bfloat16, enabled=self._in_bfloat16):
                hidden = self._model(**padded).last_hidden_state.float()  # (B, T, D)
            pooled = mean_pool(hidden, padded["attention_mask"]) if self._pooling == "mean" else hidden[:, 0]
            rows: NDArray[np.float32] = normalize(pooled, dim=-1).numpy()
        return rows


def _whole(text: str) -> str:
    """Half of a surrogate pair has no UTF-8 and becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _load(folder: Path) -> tuple[Any, Any]:
    try:
        from safetensors import SafetensorError
        from transformers import AutoModel, AutoTokenizer
        from transformers.utils import logging
    except ImportError as error:
        raise ExtraError(
            "this encoder needs transformers and torch: install them with pip install 'codesearch[peers]'"
        ) from error
    quietly: Any = logging
    quietly.disable_progress_bar()
    quietly.set_verbosity_error()
    try:
        model, found = AutoModel.from_pretrained(
            str(folder), local_files_only=True, use_safetensors=True, output_loading_info=True
        )
        tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        reason = " ".join(str(error).split())
        raise EncoderError(f"the encoder in {folder} cannot be opened: {reason}") from error
    if missing := sorted(key for key in found["missing_keys"] if not key.startswith("pooler.")):
        raise EncoderError(f"the encoder in {folder} lacks weights, {missing[0]} for one: save it again")
    return model.float().eval(), tokenizer


def _modules(folder: Path) -> tuple[Path, Path]:
    """The folders of the transformer and of the pooling."""
    modules = [module for module in _json(folder / MODULES_FILE, []) if isinstance(module, dict)]
    kinds = [str(module.get("type", "")).rpartition(".")[2] for module in modules]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        raise EncoderError(
            f"the encoder in {folder} is made of {', '.join(kinds) or 'nothing known'}; "
            "a transformer, a pooling and a normalisation can be used"
        )
    body, head = (folder / str(module.get("path", "")) for module in modules[:2])
    return body, head


def _pooling(folder: Path) -> str:
    settings = _json(folder / CONFIG_FILE, {})
    modes = [key for key, value in settings.items() if key.startswith("pooling_mode_") and value is True]
    pooling = settings.get("pooling_mode") or [POOLINGS.get(mode) for mode in modes]
    for known in POOLINGS.values():
        if pooling in (known, [known]) and settings.get("include_prompt", True):
            return known
    raise EncoderError(f"the encoder's {folder} pools in another way than by mean or first token")


def _json(path: Path, default: Any) -> Any:
    if not path.is_file():
        return default
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EncoderError(f"the encoder's {path} cannot be read: {error}") from error
    if type(value) is not type(default):
        raise EncoderError(f"the encoder's {path} cannot be read: it holds something else than it should")
    return value


def _digest(folder: Path, settings: str) -> str:
    """12 hex digits (SHA-256) of all that decides over vectors: settings, tokenizer and weights."""
    digest = hashlib.sha256(settings.encode())
    for path in sorted([*folder.glob(TOKENIZER_FILE), *folder.glob("*.safetensors")]):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:12]
