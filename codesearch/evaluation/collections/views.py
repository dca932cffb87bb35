"""A collection seen otherwise: code asks for its documentation, or stands there without comments."""

from collections.abc import Mapping
from dataclasses import replace

from codesearch.evaluation.records import Collection, Document, Question
from codesearch.parsers.strip import without_comments


def reversed_collection(collection: Collection) -> Collection:
    """Return code → text: the questions' texts are the documents, and code that answers something asks.

    Texts that are the same are one document, worth the most that one of its questions gives. The ids are
    those of the document, now a question, and of the first question with that text.
    """
    texts: dict[str, Document] = {}
    gains: dict[str, dict[str, float]] = {}  # document → text's id → gain
    groups: dict[str, Mapping[str, str]] = {}  # of the first question that the document answers
    for question in collection.questions:
        text = texts.setdefault(question.text, Document(question.id, question.text))
        for id, gain in question.gains.items():
            worth = gains.setdefault(id, {})
            worth[text.id] = max(gain, worth.get(text.id, 0.0))
            if gain > 0:
                groups.setdefault(id, question.groups)
    questions = tuple(
        Question(document.id, document.text, gains[document.id], groups[document.id])
        for document in collection.documents
        if document.id in groups
    )
    return Collection(collection.name, tuple(texts.values()), questions)


def without_comments_in(collection: Collection) -> Collection:
    """Return the collection with code alone, for comments may give an answer away.

    A document that is nothing but comments stays as it is.
    """
    return replace(collection, documents=tuple(map(_bare, collection.documents)))


def _bare(document: Document) -> Document:
    text = without_comments(document.text, document.language)
    return replace(document, text=text) if text.strip() else document
