"""Checkouts to files in the format of CodeSearchNet; the same input gives the same bytes."""

import gzip
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

from codesearch.engine.pace import Listener
from codesearch.errors import DataError
from codesearch.evaluation.building.candidates import Known, candidates_in, stripped
from codesearch.evaluation.building.draw import draw
from codesearch.evaluation.building.manifest import Manifest, manifest_of
from codesearch.pairs.checkouts import Checkout
from codesearch.pairs.records import Pair, read_pairs
from codesearch.parsers.languages import LANGUAGES

ASKED = (
    *("python", "javascript", "typescript", "go", "java", "php", "ruby", "rust", "c", "cpp", "csharp"),
    *("elixir", "kotlin", "scala", "swift", "lua", "haskell"),
)
PER_LANGUAGE = 1_000
FEWEST = 150  # a language with fewer rows says too little
MANIFEST = "manifest.json"


def build(
    sources: Sequence[Checkout],
    out: Path,
    *,
    languages: Iterable[str] = ASKED,
    exclude: Sequence[Path] = (),
    per_language: int = PER_LANGUAGE,
    fewest: int = FEWEST,
    seed: int = 0,
    listener: Listener | None = None,
) -> Manifest:
    """Write `<language>.jsonl.gz` and `manifest.json` into `out`; return the manifest.

    Args:
        sources: where functions are taken from; of two copies the first is kept.
        out: a folder, which need not exist; a set that is in it is replaced.
        languages: names in LANGUAGES.
        exclude: files of pairs whose queries and functions, or near copies of them, must not be in the set.
        per_language: functions drawn at random of each language, at most half of them from one repository.
        fewest: a language with fewer is left out.
        seed: of the draw.
        listener: told how many files were read.

    Raises:
        DataError: a checkout is not there, a language is unknown, or a file of pairs cannot be read.
        ExtraError: datasketch is not installed.
    """
    languages = set(languages)
    if unknown := languages - LANGUAGES.keys():
        raise DataError(f"there is no language {min(unknown)!r}: choose from {', '.join(sorted(ASKED))}")
    dropped: Counter[str] = Counter()
    with ProcessPoolExecutor(min(os.cpu_count() or 1, 8)) as pool:
        excluded = Known(pair for path in exclude for pair in stripped(read_pairs(path), languages, pool))
        candidates = list(candidates_in(sources, languages, excluded, dropped, pool, listener))
    drawn = draw(candidates, per_language, fewest, seed)
    dropped["not drawn"] = len(candidates) - sum(map(len, drawn.values()))
    manifest = manifest_of(sources, drawn, dropped, per_language=per_language, seed=seed)
    _write(out, drawn, manifest, {source.repository: source.revision for source in sources})
    return manifest


def _write(
    out: Path, drawn: Mapping[str, Sequence[Pair]], manifest: Manifest, revisions: Mapping[str, str]
) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:  # of a set that was here before
        (out / f"{language}.jsonl.gz").unlink(missing_ok=True)
    for language, pairs in drawn.items():
        lines = (json.dumps(_row(pair, revisions[pair.repository])) + "\n" for pair in pairs)
        data = gzip.compress("".join(lines).encode("ascii"), mtime=0)
        (out / f"{language}.jsonl.gz").write_bytes(data)
    (out / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n", encoding="utf-8")


def _row(pair: Pair, revision: str) -> dict[str, str]:
    """A pair in the format of CodeSearchNet."""
    return {
        "repo": pair.repository,
        "path": pair.path,
        "func_name": pair.name,
        "language": pair.language,
        "code": pair.code,
        "docstring": pair.query,
        "url": f"{pair.repository}@{revision}:{pair.path}#L{pair.start_line}",
    }
