"""The first token table: each vocabulary entry as the teacher sees it, cut to our width (as model2vec does).

The model norms each token's vector, twice, so a row's length cannot say how much its token matters. `as_rows`
writes the length into the row's direction instead: the last GATES numbers of a row, which the final norm is
set to ignore, take up what the length lacks. Without layers, the model's mean over a text is then exactly
that of the vectors.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from codesearch.encoder.tokenization import SPECIAL_TOKENS
from codesearch.training.data.prepared import Ragged

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from codesearch.encoder.model import ModernBert, ModernBertConfig
    from codesearch.encoder.protocol import Encoder

GATES = 8
_SIF = 1e-3  # the a in a / (a + p), smooth inverse frequency


def view_of_tokens(tokenizer: "Tokenizer", encoder: "Encoder") -> NDArray[np.float32]:
    """Return what an encoder makes of each vocabulary entry as a text, (V, D) in the order of ids."""
    return encoder.encode_queries(vocabulary_texts(tokenizer))


def random_view(size: int, width: int, seed: int) -> NDArray[np.float32]:
    """Return vectors (size, width) for want of a teacher's."""
    return np.random.default_rng(seed).normal(size=(size, width)).astype(np.float32)


def vocabulary_texts(tokenizer: "Tokenizer") -> list[str]:
    """Return each entry as text, in the order of ids; special tokens are empty."""
    texts = []
    for token_id in range(tokenizer.get_vocab_size()):
        text = tokenizer.decode([token_id]).strip() if token_id >= len(SPECIAL_TOKENS) else ""
        texts.append(text)
    return texts


def token_frequencies(parts: Sequence[Ragged], size: int) -> NDArray[np.float64]:
    """Return each token's share (size,) of the parts, each part counting the same."""
    shares = [np.bincount(part.ids, minlength=size) / max(1, len(part.ids)) for part in parts]
    frequencies: NDArray[np.float64] = np.mean(shares, axis=0)
    return frequencies


def initial_vectors(
    teacher: NDArray[np.float32], frequencies: NDArray[np.float64], width: int
) -> NDArray[np.float32]:
    """Return (V, width): components of the teacher's vectors (V, D), weighted by inverse frequency."""
    centred = teacher - teacher.mean(axis=0)
    components = np.linalg.svd(centred, full_matrices=False)[2][:width]  # (width, D)
    vectors = centred @ components.T
    if vectors.shape[1] < width:  # a narrow teacher
        vectors = np.pad(vectors, ((0, 0), (0, width - vectors.shape[1])))
    weights = _SIF / (_SIF + frequencies)
    weights[: len(SPECIAL_TOKENS)] = 0.01  # they say nothing
    weighted: NDArray[np.float32] = (vectors * weights[:, None]).astype(np.float32)
    return weighted


def as_rows(vectors: Tensor, hidden_size: int) -> Tensor:
    """Return rows (V, hidden_size) with final states proportional to vectors (V, hidden_size - GATES)."""
    assert vectors.shape[1] == hidden_size - GATES
    vectors = vectors - vectors.mean(dim=1, keepdim=True)  # the norms would take it away anyway
    lengths = vectors.norm(dim=1, keepdim=True)
    longest = lengths.max()
    gate = ((longest**2 - lengths**2).clamp(min=0) / GATES).sqrt()  # (V, 1)
    signs = torch.tensor([1.0, -1.0], device=vectors.device).repeat(GATES // 2)  # their mean is 0 as well
    rows = torch.cat((vectors, gate * signs), dim=1)
    scaled: Tensor = rows * (hidden_size**0.5 / longest) * 0.5
    return scaled


def bag_as_model(vectors: Tensor, config: "ModernBertConfig") -> "ModernBert":
    """Return the model of this shape that is the bag of the vectors (V, hidden_size - GATES)."""
    from codesearch.encoder.model import ModernBert

    model = ModernBert(config)
    start_as_bag(model, as_rows(vectors, config.hidden_size))
    return model


def start_as_bag(model: "ModernBert", rows: Tensor) -> None:
    """Make the model the bag of these rows: its layers add nothing, and its last norm drops the gates."""
    with torch.no_grad():
        model.embeddings.tok_embeddings.weight.copy_(rows)
        for name, weight in model.layers.named_parameters():
            if name.endswith("Wo.weight"):
                weight.zero_()
            elif weight.dim() == 2:  # wide enough that few steps suffice: unit inputs give unit outputs
                weight.normal_(std=weight.shape[1] ** -0.5)
        model.final_norm.weight[-GATES:] = 0
