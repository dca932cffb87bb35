"""Checkouts to pairs: `python -m codesearch.training.corpus sources.json out/ --exclude …`.

`sources.json` is what `read_checkouts` reads; repositories of a hold-out list and copies of functions of
evaluation sets are left out here.
"""

import argparse
import gzip
import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

from codesearch.errors import CodesearchError
from codesearch.pairs.checkouts import Checkout, read_checkouts
from codesearch.pairs.documentation import as_query
from codesearch.pairs.duplicates import body_hash
from codesearch.pairs.mining import MAX_FILE_BYTES, is_test, mine, pair_of, source_files
from codesearch.pairs.records import Pair, write_pairs
from codesearch.parsers.contents import read_source
from codesearch.parsers.strip import without_documentation
from codesearch.parsers.units import parse_units
from codesearch.types import Unit

MAX_CHARS = 3_000  # of code and of documentation: more than training looks at
MAX_PAIRS = 6_000  # of one repository and language, so that no one style prevails
MIN_BODY_CHARS = 40
TEST_SHARE = 8  # one of so many test functions is kept


def read_sources(path: Path, held_out: Iterable[str] = ()) -> list[Checkout]:
    """Read `sources.json` without what is held out; raises DataError for a licence we do not take."""
    forbidden = {name.lower() for name in held_out}
    return [source for source in read_checkouts(path) if source.repository.lower() not in forbidden]


def unique_pairs(
    sources: Iterable[Checkout], languages: Iterable[str], excluded: set[str], workers: int
) -> Iterator[Pair]:
    """Yield pairs of which neither query nor body (see `body_hash`) occurred before, here or in excluded."""
    bodies = set(excluded)
    queries: set[str] = set()
    languages = set(languages)
    with ProcessPoolExecutor(workers) as pool:
        for source in sources:
            files = source_files(Path(source.folder), languages)
            count: Counter[str] = Counter()
            for pair in (found for file in mine(source, files, lesson, pool) for found in file):
                if isinstance(pair, str) or count[pair.language] >= MAX_PAIRS:
                    continue
                body, query = body_hash(pair.code), pair.query.lower()
                if body not in bodies and query not in queries:
                    bodies.add(body)
                    queries.add(query)
                    count[pair.language] += 1
                    yield pair
            print(source.repository, dict(count), flush=True)


def lesson(unit: Unit, repository: str) -> Pair | str:
    """Return a documented unit as a pair to learn from, or why it is none."""
    if is_test(unit) and zlib.crc32(unit.qualified_name.encode()) % TEST_SHARE:
        return "a test"
    if not (query := as_query(unit.docstring)):
        return "no query in its documentation"
    code = without_documentation(unit.text, unit.language)
    if len(re.sub(r"\s", "", code.partition("\n")[2])) < MIN_BODY_CHARS:
        return "a short body"
    return pair_of(unit, repository, query=query, code=code, max_chars=MAX_CHARS)


def excluded_bodies(path: Path, languages: Iterable[str]) -> set[str]:
    """Return the body hashes of an evaluation set: gzipped JSON, code → id, or a folder of checkouts."""
    if path.is_file():
        codes = json.loads(gzip.decompress(path.read_bytes()))
        return {body_hash(without_documentation(code, "python")) for code in codes}
    hashes: set[str] = set()
    for name in source_files(path, languages):
        text = read_source(path / name, max_bytes=MAX_FILE_BYTES).text
        for unit in parse_units(name, text, max_chars=2 * MAX_CHARS):
            if unit.kind in ("function", "method") and not unit.part:
                hashes.add(body_hash(without_documentation(unit.text, unit.language)[:MAX_CHARS]))
    return hashes


def manifest(sources: Iterable[Checkout], pairs: Iterable[Pair]) -> list[dict[str, object]]:
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


def main() -> int:
    """Write pairs.jsonl and manifest.json into a folder; return the exit code."""
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
    try:
        sources = read_sources(options.sources, held_out)
        excluded = set().union(*(excluded_bodies(path, options.languages) for path in options.exclude))
        pairs = list(unique_pairs(sources, options.languages, excluded, options.workers))
    except CodesearchError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    options.out.mkdir(parents=True, exist_ok=True)
    write_pairs(options.out / "pairs.jsonl", pairs)
    text = json.dumps(manifest(sources, pairs), indent=1)
    (options.out / "manifest.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(pairs)} pairs from {len(sources)} repositories")
    return 0


if __name__ == "__main__":
    sys.exit(main())
