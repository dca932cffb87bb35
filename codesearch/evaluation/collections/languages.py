"""Languages: data sets name them in their own ways, and each is a collection of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from codesearch.evaluation.records import Collection, Document, Question
from codesearch.parsers.languages import LANGUAGES, language_of

_HABITS = {"c#": "csharp", "f#": "fsharp", "golang": "go", "objective-c": "objc", "shell": "bash"}


@lru_cache(maxsize=256)
def language_named(name: str) -> str:
    """The parsers' name of a language that is given by name or extension in any case; else "text"."""
    word = name.strip().lower()
    return word if word in LANGUAGES else _HABITS.get(word) or language_of(f"file.{word}").name


def split_by_language(
    name: str, documents: Mapping[str, Document], questions: Iterable[Question]
) -> list[Collection]:
    """Return one collection a language in which something is asked.

    A question that is answered in several languages is asked in each of them. `documents` are by id.
    """
    asked: dict[str, list[Question]] = {}
    for question in questions:
        for language in _languages_of(question, documents):
            asked.setdefault(language, []).append(_question_in(language, question, documents))
    found: dict[str, list[Document]] = {language: [] for language in asked}
    for document in documents.values():
        if document.language in found:
            found[document.language].append(document)
    return [
        Collection(f"{name} {language}" if len(asked) > 1 else name, tuple(found[language]), tuple(part))
        for language, part in asked.items()
    ]


def _languages_of(question: Question, documents: Mapping[str, Document]) -> list[str]:
    """The languages that a question is answered in, in order of its answers."""
    return list(dict.fromkeys(documents[id].language for id, gain in question.gains.items() if gain > 0))


def _question_in(language: str, question: Question, documents: Mapping[str, Document]) -> Question:
    gains = {id: gain for id, gain in question.gains.items() if documents[id].language == language}
    return replace(question, gains=gains, groups={**question.groups, "language": language})
