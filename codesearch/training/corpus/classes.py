"""Documentation of a class, with the name of a method → the method, which has no documentation of its own."""

import re
from collections import defaultdict
from collections.abc import Iterator

from codesearch.pairs.documentation import as_query, without_own_name
from codesearch.pairs.records import Pair
from codesearch.training.corpus.lesson import lesson, name_words
from codesearch.training.corpus.repository import Repository
from codesearch.types import Unit

MAX_METHODS = 3  # of a class: the longest, which do most
MAX_SENTENCE_CHARS = 140
_MIN_METHOD_CHARS = 120
_OWNER_END = re.compile(r"(?:::|[.#\\])[^.:#\\]+$")
_SENTENCE_END = re.compile(r"(?<=[\w)\]\"'])[.!?](?=\s+[A-Z]|$)")
_STANDARD = re.compile(  # methods that any class may have
    r"__\w+|operator.*|.*to_?string|hash_?code|get_?hash_?code|compare_?to|set_?up|tear_?down|from_str|\w+_init_?",
    re.I,
)
_COPULA = re.compile(
    r"^(?:this|it)?\s*(?:class|struct|interface|type|module)?\s*(?:is|represents)\s+(?=an?\b|the\b)", re.I
)
_NO_DESCRIPTION = re.compile(r"(?:this|these|when|note|if|see|use|it|here|we|you|do|not|as)\b|-", re.I)


def class_pairs(repository: Repository) -> Iterator[Pair]:
    """Yield "what the class is: what the method is called" for some methods of each documented class."""
    methods = _methods_by_owner(repository)
    for unit in repository.units:
        if unit.kind != "class" or not (sentence := _first_sentence(unit)):
            continue
        chosen = methods.get((unit.path, unit.qualified_name), [])
        for method in sorted(chosen, key=lambda method: -len(method.text))[:MAX_METHODS]:
            query = f"{sentence}: {' '.join(name_words(method.name))}"
            pair = lesson(method, repository.name, query, "class")
            if pair is not None:
                yield pair


def _methods_by_owner(repository: Repository) -> dict[tuple[str, str], list[Unit]]:
    """Methods that their class has to speak for, by path and qualified name of the class."""
    methods: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in repository.units:
        if (
            unit.kind == "method"
            and _is_telling(unit.name)
            and not unit.docstring
            and len(unit.text) >= _MIN_METHOD_CHARS
        ):
            methods[unit.path, _OWNER_END.sub("", unit.qualified_name)].append(unit)
    return methods


def _is_telling(name: str) -> bool:
    """Whether the name of a method says what it does: `close` and `update` do not."""
    return len(list(name_words(name))) > 1 and not _STANDARD.fullmatch(name)


def _first_sentence(unit: Unit) -> str:
    query = without_own_name(as_query(unit.docstring), unit.qualified_name)
    sentence = _COPULA.sub("", _SENTENCE_END.split(query)[0]).rstrip(".:;, ")
    if len(sentence) > MAX_SENTENCE_CHARS or _NO_DESCRIPTION.match(sentence):
        return ""
    return sentence[:1].upper() + sentence[1:]
