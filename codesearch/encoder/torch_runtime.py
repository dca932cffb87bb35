"""The encoder in torch: for a GPU, and as the reference that the graph is compared with."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from codesearch.encoder.folder import WEIGHTS_FILE
from codesearch.encoder.text_encoder import MAX_TOKENS, TextEncoder
from codesearch.encoder.weights import load_packed
from codesearch.errors import EncoderError

TOKEN_BUDGET = 16_384


class TorchEncoder(TextEncoder):
    """An exported folder under torch, on CUDA where there is one; needs the extra `codesearch[torch]`."""

    def __init__(
        self,
        folder: Path,
        *,
        width: int | None = None,
        max_length: int = MAX_TOKENS,
        device: str | None = None,
    ) -> None:
        try:
            import torch
        except ImportError as error:
            message = "This encoder needs torch; install it with: pip install 'codesearch[torch]'."
            raise EncoderError(message) from error
        from codesearch.encoder.model import ModernBert, ModernBertConfig

        super().__init__(folder, width=width, max_length=max_length, token_budget=TOKEN_BUDGET)
        self._device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        self._model = ModernBert(ModernBertConfig.from_dict(self.config.model))
        state = load_packed(folder / WEIGHTS_FILE)
        self._model.load_state_dict({name: torch.from_numpy(values) for name, values in state.items()})
        self._model.eval().to(self._device)

    def pooled(self, input_ids: NDArray[np.int64], attention_mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the mean hidden states (B, D) of ids (B, T)."""
        import torch

        from codesearch.encoder.model import mean_pool

        with torch.inference_mode():
            mask = torch.from_numpy(attention_mask).to(self._device)
            hidden = self._model(torch.from_numpy(input_ids).to(self._device), mask)
            pooled: NDArray[np.float32] = mean_pool(hidden, mask).cpu().numpy()
        return pooled
