"""What tells data apart: a short hash of all that is asked and all that can be found."""

from collections.abc import Iterable
from hashlib import blake2b

from codesearch.evaluation.records import Collection


def fingerprint(collections: Iterable[Collection]) -> str:
    """Return 16 hex digits (BLAKE2b) of documents and questions in their order; names do not count."""
    digest = blake2b(digest_size=8)
    for text in _texts(collections):
        data = text.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little"))  # so that no text runs into the next
        digest.update(data)
    return digest.hexdigest()


def _texts(collections: Iterable[Collection]) -> Iterable[str]:
    """Everything in the collections, with the number of its parts before each part of unknown length."""
    for collection in collections:
        yield from (str(len(collection.documents)), str(len(collection.questions)))
        for document in collection.documents:
            yield from (document.id, document.text, document.language)
        for question in collection.questions:
            yield from (question.id, question.text, str(len(question.gains)), str(len(question.groups)))
            for id, gain in sorted(question.gains.items()):
                yield from (id, repr(float(gain)))
            for group in sorted(question.groups.items()):
                yield from group
