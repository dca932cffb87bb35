"""How much of one repository there may be, so that no one style prevails."""

from codesearch.pairs.records import Kind

MAX_BY_KIND: dict[Kind, int] = {
    "class": 1_500,
    "comment": 1_500,
    "commit": 1_500,
    "prose": 1_000,
    "test": 1_500,
}
MAX_BY_LANGUAGE = 6_000  # documented functions and classes
MAX_OF_FUNCTION = 3  # pairs with the same answer
MAX_OF_SUBJECT = 3  # … and functions with the same subject of a commit
