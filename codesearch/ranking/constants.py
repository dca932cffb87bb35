"""Every number that decides an order. Each was set on the development data, and little."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Constants:
    """Weights are in units of the best base score, which is 1; factors multiply the sum."""

    candidates: int = 200  # units taken from full text, and as many from vectors
    vector_weight: float = 0.6  # what the nearest vector is worth beside the best full-text score
    vector_weight_symbol: float = 0.1  # … for a query that is one name

    # The unit is what the query names
    defines_symbol: float = 0.8  # its name is a symbol of the query
    defines_scoped_symbol: float = 0.4  # … and so is its class

    # The file is about it
    stem_words: float = 0.5  # times the share of the file stem's words that the query has
    folder_words: float = 0.1  # times the share of the query's terms among its folders
    file_support: float = 0.3  # times what the file's other candidates score, damped

    # What is asked for less often
    test_factor: float = 0.5
    example_factor: float = 0.6
    docs_factor: float = 0.7
    generated_factor: float = 0.6  # vendored, generated, legacy, type stubs
    outline_factor: float = 0.9  # a module's leftovers rather than a function
    next_in_file_factor: float = 0.6  # each further hit in one file


CONSTANTS = Constants()
