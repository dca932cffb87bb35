"""Batch sizes and learning rates by shape and device: what has been found to work, not a law."""

from dataclasses import dataclass, field

from codesearch.training.data.views import Lengths
from codesearch.training.objectives.masking import SPANS, Spans


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the stages of one shape train on one kind of device."""

    batch_size: int  # pairs of a contrastive batch
    tokens_at_once: int  # of one process, in memory with their gradients
    tokens_a_pack: int  # embedded together; on a CPU small packs of like lengths are faster
    contrastive_rate: float
    mlm_rate: float
    mlm_batch_tokens: int
    mlm_spans: Spans = SPANS
    lengths: Lengths = field(default_factory=Lengths)
    widths: tuple[int, ...] = (256, 96)  # Matryoshka (arXiv 2205.13147)
    temperature: float = 0.05
    bag_rate: float = 3e-3
    bag_batch: int = 2_048
    table_share: float = 0.25  # of the learning rate, for a table that was trained before
    neighbours: int = 3  # look-alikes of a function that stand in its batch
    report_every: int = 50  # steps
    seed: int = 0


_GPU = {
    "nano": Recipe(
        batch_size=8_192,
        tokens_at_once=262_144,
        tokens_a_pack=262_144,
        contrastive_rate=2e-3,
        mlm_rate=3e-3,
        mlm_batch_tokens=524_288,
        lengths=Lengths(48, 256),
    ),
    "small": Recipe(
        batch_size=4_096,
        tokens_at_once=131_072,
        tokens_a_pack=131_072,
        contrastive_rate=1e-3,
        mlm_rate=2e-3,
        mlm_batch_tokens=524_288,
        lengths=Lengths(48, 256),
        widths=(384, 256, 96),
    ),
}
_CPU = {
    "nano": Recipe(
        batch_size=512,
        tokens_at_once=65_536,
        tokens_a_pack=8_192,
        contrastive_rate=8e-4,
        mlm_rate=1.5e-3,
        mlm_batch_tokens=16_384,
        lengths=Lengths(40, 120),
    ),
    "small": Recipe(
        batch_size=256,
        tokens_at_once=32_768,
        tokens_a_pack=8_192,
        contrastive_rate=4e-4,
        mlm_rate=1e-3,
        mlm_batch_tokens=16_384,
        lengths=Lengths(40, 104),
        widths=(384, 256, 96),
    ),
}
TOY_RECIPE = Recipe(
    batch_size=16,
    tokens_at_once=4_096,
    tokens_a_pack=4_096,
    contrastive_rate=3e-3,
    mlm_rate=3e-3,
    mlm_batch_tokens=1_024,
    lengths=Lengths(16, 32),
    widths=(64, 32),
    bag_rate=0.03,
    report_every=5,
)


def recipe_for(shape: str, device: str) -> Recipe:
    """Return the recipe for a shape of `run.SHAPES` on "cuda" or "cpu"."""
    return (_GPU if device == "cuda" else _CPU)[shape]
