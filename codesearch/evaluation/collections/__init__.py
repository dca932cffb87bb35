"""Data to collections: reads what benchmarks and users have on their disks, and turns, strips and parts it.

Each format is a module; what is wrong with a file is told with the line it is on.
"""

from codesearch.evaluation.collections.challenge import Challenge, read_challenge
from codesearch.evaluation.collections.fingerprint import fingerprint
from codesearch.evaluation.collections.pools import pooled
from codesearch.evaluation.collections.read import read_collection
from codesearch.evaluation.collections.views import reversed_collection, without_comments_in

__all__ = [
    "Challenge",
    "fingerprint",
    "pooled",
    "read_challenge",
    "read_collection",
    "reversed_collection",
    "without_comments_in",
]
