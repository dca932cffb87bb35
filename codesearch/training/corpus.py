"""Checkouts to pairs: `python -m codesearch.training.corpus sources.json out/ --exclude …`.

`sources.json` lists what to read: [{"folder", "repository", "revision", "licence"}, …]. Whoever writes it
answers for the licences; repositories of a hold-out list and copies of functions of evaluation sets are left
out here.
"""

import argparse
import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import repeat
from pathlib import Path

from codesearch.parsers.languages import language_of
from codesearch.parsers.units import parse_units
from codesearch.training.documentation import as_query, body_hash, without_documentation
from codesearch.training.pairs import Pair, write_pairs
from codesearch.types import Unit

LICENCES = ("MIT", "BSD", "Apache-2.0", "ISC", "PSF", "Unlicense")
MAX_FILE_BYTES = 400_000
MAX_CHARS = 3_000  # of code and of documentation: more than training looks at
MAX_PAIRS = 6_000  # of one repository and language, so that no one style prevails
MIN_BODY_CHARS = 40
TEST_SHARE = 8  # one of so many test functions is kept
_UNFIT_FOLDER = re.compile(
    r"(?:^|/)(?:_?vendor(?:ed)?|third_?party|extern(?:al)?s?|node_modules|fixtures?|testdata|locale)/"
)
_IN_TEST = re.compile(
    r"(?:^|/)(?:tests?|spec|testing|benchmarks?|__tests__)/|(?:^|/)test_|[._]test\.|Tests?\.\w+$", re.I
)


@dataclass(frozen=True, slots=True)
class Source:
    """A checkout to learn from."""

    folder: str
    repository: str  # "owner/name"
    revision: str
    licence: str  # SPDX


def read_sources(path: Path, held_out: Iterable[str] = ()) -> list[Source]:
    """Read `sources.json` without what is held out; raises ValueError for a licence we do not take."""
    forbidden = {name.lower() for name in held_out}
    sources = [Source(**values) for values in json.loads(path.read_text(encoding="utf-8"))]
    for source in sources:
        if not source.licence.startswith(LICENCES):
            raise ValueError(f"{source.repository} is under {source.licence}; take it out of {path}.")
    return [source for source in sources if source.repository.lower() not in forbidden]


def mine(
    sources: Iterable[Source], languages: Iterable[str], excluded: set[str], workers: int
) -> Iterator[Pair]:
    """Yield pairs of which neither query nor body (see `body_hash`) occurred before, here or in excluded."""
    bodies = set(excluded)
    queries: set[str] = set()
    with ProcessPoolExecutor(workers) as pool:
        for source in sources:
            files = sorted(_files(Path(source.folder), set(languages)))
            count: Counter[str] = Counter()
            for pairs in pool.map(_pairs_of_file, files, repeat(source), chunksize=16):
                for pair in pairs:
                    body, query = body_hash(pair.code), pair.query.lower()
                    if body in bodies or query in queries or count[pair.language] >= MAX_PAIRS:
                        continue
                    bodies.add(body)
                    queries.add(query)
                    count[pair.language] += 1
                    yield pair
            print(source.repository, dict(count), flush=True)


def pairs_of(path: str, text: str, repository: str) -> Iterator[Pair]:
    """Yield the documented functions and classes of one file as pairs."""
    for unit in parse_units(path, text, max_chars=2 * MAX_CHARS):
        if unit.part or not unit.docstring or unit.kind not in ("function", "method", "class"):
            continue
        if _is_test(unit) and zlib.crc32(unit.qualified_name.encode()) % TEST_SHARE:
            continue
        query = as_query(unit.docstring)
        code = without_documentation(unit.text, unit.language)
        if query and len(re.sub(r"\s", "", code.partition("\n")[2])) >= MIN_BODY_CHARS:
            yield Pair(
                query=query,
                name=unit.qualified_name,
                signature=unit.signature,
                documentation=unit.docstring[:MAX_CHARS],
                code=code[:MAX_CHARS],
                language=unit.language,
                repository=repository,
            )


def excluded_bodies(path: Path, languages: Iterable[str]) -> set[str]:
    """Return the body hashes of an evaluation set: gzipped JSON, code → id, or a folder of checkouts."""
    if path.is_file():
        codes = json.loads(gzip.decompress(path.read_bytes()))
        return {body_hash(without_documentation(code, "python")) for code in codes}
    hashes: set[str] = set()
    for root, file in _files(path, set(languages)):
        name = file.relative_to(root).as_posix()
        for unit in parse_units(name, file.read_text("utf-8", "replace"), max_chars=2 * MAX_CHARS):
            if unit.kind in ("function", "method") and not unit.part:
                hashes.add(body_hash(without_documentation(unit.text, unit.language)[:MAX_CHARS]))
    return hashes


def manifest(sources: Iterable[Source], pairs: Iterable[Pair]) -> list[dict[str, object]]:
    """Return for each repository its revision, its licence and its pairs by language."""
    counts: dict[str, Counter[str]] = {}
    for pair in pairs:
        counts.setdefault(pair.repository, Counter())[pair.language] += 1
    return [
        {key: value for key, value in asdict(source).items() if key != "folder"}
        | {"pairs": dict(sorted(counts[source.repository].items()))}
        for source in sources
        if source.repository in counts
    ]


def _files(folder: Path, languages: set[str]) -> Iterator[tuple[Path, Path]]:
    for file in folder.rglob("*"):
        if language_of(file.name).name not in languages or file.is_symlink() or not file.is_file():
            continue
        if file.stat().st_size <= MAX_FILE_BYTES and not _UNFIT_FOLDER.search(
            file.relative_to(folder).as_posix()
        ):
            yield folder, file


def _pairs_of_file(located: tuple[Path, Path], source: Source) -> list[Pair]:
    folder, file = located
    text = file.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n")
    return list(pairs_of(file.relative_to(folder).as_posix(), text, source.repository))


def _is_test(unit: Unit) -> bool:
    return unit.name.lower().startswith("test") or _IN_TEST.search(unit.path) is not None


def main() -> None:
    """Write pairs.jsonl and manifest.json into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--languages", nargs="+", default=["python"])
    parser.add_argument("--holdout", type=Path, help="a file with one owner/name a line")
    parser.add_argument(
        "--exclude", type=Path, nargs="*", default=[], help="evaluation sets whose copies to drop"
    )
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()

    held_out = options.holdout.read_text(encoding="utf-8").split() if options.holdout else []
    sources = read_sources(options.sources, held_out)
    excluded = set().union(*(excluded_bodies(path, options.languages) for path in options.exclude))
    pairs = list(mine(sources, options.languages, excluded, options.workers))
    options.out.mkdir(parents=True, exist_ok=True)
    write_pairs(options.out / "pairs.jsonl", pairs)
    text = json.dumps(manifest(sources, pairs), indent=1)
    (options.out / "manifest.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(pairs)} pairs from {len(sources)} repositories")


if __name__ == "__main__":
    main()
