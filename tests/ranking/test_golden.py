"""Golden order, in the manner of zoekt: a small repository, questions, and what has to come first."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from codesearch.encoder.protocol import Vectors
from codesearch.engine import Index

FILES = {
    "src/http/client.py": '''"""A client for HTTP."""

from src.http.retry import RetryPolicy


class HttpClient:
    """Sends requests over pooled connections."""

    def __init__(self, pool, policy=None):
        self.pool = pool
        self.policy = policy or RetryPolicy()

    def send(self, request):
        """Send a request, again and again where the policy says so."""
        for attempt in self.policy.attempts():
            with self.pool.acquire(request.host) as connection:
                response = connection.exchange(request)
            if not self.policy.should_retry(response):
                return response
        raise TimeoutError(request.url)
''',
    "src/http/retry.py": '''"""When a request is sent again."""


class RetryPolicy:
    """Backs off exponentially."""

    def __init__(self, limit=3, base=0.1):
        self.limit = limit
        self.base = base

    def attempts(self):
        return range(self.limit)

    def should_retry(self, response):
        """Whether a response is worth another attempt."""
        return response.status in (429, 503)

    def backoff(self, attempt):
        """Seconds to wait before an attempt: exponential with jitter."""
        return self.base * 2**attempt
''',
    "src/http/pool.py": '''"""Connections kept open."""


class ConnectionPool:
    """Keeps idle connections for each host."""

    def acquire(self, host):
        """Take an idle connection, or open one."""
        return self.idle[host].pop() if self.idle.get(host) else self.open(host)

    def release(self, host, connection):
        """Give a connection back."""
        self.idle.setdefault(host, []).append(connection)
''',
    "src/config/loader.py": '''"""Configuration from files and the environment."""

import tomllib


def load_config(path):
    """Read a TOML file and let environment variables overrule it."""
    with open(path, "rb") as file:
        return overrule(tomllib.load(file))


def overrule(values):
    return values | from_environment()


def from_environment(prefix="APP_"):
    """Settings from variables that begin with the prefix."""
    return {}
''',
    "src/cache.go": """package cache

// Evict removes the entry that was used least recently.
func (c *Cache) Evict() {
\tdelete(c.entries, c.order.Back())
}

// Get looks an entry up and marks it as used.
func (c *Cache) Get(key string) (Entry, bool) {
\tentry, ok := c.entries[key]
\treturn entry, ok
}
""",
    "src/auth/tokens.ts": """export class TokenVerifier {
  verifySignature(token: string): boolean {
    return timingSafeEqual(this.sign(token), token);
  }
}

export function parseBearerToken(header: string): string | null {
  const match = /^Bearer (.+)$/.exec(header);
  return match ? match[1] : null;
}
""",
    "vendor/http/retry.py": '''"""Somebody else's retries."""


class RetryPolicy:
    def should_retry(self, response):
        return response.status >= 500
''',
    "tests/test_retry.py": """from src.http.retry import RetryPolicy


def test_policy_retries_when_the_server_is_busy():
    assert RetryPolicy().should_retry(Response(503))


def test_backoff_is_exponential():
    assert RetryPolicy().backoff(2) == 0.4
""",
    "examples/retry_example.py": """from src.http.client import HttpClient

client = HttpClient(pool=None)
client.send("https://example.org")  # retries by its policy
""",
    "docs/retries.md": """# Retries

## Backing off

A request is retried with exponential backoff and jitter.
""",
}

# question → the first hits, as path and qualified name
GOLDEN = [
    ("RetryPolicy", [("src/http/retry.py", "RetryPolicy")]),
    ("should_retry", [("src/http/retry.py", "RetryPolicy.should_retry")]),
    ("ConnectionPool.acquire", [("src/http/pool.py", "ConnectionPool.acquire")]),
    ("parse_bearer_token", [("src/auth/tokens.ts", "parseBearerToken")]),
    ("Get", [("src/cache.go", "Cache.Get")]),
    ("exponential backoff", [("src/http/retry.py", "RetryPolicy.backoff")]),
    ("evicting the least recently used entry", [("src/cache.go", "Cache.Evict")]),
    ("how are settings read from environment variables", [("src/config/loader.py", "from_environment")]),
    ("where are config files read", [("src/config/loader.py", "load_config")]),
    ("verify token signatures", [("src/auth/tokens.ts", "TokenVerifier.verifySignature")]),
    ("tests of exponential backoff", [("tests/test_retry.py", "test_backoff_is_exponential")]),
    ("documentation on backing off", [("docs/retries.md", "Retries > Backing off")]),
]


class NoEncoder:
    """Stands in for an encoder where words alone are searched."""

    id = "none"
    width = 2

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError(f"lexical search asks for no vectors, but for {len(texts)}")

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.empty((len(self.encode_documents(texts)), self.width), np.float32)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    root: Path = tmp_path_factory.mktemp("golden") / "sample"
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    index = Index(root, index_dir=root.parent / "indexes", encoder=NoEncoder())
    index.refresh(embed_seconds=0)
    return index


@pytest.mark.parametrize(("question", "expected"), GOLDEN, ids=[question for question, _ in GOLDEN])
def test_what_comes_first(index: Index, question: str, expected: list[tuple[str, str]]) -> None:
    hits = index.search(question, mode="lexical", limit=len(expected))
    assert [(hit.path, hit.qualified_name) for hit in hits] == expected


def test_vendored_tested_and_exemplary_code_comes_after_ones_own(index: Index) -> None:
    paths = [hit.path for hit in index.search("retry policy", mode="lexical", limit=30)]
    own = paths.index("src/http/retry.py")
    assert all(own < paths.index(path) for path in ("vendor/http/retry.py", "tests/test_retry.py"))
