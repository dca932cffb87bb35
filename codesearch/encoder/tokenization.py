"""Text to token ids. `tokenizer.json` says how: splitting, lower-casing and byte-level BPE live in it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from codesearch.errors import EncoderError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SPECIAL_TOKENS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[QUERY]", "[DOC]")  # ids 0 to 6
PAD_ID, SEP_ID, MASK_ID = 0, 3, 4

Marker = Literal["query", "document"]
MARKER_IDS: dict[Marker, int] = {"query": 5, "document": 6}

# Where a space goes before lower-casing hides the seams: parseHTTPResponse_v2 → parse http response v 2.
# Every word gets one, after a bracket too, so that it has one spelling ("Ġresponse") in code and in prose.
_SEAMS = "|".join(
    (
        r"[\s_]+",
        r"(?<=\p{Ll})(?=\p{Lu})",
        r"(?<=\p{Lu})(?=\p{Lu}\p{Ll})",
        r"(?<=[^\s\p{L}\p{M}_])(?=\p{L})",
    )
)
_PIECES = (
    r" ?[\p{L}\p{M}]+|\p{N}{1,3}|[^\s\p{L}\p{M}\p{N}]+"  # what is between them, the white space, is dropped
)

_CHARACTERS_PER_TOKEN = (
    64  # text beyond this many a token cannot matter, and a minified file is not read to its end
)


class TextTokenizer:
    """A `tokenizers.Tokenizer` that writes sequences the way the encoder was trained on them."""

    def __init__(self, tokenizer: "Tokenizer") -> None:
        tokenizer.encode_special_tokens = True  # "[MASK]" in somebody's code is text
        self._tokenizer = tokenizer

    def encode(self, texts: Sequence[str], marker: Marker, max_length: int) -> list[list[int]]:
        """Return for each text its marker, tokens and [SEP], cut to `max_length` ids (3 or more) in all."""
        limit = max_length * _CHARACTERS_PER_TOKEN
        encodings = self._tokenizer.encode_batch_fast(
            [_encodable(text[:limit]) for text in texts], add_special_tokens=False
        )
        first = MARKER_IDS[marker]
        return [[first, *encoding.ids[: max_length - 2], SEP_ID] for encoding in encodings]

    @property
    def vocabulary(self) -> int:
        """How many ids there are."""
        return self._tokenizer.get_vocab_size()

    def encode_with_ends(self, texts: Sequence[str]) -> list[tuple[list[int], list[int]]]:
        """Return for each text its tokens, without marker and [SEP], and where in it each of them ends."""
        encodings = self._tokenizer.encode_batch(list(map(_encodable, texts)), add_special_tokens=False)
        return [(encoding.ids, [end for _, end in encoding.offsets]) for encoding in encodings]


def load_tokenizer(path: Path) -> TextTokenizer:
    """Read a `tokenizer.json`; raises EncoderError when it is missing, damaged or not one of ours."""
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises bare Exception
        raise EncoderError(f"The encoder's {path} cannot be read: {error}.") from error
    for token_id, token in enumerate(SPECIAL_TOKENS):
        if tokenizer.token_to_id(token) != token_id:
            raise EncoderError(f"The encoder's {path} does not give {token} the id {token_id}.")
    return TextTokenizer(tokenizer)


def build_tokenizer(*, keeps_case: bool = False) -> "Tokenizer":
    """Return the tokenizer before training: its normalizer, pre-tokenizer and an empty BPE.

    Identifiers are split by their letters' case, which is lost then unless it is kept.
    """
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFC(),
            normalizers.Prepend(" "),
            normalizers.Replace(Regex(_SEAMS), " "),
            *([] if keeps_case else [normalizers.Lowercase()]),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_PIECES), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def train_tokenizer(
    texts: Iterable[str], vocab_size: int = 16_384, *, keeps_case: bool = False
) -> "Tokenizer":
    """Return what `build_tokenizer` makes with a vocabulary of at most `vocab_size` learnt from texts."""
    from tokenizers import pre_tokenizers, trainers

    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=list(SPECIAL_TOKENS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        min_frequency=2,
        max_token_length=24,
        show_progress=False,
    )
    tokenizer = build_tokenizer(keeps_case=keeps_case)
    tokenizer.train_from_iterator(map(_encodable, texts), trainer)
    return tokenizer


def _encodable(text: str) -> str:
    """Half of a surrogate pair has no UTF-8 and becomes a question mark."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
