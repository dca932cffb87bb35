"""The fingerprint changes with whatever could change an outcome."""

from dataclasses import replace

import pytest

from codesearch.evaluation.collections import fingerprint
from codesearch.evaluation.records import Collection, Document, Question

DOCUMENT = Document("d", "code", "go")
QUESTION = Question("q", "text", {"d": 1.0, "e": 0.0}, {"language": "go"})
COLLECTION = Collection("go", (DOCUMENT,), (QUESTION,))


def test_it_is_sixteen_hex_digits_and_does_not_depend_on_names_or_the_order_of_gains() -> None:
    assert fingerprint([COLLECTION]) == "2188160e8ec6dfdc"
    assert fingerprint([replace(COLLECTION, name="other")]) == fingerprint([COLLECTION])
    turned = replace(QUESTION, gains={"e": 0, "d": 1})
    assert fingerprint([replace(COLLECTION, questions=(turned,))]) == fingerprint([COLLECTION])


@pytest.mark.parametrize(
    "other",
    [
        replace(COLLECTION, documents=(replace(DOCUMENT, id="e"),)),
        replace(COLLECTION, documents=(replace(DOCUMENT, text="Code"),)),
        replace(COLLECTION, documents=(replace(DOCUMENT, language="c"),)),
        replace(COLLECTION, documents=(replace(DOCUMENT, id="dc", text="ode"),)),
        replace(COLLECTION, questions=(replace(QUESTION, id="r"),)),
        replace(COLLECTION, questions=(replace(QUESTION, text="other"),)),
        replace(COLLECTION, questions=(replace(QUESTION, gains={"d": 2.0, "e": 0.0}),)),
        replace(COLLECTION, questions=(replace(QUESTION, gains={"d": 1.0}),)),
        replace(COLLECTION, questions=(replace(QUESTION, groups={}),)),
        replace(COLLECTION, questions=()),
    ],
)
def test_it_changes_with_the_data(other: Collection) -> None:
    assert fingerprint([other]) != fingerprint([COLLECTION])


def test_it_tells_one_collection_from_two() -> None:
    empty = Collection("none", (), ())
    assert len({fingerprint(many) for many in ([], [empty], [COLLECTION], [COLLECTION, empty])}) == 4
