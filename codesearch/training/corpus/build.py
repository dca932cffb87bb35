"""Repositories to `pairs.jsonl`, `files.jsonl` and `manifest.json`; the same input gives the same bytes."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from codesearch.training.corpus.apart import mine_apart
from codesearch.training.corpus.excluded import Excluded
from codesearch.training.corpus.languages import LEARNT
from codesearch.training.corpus.manifest import Share, manifest
from codesearch.training.corpus.merge import merge
from codesearch.training.corpus.mine import Mined, mine_repository
from codesearch.training.corpus.parts import part_of
from codesearch.training.corpus.sources import Source

PARTS = "parts"

Listener = Callable[[Mined], None]


def build_corpus(
    sources: Sequence[Source],
    out: Path,
    *,
    languages: Sequence[str] = LEARNT,
    exclude: Sequence[Path] = (),
    clones: Path | None = None,
    workers: int = 1,
    listener: Listener | None = None,
) -> dict[str, Share]:
    """Write the corpus into `out`; return what each repository gave to it.

    What was found in a repository is kept in `out/parts`, and a further run does not look there again.

    Args:
        sources: where pairs are taken from; of two copies the first is kept.
        out: a folder, which need not exist.
        languages: names in LANGUAGES.
        exclude: evaluation sets, see `read_asked`, whose queries and functions must not be in the corpus.
        clones: where missing files and histories are put; None if nothing may be fetched.
        workers: processes, each of which reads one repository at a time.
        listener: told of each repository that was read.

    Raises:
        DataError: an evaluation set cannot be read.
        ExtraError: datasketch is not installed.
    """
    parts = [part_of(source, languages, out / PARTS) for source in sources]
    excluded = Excluded(exclude, languages) if exclude else None
    (out / PARTS).mkdir(parents=True, exist_ok=True)
    mine = partial(mine_repository, languages=languages, parts=out / PARTS, clones=clones)
    for mined in mine_apart(sources, mine, workers):
        if listener:
            listener(mined)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        shares = merge([part for part in parts if part.is_done], out, excluded, pool)
    rows = manifest((source.checkout for source in sources), shares)
    (out / "manifest.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return shares
