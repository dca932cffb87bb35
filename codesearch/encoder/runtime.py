"""The encoder on a CPU: the exported graph under onnxruntime."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from codesearch.encoder.folder import BUNDLED, GRAPH_FILE, WEIGHTS_FILE
from codesearch.encoder.text_encoder import TextEncoder
from codesearch.encoder.weights import EMBEDDING, SCALE_SUFFIX, read_packed, unpack
from codesearch.errors import EncoderError

if TYPE_CHECKING:
    from codesearch.encoder.protocol import Encoder

TOKENS_PER_THREAD = 1024  # in a batch; on two cores half as many and twice as many were both slower


class OnnxEncoder(TextEncoder):
    """An exported folder, opened. `threads` defaults to the cores that this process may use."""

    def __init__(
        self, folder: Path, *, width: int | None = None, max_length: int = 512, threads: int | None = None
    ) -> None:
        threads = threads or usable_cores()
        budget = TOKENS_PER_THREAD * max(threads, 2)
        super().__init__(folder, width=width, max_length=max_length, token_budget=budget)
        self._initializers = _initializers(folder / WEIGHTS_FILE)  # the session reads them where they lie
        self._session = _open_session(folder / GRAPH_FILE, self._initializers, threads)

    def pooled(self, input_ids: NDArray[np.int64], attention_mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the mean hidden states (B, D) of ids (B, T)."""
        feed = {"input_ids": input_ids, "attention_mask": attention_mask}
        pooled: NDArray[np.float32] = self._session.run(None, feed)[0]
        return pooled


def load_encoder(folder: Path | None = None) -> "Encoder":
    """Open an exported folder, or the one inside the package; raises EncoderError when it cannot be used."""
    return OnnxEncoder(folder or BUNDLED)


def usable_cores() -> int:
    """Return how many cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _initializers(path: Path) -> dict[str, Any]:
    """Tensors by the names that the graph has for them; the embedding table stays as it is stored."""
    from onnxruntime import OrtValue

    tensors = read_packed(path)
    as_stored = {name: tensors[name] for name in (EMBEDDING, EMBEDDING + SCALE_SUFFIX) if name in tensors}
    rest = {name: tensor for name, tensor in tensors.items() if not name.startswith(EMBEDDING)}
    values = unpack(rest) | as_stored
    return {name: OrtValue.ortvalue_from_numpy(value) for name, value in values.items()}


def _open_session(path: Path, initializers: dict[str, Any], threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3  # errors; they are raised as well
    # The graph is written fused already; more optimisation opens slower, and undoes what measured better.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.add_session_config_entry(
        "session.intra_op.allow_spinning", "0"
    )  # idle threads leave the cores alone
    options.add_external_initializers(list(initializers), list(initializers.values()))
    try:
        return onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's exceptions share no base of their own
        raise EncoderError(f"The encoder's graph {path} cannot be opened: {error}") from error
