"""A small repository for pictures: a courier that sends requests, in four languages."""

FILES = {
    "src/retry.py": '''"""Retries of failed requests, with longer and longer waits."""

import random
import time


class Retrier:
    """Sends a request again while there is hope."""

    def __init__(self, attempts=3, base_seconds=0.2):
        self.attempts = attempts
        self.base_seconds = base_seconds

    def should_retry(self, response):
        """Whether a failed request may work later."""
        return response is None or response.status in (429, 502, 503)

    def retry_request(self, request, send):
        """Send a request until it works; return the last response."""
        response = None
        for attempt in range(self.attempts):
            response = send(request)
            if not self.should_retry(response):
                return response
            time.sleep(self.wait_seconds(attempt))
        return response

    def wait_seconds(self, attempt):
        """How long to wait before the next attempt, with some jitter."""
        return self.base_seconds * 2**attempt * (1 + random.random())
''',
    "src/client.py": '''"""A client that keeps its connection open."""

from retry import Retrier


class Client:
    def __init__(self, pool, retrier=None):
        self.pool = pool
        self.retrier = retrier or Retrier()

    def request(self, method, url, **options):
        """Send one request over a free connection."""
        with self.pool.connection(url) as connection:
            return self.retrier.retry_request((method, url, options), connection.send)

    def close(self):
        """Give every connection back."""
        self.pool.close()


def parse_timeout(text):
    """Seconds from "250ms", "3s" or "2m"."""
    for ending, factor in (("ms", 0.001), ("s", 1), ("m", 60)):
        if text.endswith(ending):
            return float(text.removesuffix(ending)) * factor
    raise ValueError(f"not a timeout: {text}")
''',
    "src/screen.py": 'def clear_screen():\n    """Clears \x1b[2J the\u202e screen."""\n    return "\x7f"\n'
    '\n\ndef 接続を取得する():\n    """接続 from the screen: שלום."""\n    return "表示" * 3\n',
    "pool/pool.go": """package pool

// Acquire takes a free connection, or waits until one is given back.
func Acquire(p *Pool) *Conn {
\tselect {
\tcase conn := <-p.free:
\t\treturn conn
\tdefault:
\t\treturn p.dial()
\t}
}

// Release gives a connection back; a broken one is closed instead.
func (p *Pool) Release(conn *Conn) {
\tif conn.IsBroken() {
\t\tconn.Close()
\t\treturn
\t}
\tp.free <- conn
}
""",
    "web/status.ts": """/** Shows whether the last request failed. */
export function renderStatus(response: Response | null): string {
  if (response === null) return "offline";
  return response.ok ? "ok" : `failed with ${response.status}`;
}
""",
    "tests/test_retry.py": """from retry import Retrier


def test_a_failed_request_is_sent_again():
    sent = []
    Retrier(attempts=2).retry_request("GET /", sent.append)
    assert sent == ["GET /", "GET /"]
""",
    "README.md": """# Courier

Sends requests, and sends them again.

## Retries

A failed request is sent again up to three times. Each wait is twice as long as the one before.

## Connections

A pool keeps connections open; a broken connection is closed.
""",
}
