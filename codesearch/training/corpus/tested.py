"""Name of a test → the function that it tests: one it calls, whose name or module it is named for."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from codesearch.pairs.records import Pair
from codesearch.ranking.terms import STOP_WORDS, stem
from codesearch.training.corpus.languages import module_of
from codesearch.training.corpus.lesson import (
    FUNCTIONS,
    is_consistent,
    is_marked_as_test,
    lesson,
    name_words,
)
from codesearch.training.corpus.repository import Repository
from codesearch.types import Unit

MIN_OTHER_WORDS = 2  # of a query, that the function's name has not
MAX_NAMESAKES = 4  # functions of one name, of which the module chooses
MAX_GROUP_CHARS = 60
LONG_WORDS = 6  # a query with so many needs no group before it
ENOUGH = 0.6  # of the words of a function's name that are in the test's
ENOUGH_OF_GROUP = 0.5  # of the words of a suite or a file that are in the function's name

_CALL = re.compile(
    r"([^\W\d]\w*[!?]?)\s*(?:::<[^<>]*>|<[\w., ]*>|\[\w*\])?\(|(?:\.|::|->|&|\|> ?)([^\W\d]\w*[!?]?)"
)
_WITHOUT_BRACKETS = {"haskell", "ocaml", "elixir", "ruby"}
_IDENTIFIER = re.compile(r"[^\W\d][\w']*")
_IS_TEST_NAME = re.compile(r"(?:test|it|should|spec)(?:[_A-Z\d]|s_)|(?:Test|Should)[_A-Z]|.*\s", re.S)
_MODULE_MARK = re.compile(r"^(?:tests?|spec)[_.-]|[_.-]?(?:tests?|spec|testcase)$", re.I)
_LEADING = re.compile(
    r"^(?:(?:tests?|it|spec)\b[\s:]*(?:(?:that|if|whether|for)\b\s*)?)?(?:should\s+(?:be able to\s+)?)?", re.I
)
_GROUP_MARK = re.compile(r"\b(?:tests?|spec|test ?case|suite)\b", re.I)
_PARTS = re.compile(r"::|[.#\\]")
_SAYING_LITTLE = frozenset(
    map(stem, ("ok", "ctor", "basic", "simple", "works", "work", "correctly", "success", "default", "case"))
)
_TEST_STEMS = frozenset(map(stem, ("test", "tests", "spec", "testing", "case")))


@dataclass(frozen=True, slots=True)
class _Said:
    """The stems of what a test is called, of the class or suite around it, and of its file."""

    phrase: frozenset[str]
    group: frozenset[str]
    module: frozenset[str]

    @classmethod
    def by(cls, test: Unit) -> Self:
        group = test.qualified_name.removesuffix(test.name)
        return cls(stems(test.name), stems(group) - _TEST_STEMS, stems(module_of(test.path)) - _TEST_STEMS)

    def covered(self, name: frozenset[str]) -> float:
        """The share of a name that the test says, or that a suite or file which is named for it says."""
        around = [words for words in (self.group, self.module) if _share(words, name) >= ENOUGH_OF_GROUP]
        return max(_share(name, words) for words in (self.phrase, *around))


def pairs_of_tests(repository: Repository) -> Iterator[Pair]:
    """Yield a pair for each test whose name is a phrase, if the function that it tests can be told."""
    by_name = _functions_by_name(repository.units)
    for test in repository.tests:
        if test.kind not in FUNCTIONS or not _is_test(test):
            continue
        phrase = _phrase(test)
        unit = _tested(test, by_name)
        if unit is None or not _says_more(phrase, unit):
            continue
        pair = lesson(unit, repository.name, _with_group(phrase, test), "test")
        if pair is not None and is_consistent(pair):
            yield pair


def _functions_by_name(units: Iterable[Unit]) -> dict[str, list[Unit]]:
    by_name: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.kind in FUNCTIONS:
            by_name[unit.name].append(unit)
    return by_name


def _is_test(unit: Unit) -> bool:
    return _IS_TEST_NAME.match(unit.name) is not None or is_marked_as_test(unit)


def _phrase(test: Unit) -> str:
    """The name of a test as words: what stands in quotes is as somebody wrote it."""
    if " " in test.name:
        return _LEADING.sub("", test.name.strip("`'\" "))
    return _LEADING.sub("", " ".join(name_words(test.name)))


def _with_group(phrase: str, test: Unit) -> str:
    """The phrase, if it is short behind the words of the class or suite that the test is in."""
    group = _innermost(test.qualified_name.removesuffix(test.name))
    words = group if " " in group else " ".join(name_words(group))
    words = " ".join(_GROUP_MARK.sub(" ", words).split())
    is_new = not set(words.split()) <= set(phrase.split())
    if words and is_new and len(words) <= MAX_GROUP_CHARS and len(phrase.split()) < LONG_WORDS:
        return f"{words}: {phrase}"
    return phrase


def _innermost(owners: str) -> str:
    """The last of the classes or suites around a test, which are all named with a separator behind."""
    parts = [part for part in _PARTS.split(owners.rpartition(">")[2].strip()) if part]
    return parts[-1].strip() if parts else ""


def _tested(test: Unit, by_name: dict[str, list[Unit]]) -> Unit | None:
    """The function that a test is about, None if none or several are as likely."""
    said = _Said.by(test)
    best: tuple[float, Unit] | None = None
    for name in _called(test):
        unit = _meant(by_name.get(name, []), test)
        if (
            unit is not None
            and (likeness := _likeness(unit, test, said))
            and (best is None or likeness > best[0])
        ):
            best = likeness, unit
    return best[1] if best else None


def _called(test: Unit) -> Iterable[str]:
    body = test.text.partition("\n")[2]
    if test.language in _WITHOUT_BRACKETS:
        return dict.fromkeys(_IDENTIFIER.findall(body))
    return dict.fromkeys(before or behind for before, behind in _CALL.findall(body))


def _meant(namesakes: list[Unit], test: Unit) -> Unit | None:
    """The only function of a name, or the only one in the module that is tested."""
    if len(namesakes) > MAX_NAMESAKES:
        return None
    near = [unit for unit in namesakes if _is_module_of(unit, test)] or namesakes
    return near[0] if len(near) == 1 and near[0].language == test.language else None


def _likeness(unit: Unit, test: Unit, said: _Said) -> float:
    """How much points to this function; 0 where it is not enough."""
    own = stems(unit.name)
    is_module = _is_module_of(unit, test)
    owner = stems(unit.qualified_name.removesuffix(unit.name))
    is_owner = bool(owner) and owner <= said.phrase | said.group | said.module
    covered = said.covered(own)
    if covered < ENOUGH or "test" in own | owner or not (len(own) > 1 or is_module or is_owner):
        return 0
    return covered + 0.5 * is_module + 0.2 * is_owner + 0.01 * len(own)


def stems(name: str) -> frozenset[str]:
    """Return the stems of the words of an identifier or a phrase."""
    return frozenset(map(stem, name_words(name)))


def _share(words: frozenset[str], others: frozenset[str]) -> float:
    return len(words & others) / len(words) if words else 0.0


def _is_module_of(unit: Unit, test: Unit) -> bool:
    """Whether a test's file is named for the function's: test_foo.py, FooTest.java."""
    tested = _MODULE_MARK.sub("", module_of(test.path)) or module_of(test.path)
    return unit.path == test.path or tested.replace("_", "") == module_of(unit.path).replace("_", "")


def _says_more(phrase: str, unit: Unit) -> bool:
    """Whether a phrase says more than the name of what it tests."""
    others = stems(phrase) - stems(unit.name) - _SAYING_LITTLE
    return len(others) >= MIN_OTHER_WORDS and any(word not in STOP_WORDS for word in others)
