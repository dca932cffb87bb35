"""The ways of training that are compared: each is the shipped one but for one thing."""

from dataclasses import dataclass, replace

from torch import Tensor

from codesearch.cli.training.data import VOCABULARY
from codesearch.encoder.model import NANO, ModernBert, ModernBertConfig
from codesearch.training.objectives.contrastive import Embed
from codesearch.training.objectives.masking import SPANS, Spans
from codesearch.training.recipe import Recipe
from codesearch.training.run import Run
from codesearch.training.running.packing import Packed, Pool

FIRST, MEAN = "first token", "mean"
TOKENS_AT_ONCE = 16_384  # with their gradients; arms train side by side, and the widest takes the most memory


@dataclass(frozen=True, slots=True)
class Arm:
    """A way to train a nano from nothing. The defaults are the shipped one."""

    name: str
    has_teacher: bool = True  # for the bag's first vectors, and for the pairs
    has_negatives: bool = True
    masked: Spans | None = None  # of masked-language modelling, which then comes before the pairs
    pooling: str = MEAN
    width: int | None = None  # that of the shape unless given
    vocabulary: int = VOCABULARY
    keeps_case: bool = False

    @property
    def tokens(self) -> str:
        """What names its token ids; arms that share them learn from the same files."""
        return f"{self.vocabulary}{'-cased' * self.keeps_case}"

    @property
    def start(self) -> str:
        """What names its bag and the negatives that the bag finds; arms that share them have the same."""
        return f"{self.tokens}-{self.width or 'nano'}{'' if self.has_teacher else '-untaught'}"


SHIPPED = Arm("shipped")
ARMS = (
    SHIPPED,
    Arm("no-teacher", has_teacher=False),
    Arm("no-negatives", has_negatives=False),
    Arm("masked", masked=SPANS),
    Arm("masked-tokens", masked=Spans(identifiers=0, lines=0)),
    Arm("first-token", pooling=FIRST),
    Arm("width-128", width=128),
    Arm("width-384", width=384),
    Arm("vocabulary-8192", vocabulary=8_192),
    Arm("vocabulary-32768", vocabulary=32_768),
    Arm("case", keeps_case=True),
)


@dataclass(frozen=True)
class ArmRun(Run):
    """A run whose stages train as an arm says."""

    arm: Arm = SHIPPED

    def config(self, shape: str) -> ModernBertConfig:
        """Return the shape, as wide as the arm's, with heads and inner width in proportion."""
        config = super().config(shape)
        width = self.arm.width or config.hidden_size
        return replace(
            config,
            hidden_size=width,
            num_attention_heads=width // NANO.head_size,
            intermediate_size=width * NANO.intermediate_size // NANO.hidden_size,
        )

    def recipe(self, shape: str) -> Recipe:
        """Return the shape's recipe; the loss counts at its widths below the arm's, and at the arm's."""
        recipe = super().recipe(shape)
        width = self.config(shape).hidden_size
        return replace(
            recipe,
            tokens_at_once=min(TOKENS_AT_ONCE, recipe.tokens_at_once),
            widths=(width, *(narrower for narrower in recipe.widths if narrower < width)),
            mlm_spans=self.arm.masked or recipe.mlm_spans,
        )

    def embedder(self, shape: str, model: ModernBert, pool: Pool = Packed.means) -> Embed:
        """Return what makes a text's vector: of all tokens, or of the first."""
        return super().embedder(shape, model, first_tokens if self.arm.pooling == FIRST else pool)


def first_tokens(packed: Packed, hidden: Tensor) -> Tensor:
    """Return the hidden states (N, D) of the sequences' first tokens, which are markers, among all (T, D)."""
    return hidden[packed.starts[:-1]]
