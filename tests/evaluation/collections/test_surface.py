"""What the rest of the evaluation builds on."""

from codesearch.evaluation import collections


def test_these_names_are_public() -> None:
    assert collections.__all__ == [
        "Challenge",
        "fingerprint",
        "pooled",
        "read_challenge",
        "read_collection",
        "reversed_collection",
        "without_comments_in",
    ]
