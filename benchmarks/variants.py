"""An encoder used in other ways than it ships: other texts, cuts, widths, weights, pooling.

Every vector is computed once: a function that is no longer than two limits has the same at both.
"""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from codesearch.encoder.folder import TOKENIZER_FILE, read_config
from codesearch.encoder.runtime import OnnxEncoder
from codesearch.encoder.text import NAME_REPEATS, document_text
from codesearch.encoder.text_encoder import MAX_TOKENS, TextEncoder
from codesearch.encoder.tokenization import load_tokenizer
from codesearch.encoder.torch_runtime import TorchEncoder
from codesearch.evaluation.asking.alone import TIE
from codesearch.evaluation.asking.pool import write_documents
from codesearch.evaluation.records import DEPTH, Collection, Document, Question
from codesearch.parsers.contents import read_source
from codesearch.parsers.units import parse_units
from codesearch.parsers.walk import walk_files
from codesearch.types import Unit

LIMIT = MAX_TOKENS  # of a document
LONGEST = 8192  # tokens; no text is measured beyond
NAMED = ("function", "method", "class")

Vectors = NDArray[np.float32]
Opener = Callable[[int], TextEncoder]  # of the most tokens of a document


@dataclass(frozen=True, slots=True)
class Choice:
    """How vectors are made. The defaults are what a search does; as wide as its encoder says."""

    width: int
    names: int = NAME_REPEATS  # how often the name stands before the code; 0: the code alone
    limit: int = LIMIT
    weights: str = "int8"
    pooling: str = "mean"


@dataclass(frozen=True, slots=True)
class Pool:
    """Functions and questions about them, and what the parser finds in each function."""

    documents: tuple[Document, ...]
    questions: tuple[Question, ...]
    units: Mapping[str, Unit]  # by the document's id; where nothing has a name there is none

    @property
    def language(self) -> str:
        """Of all functions."""
        return self.documents[0].language

    def texts(self, names: int) -> list[str]:
        """What is embedded for each document if its name is said so often."""
        return [text_of(document, self.units.get(document.id), names) for document in self.documents]

    def answer_rows(self) -> list[list[int]]:
        """Which documents answer each question."""
        rows = {document.id: row for row, document in enumerate(self.documents)}
        return [[rows[id] for id, gain in question.gains.items() if gain > 0] for question in self.questions]


class FirstTokenEncoder(TorchEncoder):
    """The encoder with the state of its first token, the marker, in place of the mean over all."""

    def pooled(self, input_ids: NDArray[np.int64], attention_mask: NDArray[np.int64]) -> Vectors:
        """Return the first hidden states (B, D) of ids (B, T)."""
        import torch

        with torch.inference_mode():
            mask = torch.from_numpy(attention_mask).to(self._device)
            hidden = self._model(torch.from_numpy(input_ids).to(self._device), mask)  # (B, T, D)
            first: Vectors = hidden[:, 0].float().cpu().numpy()
        return first


