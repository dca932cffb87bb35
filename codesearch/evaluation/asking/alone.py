"""An encoder on its own: each question against every document by cosine, with no tool around it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from codesearch.encoder import Encoder
from codesearch.engine.pace import Pace
from codesearch.evaluation.asking.plan import Plan, digest_of
from codesearch.evaluation.records import DEPTH, Collection, Outcome

CHUNK = 512  # texts embedded, and kept, at a time
TIE = 1e-6  # cosines of equal vectors differ by less, as a product of matrices adds up in several orders

Vectors = NDArray[np.float32]


def encoder_outcomes(encoder: Encoder, collection: Collection, plan: Plan) -> tuple[Outcome, ...]:
    """The outcome of each question; a document that scores as an answer does stands before it."""
    rows = {document.id: row for row, document in enumerate(collection.documents)}
    documents = document_vectors(encoder, [document.text for document in collection.documents], plan)
    pace = Pace("ask", len(collection.questions), plan.listener)
    outcomes = []
    for start in range(0, len(collection.questions), CHUNK):
        questions = collection.questions[start : start + CHUNK]
        cosines = encoder.encode_queries([question.text for question in questions]) @ documents.T  # (Q, N)
        for question, scores in zip(questions, cosines, strict=True):
            ranks = tuple(_rank(scores, rows[name]) for name in question.gains)
            outcomes.append(Outcome(question.id, tuple(question.gains.values()), ranks))
        pace.advance(len(questions))
    return tuple(outcomes)


def document_vectors(encoder: Encoder, texts: Sequence[str], plan: Plan) -> Vectors:
    """The vectors (N, width) of texts, from the plan's folder where they were computed before."""
    folder = plan.folder / "vectors" / encoder.id
    folder.mkdir(parents=True, exist_ok=True)
    pace = Pace("embed", len(texts), plan.listener)
    blocks = [np.empty((0, encoder.width), np.float32)]
    for start in range(0, len(texts), CHUNK):
        chunk = texts[start : start + CHUNK]
        blocks.append(_kept(folder / f"{digest_of(chunk)}.npy", encoder, chunk))
        pace.advance(len(chunk))
    return np.concatenate(blocks)


def _kept(path: Path, encoder: Encoder, texts: Sequence[str]) -> Vectors:
    if path.is_file():
        known: Vectors = np.load(path, allow_pickle=False)
        return known
    vectors = encoder.encode_documents(texts)
    partial = path.with_suffix(".part.npy")
    np.save(partial, vectors, allow_pickle=False)
    partial.replace(path)
    return vectors


def _rank(scores: Vectors, row: int) -> int | None:
    rank = int((scores >= scores[row] - TIE).sum())
    return rank if rank <= DEPTH else None
