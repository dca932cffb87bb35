"""Copies of functions: exact ones by a hash, near ones by MinHash (Broder 1997) in bands.

Near duplicates flatter a search that was trained on one of the two (Allamanis, arXiv 1812.06469).
"""

import hashlib
import re
import zlib
from typing import Any

from codesearch.errors import ExtraError

MIN_WORDS = 10  # a shorter body resembles too many others
MAX_WORDS = 256  # looked at: the shingles of a longer body say no more, and bound the work
SHINGLE = 5  # words
MIN_SIMILARITY = 0.8  # Jaccard, of the sets of shingles
PERMUTATIONS = 128
BANDS, ROWS = 16, 8  # finds 95 % of those that are just similar enough, 99 % from 0.85
_WORDS = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")


def body_hash(code: str) -> str:
    """Return 16 hex digits that a copy shares, whatever its spacing, marks, case, numbers or first line."""
    words = " ".join(_body_words(code))
    return hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=8).hexdigest()


class NearDuplicates:
    """The functions seen so far, and whether another one resembles any of them.

    Raises:
        ExtraError: datasketch is not installed.
    """

    def __init__(self) -> None:
        datasketch = _datasketch()
        self._empty = datasketch.MinHash(PERMUTATIONS, seed=1, hashfunc=zlib.crc32, scheme="affine32")
        self._bands = datasketch.MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
        self._sketches: list[Any] = []
        self._hashes: set[str] = set()

    def is_new(self, code: str) -> bool:
        """Whether nothing seen before resembles this code, which counts as seen from then on if so."""
        exact = body_hash(code)
        sketch = self._sketch(code)
        if exact in self._hashes or self._resembles(sketch):
            return False
        self._hashes.add(exact)
        if sketch is not None:
            self._bands.insert(len(self._sketches), sketch)
            self._sketches.append(sketch)
        return True

    def is_known(self, code: str) -> bool:
        """Whether something seen before resembles this code, which does not count as seen."""
        return body_hash(code) in self._hashes or self._resembles(self._sketch(code))

    def _sketch(self, code: str) -> Any:
        """The MinHash of a body, None where it is too short to tell anything."""
        words = _body_words(code)[:MAX_WORDS]
        if len(words) < MIN_WORDS:
            return None
        shingles = {" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
        sketch = self._empty.copy()
        sketch.update_batch([shingle.encode("utf-8", "replace") for shingle in shingles])
        return sketch

    def _resembles(self, sketch: Any) -> bool:
        return sketch is not None and any(
            sketch.jaccard(self._sketches[at]) >= MIN_SIMILARITY for at in self._bands.query(sketch)
        )


def _body_words(code: str) -> list[str]:
    body = code.partition("\n")[2] or code
    return [_DIGITS.sub("0", word) for word in _WORDS.findall(body.lower())]


def _datasketch() -> Any:
    try:
        import datasketch
    except ImportError as error:
        raise ExtraError("near duplicates need datasketch: pip install 'codesearch[eval]'") from error
    return datasketch