class KnownVectors:
    """Vectors of one encoder, kept from one variant to the next."""

    def __init__(self, folder: Path, open_at: Opener) -> None:
        self.at = cache(open_at)
        self._tokenizer = load_tokenizer(folder / TOKENIZER_FILE)
        self._lengths: dict[str, int] = {}
        self._documents: dict[tuple[str, int], Vectors] = {}  # by text, and how many tokens of it were read
        self._queries: dict[str, Vectors] = {}

    def lengths(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Return the tokens of each document with its marks, (N,), no more than LONGEST."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._lengths]
        ids = self._tokenizer.encode(missing, "document", LONGEST)
        self._lengths.update(zip(missing, map(len, ids), strict=True))
        return np.array([self._lengths[text] for text in texts])

    def documents(self, texts: Sequence[str], limit: int) -> Vectors:
        """Return (N, D) of each text's first `limit` tokens."""
        keys = list(zip(texts, np.minimum(self.lengths(texts), limit).tolist(), strict=True))
        missing = [key for key in dict.fromkeys(keys) if key not in self._documents]
        vectors = self.at(limit).encode_documents([text for text, _ in missing])
        self._documents.update(zip(missing, vectors, strict=True))
        return np.stack([self._documents[key] for key in keys])

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return (Q, D)."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._queries]
        self._queries.update(zip(missing, self.at(LIMIT).encode_queries(missing), strict=True))
        return np.stack([self._queries[text] for text in texts])


def pool_of(collection: Collection) -> Pool:
    """Parse each document as a file of its own, which is how the tool meets it."""
    with TemporaryDirectory() as folder:
        files = write_documents(collection, Path(folder))
        found = {id: _first_named(Path(folder, name)) for name, id in files.items()}
    units = {id: unit for id, unit in found.items() if unit is not None}
    return Pool(collection.documents, collection.questions, units)


def units_of(root: Path) -> list[Unit]:
    """The units of all files that an index of `root` would hold."""
    units: list[Unit] = []
    for file in walk_files(root).files:
        source = read_source(root / file.path)
        if source.text and not source.skipped:
            units += parse_units(file.path, source.text)
    return units


def text_of(document: Document, unit: Unit | None, names: int) -> str:
    """What is embedded if the name is said so often; a document where nothing has a name stays as it is."""
    if unit is None or not names:
        return document.text
    nameless = document_text(replace(unit, qualified_name="", text=document.text))
    return "\n".join([*[unit.qualified_name] * names, nameless])


def encoders_of(folder: Path, float_folder: Path | None) -> dict[tuple[str, str], KnownVectors]:
    """Return the encoders by weights and pooling, as wide as their model; none of weights not given."""
    width = read_config(folder).model["hidden_size"]

    def known(kind: type[OnnxEncoder] | type[TorchEncoder], where: Path) -> KnownVectors:
        return KnownVectors(where, lambda limit: kind(where, width=width, max_length=limit))

    encoders = {("int8", "mean"): known(OnnxEncoder, folder)}
    encoders["int8", "first token"] = known(FirstTokenEncoder, folder)
    if float_folder:
        encoders["float", "mean"] = known(OnnxEncoder, float_folder)
    return encoders


def reciprocal_ranks(pool: Pool, choice: Choice, known: KnownVectors) -> NDArray[np.float64]:
    """Return 1 / rank of each question's first answer (Q,), 0 where that is not among the first DEPTH."""
    documents = narrowed(known.documents(pool.texts(choice.names), choice.limit), choice.width)
    queries = narrowed(known.queries([question.text for question in pool.questions]), choice.width)
    return np.array(list(map(_reciprocal, queries @ documents.T, pool.answer_rows())))


def narrowed(vectors: Vectors, width: int) -> Vectors:
    """Return the first `width` numbers of vectors (N, D), L2-normalised (Matryoshka, arXiv 2205.13147)."""
    cut = vectors[:, :width]
    normalized: Vectors = cut / np.linalg.norm(cut, axis=1, keepdims=True)
    return normalized


def least_seconds(runs: Mapping[Choice, Callable[[], object]], rounds: int) -> dict[Choice, float]:
    """Seconds of all cores that each takes at best, in rounds of turns after one that is not counted."""
    taken: dict[Choice, list[float]] = {key: [] for key in runs}
    for _ in range(rounds + 1):
        for key, run in runs.items():
            began = time.process_time()
            run()
            taken[key].append(time.process_time() - began)
    return {key: min(seconds[1:]) for key, seconds in taken.items()}


def _first_named(path: Path) -> Unit | None:
    units = parse_units(path.name, path.read_text("utf-8"), max_chars=sys.maxsize)
    return next((unit for unit in units if unit.kind in NAMED and unit.name), None)


def _reciprocal(cosines: Vectors, answers: Sequence[int]) -> float:
    rank = int((cosines >= cosines[answers].max() - TIE).sum())
    return 1 / rank if rank <= DEPTH else 0.0
