"""Every number that decides an order. Each was set on the development data, and little."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Constants:
    """What is added is in units of the best base score, which is 1; factors multiply the sum."""

    candidates: int = 200  # units taken from full text, and as many from vectors
    vector_weight: float = 60.0  # BM25 that a cosine of 1 is worth

    defines_symbol: float = 2.0  # its name is all that the query says: nothing else outweighs that

    # What speaks for a file, said once, by its best unit
    stem_words: float = 0.7  # times the share of the file stem's words that the query has, see `named`
    file_support: float = 0.3  # times what the file's other candidates score, damped

    # What is asked for less often
    aside_factor: float = 0.6  # tests, examples, documentation, others' code, further parts of one unit
    outline_factor: float = 0.9  # a module's leftovers rather than a function


CONSTANTS = Constants()
