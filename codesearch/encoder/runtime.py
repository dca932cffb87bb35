"""The encoder on a CPU: the exported graph under onnxruntime, each batch on one core.

Cores that share a batch wait for one another at each of its hundreds of operators. With a batch each they
never do, and no thread is left between two calls.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from codesearch.encoder.folder import BUNDLED, GRAPH_FILE, WEIGHTS_FILE
from codesearch.encoder.text_encoder import MAX_TOKENS, TextEncoder
from codesearch.encoder.weights import EMBEDDING, read_packed
from codesearch.errors import EncoderError

if TYPE_CHECKING:
    from codesearch.encoder.protocol import Encoder

TOKEN_BUDGET = 1024  # a batch; twice as many leave a core's own cache, half as many are no faster


class OnnxEncoder(TextEncoder):
    """An exported folder, opened. `threads`, the batches at once, default to the cores it may run on."""

    def __init__(
        self,
        folder: Path,
        *,
        width: int | None = None,
        max_length: int = MAX_TOKENS,
        threads: int | None = None,
    ) -> None:
        super().__init__(
            folder,
            width=width,
            max_length=max_length,
            token_budget=TOKEN_BUDGET,
            threads=threads or usable_cores(),
        )
        self._initializers = _initializers(folder / WEIGHTS_FILE)  # the session reads them where they lie
        self._session = _open_session(folder / GRAPH_FILE, self._initializers)

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
    """Tensors by the names that the graph has for them; integers and the embedding table stay as stored."""
    from onnxruntime import OrtValue

    return {
        name: OrtValue.ortvalue_from_numpy(
            tensor if tensor.dtype == np.int8 or name == EMBEDDING else tensor.astype(np.float32, copy=False)
        )
        for name, tensor in read_packed(path).items()
    }


def _open_session(path: Path, initializers: dict[str, Any]) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # a call runs in the thread that makes it
    options.log_severity_level = 3  # errors; they are raised as well
    # Basic means that what hangs on weights alone is computed here, once. The graph is written fused already:
    # more optimisation opens slower, and undoes what measured better.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.add_external_initializers(list(initializers), list(initializers.values()))
    try:
        return onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's exceptions share no base of their own
        raise EncoderError(f"The encoder's graph {path} cannot be opened: {error}") from error
