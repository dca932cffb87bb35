"""Hard negatives, found with the model itself: the functions that it takes for a query's own.

Those of the same repository come first (siblings), for they share words and style with the answer; then the
rest of the language. What scores almost as high as the answer may be one, and is left out.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  (torch's own custom)

from codesearch.errors import DataError
from codesearch.training.data.prepared import Ids, TokenizedPairs
from codesearch.training.data.sampling import NO_NEIGHBOUR, groups_by_language
from codesearch.training.data.views import Lengths, plain
from codesearch.training.objectives.contrastive import Embed

TOO_GOOD = 0.95  # of the positive's score; whatever comes closer may be an answer as well
HARD_SIBLING = 0.75  # of the score of the hardest other; a sibling below has no place kept for it
BLOCK = 8_192  # rows that are compared with each other
_TINY = 1e-6

Groups = Iterable[NDArray[np.int64]]


def vectors_of(
    embed: Embed,
    pairs: TokenizedPairs,
    lengths: Lengths,
    texts_at_once: int,
    report: Callable[[int, int], None] | None = None,
) -> tuple[Tensor, Tensor]:
    """Return queries and documents (N, D) as a search has them, float16, L2-normalised.

    `report` is told how many of how many pairs are done.
    """
    queries: list[Tensor] = []
    documents: list[Tensor] = []
    for start in range(0, len(pairs), texts_at_once):
        rows = range(start, min(start + texts_at_once, len(pairs)))
        shown = [plain(pairs, row, lengths) for row in rows]
        queries.append(_embedded(embed, [query for query, _ in shown]))
        documents.append(_embedded(embed, [document for _, document in shown]))
        if report:
            report(rows.stop, len(pairs))
    return torch.cat(queries), torch.cat(documents)


def mine_negatives(
    queries: Tensor, documents: Tensor, pairs: TokenizedPairs, *, count: int, seed: int
) -> NDArray[np.int64]:
    """Return for each query the rows (N, count) of documents hard to tell from its own, siblings first.

    Queries and documents are (N, D), L2-normalised. Those found are of the query's language, have neither its
    words nor its body, and score below TOO_GOOD of the positive. Siblings that are hard take half the places
    or more. Others come from a random BLOCK of the language, so that time and memory are linear in N; a row
    with fewer negatives has NO_NEIGHBOUR.
    """
    assert len(queries) == len(documents) == len(pairs)
    rng = np.random.default_rng(seed)
    languages = groups_by_language(pairs)
    repositories = [part for group in languages for part in _by_repository(group, pairs)]
    own = [_numbered(keys, queries.device) for keys in (pairs.query.checksums(), pairs.body.checksums())]
    strangers_to = [*own, _numbered(pairs.repository, queries.device)]
    siblings = _nearest(queries, documents, _in_blocks(repositories, rng), own, count)
    others = _nearest(queries, documents, _in_blocks(languages, rng), strangers_to, count)
    return _chosen(*siblings, *others)


def write_negatives(path: Path, rows: NDArray[np.int64]) -> None:
    """Write the rows (N, K) to a .npz file, which is there whole or not at all."""
    partial = path.with_suffix(".partial.npz")
    np.savez_compressed(partial, rows=rows.astype(np.int32))
    partial.replace(path)


def read_negatives(path: Path, count: int) -> NDArray[np.int64]:
    """Return the rows (count, K) written for so many pairs; raises DataError for what is not of them."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            rows: NDArray[np.int64] = stored["rows"].astype(np.int64)
    except (OSError, EOFError, TypeError, ValueError, KeyError, zlib.error, zipfile.BadZipFile) as error:
        raise DataError(f"the negatives in {path} cannot be read ({error}): mine them again") from error
    if rows.ndim != 2 or len(rows) != count or not ((rows >= NO_NEIGHBOUR) & (rows < count)).all():
        raise DataError(f"the negatives in {path} are not of these {count} pairs: mine them again")
    return rows


def _embedded(embed: Embed, texts: Sequence[Ids]) -> Tensor:
    with torch.no_grad():
        return F.normalize(embed(texts).float(), dim=-1).half()


def _nearest(
    queries: Tensor, documents: Tensor, blocks: Groups, keys: Sequence[Tensor], count: int
) -> tuple[Tensor, Tensor]:
    """Scores and rows (N, count) of the best in each query's block that share none of its keys."""
    scores = torch.full((len(queries), count), -torch.inf, device=queries.device)
    rows = torch.full((len(queries), count), NO_NEIGHBOUR, device=queries.device)
    for numbers in blocks:
        block = torch.from_numpy(numbers).to(queries.device)
        similarity = queries[block].float() @ documents[block].float().T  # (B, B)
        barred = similarity >= TOO_GOOD * similarity.diagonal()[:, None].clamp(min=_TINY)
        for key in keys:
            barred |= key[block][:, None] == key[block]
        best = similarity.masked_fill_(barred, -torch.inf).topk(min(count, len(block)), dim=1)
        scores[block, : best.values.shape[1]] = best.values
        rows[block, : best.values.shape[1]] = block[best.indices]
    return scores, rows


def _chosen(siblings: Tensor, sibling_rows: Tensor, others: Tensor, other_rows: Tensor) -> NDArray[np.int64]:
    """The best of both, (N, count); half of the places go to siblings first, where these are hard."""
    count = siblings.shape[1]
    kept = siblings >= HARD_SIBLING * others[:, :1]
    kept[:, (count + 1) // 2 :] = False
    ranks = torch.cat((siblings + 3 * kept, others), dim=1)  # no score is more than 2 above another
    best = ranks.topk(count, dim=1)
    rows = torch.cat((sibling_rows, other_rows), dim=1).gather(1, best.indices)
    return rows.masked_fill_(best.values == -torch.inf, NO_NEIGHBOUR).cpu().numpy()


def _in_blocks(groups: Groups, rng: np.random.Generator) -> Groups:
    """Each group in random blocks of about the same size."""
    for group in groups:
        yield from np.array_split(rng.permutation(group), -(-len(group) // BLOCK))


def _by_repository(rows: NDArray[np.int64], pairs: TokenizedPairs) -> Sequence[NDArray[np.int64]]:
    in_order = rows[np.argsort(pairs.repository[rows], kind="stable")]
    return np.split(in_order, np.flatnonzero(np.diff(pairs.repository[in_order])) + 1)


def _numbered(keys: NDArray[np.int64] | NDArray[np.uint16], device: torch.device) -> Tensor:
    """The keys (N,) as small numbers, which compare faster."""
    return torch.from_numpy(np.unique(keys, return_inverse=True)[1].astype(np.int32)).to(device)
