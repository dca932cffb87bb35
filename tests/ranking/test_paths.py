"""What a path says of a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codesearch.ranking.paths import path_traits


@pytest.mark.parametrize(
    ("path", "traits"),
    [
        ("src/retry.py", ""),
        ("tests/test_retry.py", "test"),
        ("retry_test.go", "test"),
        ("src/__tests__/retry.ts", "test"),
        ("src/retry.spec.ts", "test"),
        ("src/RetryTest.java", "test"),
        ("conftest.py", "test"),
        ("src/latest.py", ""),
        ("src/contest/attest.py", ""),
        ("examples/retry.py", "example"),
        ("benchmarks/speed.rs", "example"),
        ("docs/retry.py", "docs"),
        ("README.md", "docs"),
        ("vendor/lib/a.go", "generated"),
        ("types/index.d.ts", "generated"),
        ("api_pb2.py", "generated"),
        ("stubs/api.pyi", "generated"),
        ("src/generator.py", ""),
        ("tests/fixtures/vendor/a.md", "test docs generated"),
    ],
)
def test_traits(path: str, traits: str) -> None:
    found = path_traits(path)
    names = {
        "test": found.is_test,
        "example": found.is_example,
        "docs": found.is_docs,
        "generated": found.is_generated,
    }
    assert " ".join(name for name, is_so in names.items() if is_so) == " ".join(
        n for n in names if n in traits.split()
    )


@pytest.mark.parametrize(
    ("path", "stem_words"),
    [
        ("src/http/connection_pool.py", {"connect", "pool", "connectionpool"}),
        ("src/pool/__init__.py", {"pool"}),
        ("src/router/index.ts", {"rout"}),
        ("index.ts", {"index"}),
        (".bashrc", {"bashrc"}),
        ("a/retry.test.ts", {"retr"}),
    ],
)
def test_words(path: str, stem_words: set[str]) -> None:
    assert path_traits(path).stem_words == stem_words


@given(st.lists(st.text(st.characters(exclude_characters="/\0"), min_size=1), min_size=1).map("/".join))
def test_any_path_has_traits(path: str) -> None:
    assert path_traits(path) == path_traits(path)
