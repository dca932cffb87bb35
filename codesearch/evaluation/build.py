"""Checkouts to questions with known answers: `python -m codesearch.evaluation.build sources.json out/`.

The set follows CodeSearchNet (arXiv 1909.09436, section 2): the documentation of a function is the query,
the function without it is the answer. `sources.json` is what `read_checkouts` reads. The same input gives the
same bytes.
"""

import argparse
import gzip
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from codesearch.engine.pace import Listener, Pace
from codesearch.errors import CodesearchError, DataError
from codesearch.pairs.checkouts import Checkout, read_checkouts
from codesearch.pairs.documentation import without_own_name
from codesearch.pairs.duplicates import NearDuplicates
from codesearch.pairs.mining import mine, source_files
from codesearch.pairs.records import Pair, read_pairs
from codesearch.pairs.selection import question
from codesearch.parsers.languages import LANGUAGES
from codesearch.parsers.strip import without_comments

ASKED = (
    *("python", "javascript", "typescript", "go", "java", "php", "ruby", "rust", "c", "cpp", "csharp"),
    *("elixir", "kotlin", "scala", "swift", "lua", "haskell"),
)
PER_LANGUAGE = 1_000
FEWEST = 150  # a language with fewer rows says too little
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Taken:
    """What the set has of one repository."""

    repository: str
    revision: str
    licence: str
    rows: Mapping[str, int]  # language → functions


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a set is made of, and how many documented functions were left out for which reason."""

    seed: int
    per_language: int
    rows: Mapping[str, int]  # language → functions
    dropped: Mapping[str, int]  # reason → functions
    repositories: tuple[Taken, ...]


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
        excluded = _Known(pair for path in exclude for pair in _stripped(read_pairs(path), languages, pool))
        candidates = list(_candidates(sources, languages, excluded, dropped, pool, listener))
    drawn = _drawn(candidates, per_language, fewest, seed)
    dropped["not drawn"] = len(candidates) - sum(map(len, drawn.values()))
    manifest = _manifest(sources, drawn, dropped, per_language=per_language, seed=seed)
    _write(out, drawn, manifest, {source.repository: source.revision for source in sources})
    return manifest


class _Known:
    """Queries and functions that are taken."""

    def __init__(self, pairs: Iterable[Pair] = ()) -> None:
        self._queries: set[str] = set()
        self._functions = NearDuplicates()
        for pair in pairs:
            self.add(pair)

    def add(self, pair: Pair) -> None:
        self._queries |= {pair.query.lower(), without_own_name(pair.query, pair.name).lower()}
        self._functions.is_new(pair.code)

    def has_query(self, pair: Pair) -> bool:
        return pair.query.lower() in self._queries

    def has_function(self, pair: Pair) -> bool:
        return self._functions.is_known(pair.code)


def _stripped(pairs: Iterable[Pair], languages: set[str], pool: Executor) -> Iterator[Pair]:
    """Pairs in these languages, their code without comments, as that of the set is."""
    return pool.map(_without_comments, (pair for pair in pairs if pair.language in languages), chunksize=256)


def _without_comments(pair: Pair) -> Pair:
    return replace(pair, code=without_comments(pair.code, pair.language), documentation="")


def _candidates(
    sources: Sequence[Checkout],
    languages: set[str],
    excluded: _Known,
    dropped: Counter[str],
    pool: Executor,
    listener: Listener | None,
) -> Iterator[Pair]:
    """All functions that may be drawn; counts the others by reason."""
    files = [source_files(Path(source.folder), languages) for source in sources]
    pace = Pace("read", sum(map(len, files)), listener)
    taken = _Known()
    for source, paths in zip(sources, files, strict=True):
        for found in mine(source, paths, question, pool):
            pace.advance(1)
            for choice in found:
                reason = choice if isinstance(choice, str) else _reason(choice, taken, excluded)
                if reason:
                    dropped[reason] += 1
                elif isinstance(choice, Pair):
                    taken.add(choice)
                    yield choice


def _reason(pair: Pair, taken: _Known, excluded: _Known) -> str:
    """Why a pair is not to be in the set; empty if it may be."""
    if excluded.has_query(pair):
        return "a query of the excluded pairs"
    if taken.has_query(pair):
        return "a query that is there already"
    if excluded.has_function(pair):
        return "a function of the excluded pairs"
    if taken.has_function(pair):
        return "a function that is there already"
    return ""


def _drawn(candidates: Iterable[Pair], per_language: int, fewest: int, seed: int) -> dict[str, list[Pair]]:
    by_language: dict[str, list[Pair]] = {}
    for pair in candidates:
        by_language.setdefault(pair.language, []).append(pair)
    drawn = {
        language: balanced_sample(by_language[language], per_language, random.Random(f"{seed} {language}"))
        for language in sorted(by_language)
    }
    return {language: pairs for language, pairs in drawn.items() if len(pairs) >= fewest}


def balanced_sample(pairs: Sequence[Pair], size: int, chance: random.Random) -> list[Pair]:
    """Return at most `size` pairs, in their order; at most half from one repository of several."""
    available = Counter(pair.repository for pair in pairs)
    largest = max(available.values(), default=0)
    limit = min(size // 2, len(pairs) - largest) if len(available) > 1 else size
    count: Counter[str] = Counter()
    drawn: list[int] = []
    for at in chance.sample(range(len(pairs)), len(pairs)):
        if len(drawn) < size and count[pairs[at].repository] < limit:
            count[pairs[at].repository] += 1
            drawn.append(at)
    return [pairs[at] for at in sorted(drawn)]


def _manifest(
    sources: Sequence[Checkout],
    drawn: Mapping[str, Sequence[Pair]],
    dropped: Mapping[str, int],
    *,
    per_language: int,
    seed: int,
) -> Manifest:
    rows = {source.repository: Counter[str]() for source in sources}
    for language, pairs in drawn.items():
        for pair in pairs:
            rows[pair.repository][language] += 1
    return Manifest(
        seed=seed,
        per_language=per_language,
        rows={language: len(pairs) for language, pairs in drawn.items()},
        dropped=dict(sorted(dropped.items())),
        repositories=tuple(
            Taken(source.repository, source.revision, source.licence, dict(rows[source.repository]))
            for source in sources
            if rows[source.repository]
        ),
    )


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


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a set as the command line says; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--languages", nargs="+", default=list(ASKED), choices=sorted(LANGUAGES), metavar="NAME"
    )
    parser.add_argument(
        "--exclude", type=Path, nargs="*", default=[], metavar="FILE", help="pairs that were trained on"
    )
    parser.add_argument("--per-language", type=int, default=PER_LANGUAGE)
    parser.add_argument("--fewest", type=int, default=FEWEST, help="a language with fewer is left out")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    try:
        manifest = build(
            read_checkouts(options.sources),
            options.out,
            languages=options.languages,
            exclude=options.exclude,
            per_language=options.per_language,
            fewest=options.fewest,
            seed=options.seed,
        )
    except CodesearchError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for what, counts in (("rows", manifest.rows), ("left out", manifest.dropped)):
        print(f"{what}:", ", ".join(f"{count:,} {name}" for name, count in counts.items()) or "none")
    return 0


if __name__ == "__main__":
    sys.exit(main())
