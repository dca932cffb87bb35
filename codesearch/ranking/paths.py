"""What a path says of a file: test, example, documentation or somebody else's; and the words in it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from codesearch.ranking.terms import words_of
from codesearch.stems import telling_stem

TEST_FOLDER = re.compile(
    r"(?:^|/)(?:tests?|__tests__|specs?|testing|testdata|fixtures?|mocks?|__mocks__|e2e|(?-i:[a-z]+Tests?))/",
    re.I,
)
TEST_FILE = re.compile(
    r"(?:^|/)(?:test_[^/]*|conftest\.py|[^/]*(?:_test|_spec|\.test|\.spec|-test|Tests?|Spec|TestCase)\.\w+)$"
)
EXAMPLE = re.compile(
    r"(?:^|/)(?:examples?|samples?|demos?|tutorials?|benchmarks?|bench|playground|sandbox)/", re.I
)
DOCS = re.compile(r"(?:^|/)docs?/|\.(?:md|mdx|rst|txt|adoc)$", re.I)
GENERATED = re.compile(
    r"(?:^|/)(?:vendor|third_party|thirdparty|external|generated|gen|dist|legacy|compat|_compat|deprecated|locales?)(?:/|\.)"
    r"|\.d\.[cm]?ts$|\.pyi$|_pb2\w*\.py$|\.pb\.\w+$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class PathTraits:
    """What a path says of a file."""

    is_test: bool
    is_example: bool
    is_docs: bool
    is_generated: bool
    stem_words: frozenset[str]


@lru_cache(maxsize=50_000)
def path_traits(path: str) -> PathTraits:
    """The traits of a POSIX path relative to the root."""
    return PathTraits(
        is_test=bool(TEST_FOLDER.search(path) or TEST_FILE.search(path)),
        is_example=bool(EXAMPLE.search(path)),
        is_docs=bool(DOCS.search(path)),
        is_generated=bool(GENERATED.search(path)),
        stem_words=words_of(telling_stem(path)),
    )
