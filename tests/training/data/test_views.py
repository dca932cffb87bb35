import numpy as np

from codesearch.encoder.text import NAME_REPEATS, place_of
from codesearch.encoder.tokenization import MARKER_IDS, SEP_ID
from codesearch.training.data.views import (
    WITH_PLACE,
    WITHOUT_NAME,
    WITHOUT_SIGNATURE,
    Lengths,
    draw,
    framed,
    plain,
)

LENGTHS = Lengths(query=16, document=64)


def test_texts_are_framed_and_cut() -> None:
    ids = framed([np.arange(10, 20, dtype=np.uint16)], "query", 5)
    assert ids.tolist() == [MARKER_IDS["query"], 10, 11, 12, SEP_ID]


def test_a_function_is_measured_as_a_search_embeds_it(pairs, tokenizer, tokenized) -> None:
    pair = pairs[0]
    name = f"{place_of(pair.path, pair.name)} {pair.name}"
    text = "\n".join([name] * NAME_REPEATS + [pair.code])
    document = plain(tokenized, 0, LENGTHS)[1]
    assert document.tolist() == tokenizer.encode([text], "document", LENGTHS.document)[0]


def test_pairs_are_drawn_the_same_way_for_the_same_seed(tokenized) -> None:
    def drawn() -> list[list[int]]:
        queries, documents = draw(tokenized, np.arange(20), np.random.default_rng(1), LENGTHS, [[7]])
        return [ids.tolist() for ids in queries + documents]

    assert drawn() == drawn()
    assert len({len(ids) for ids in drawn()[20:]}) >= 4  # with and without documentation, name, signature


def test_some_queries_say_their_language(tokenized) -> None:
    rows = np.zeros(400, dtype=np.int64)
    queries, _ = draw(tokenized, rows, np.random.default_rng(0), LENGTHS, [[399]])
    assert 0.1 < np.mean([399 in ids for ids in queries]) < 0.2


def test_some_functions_are_shown_with_what_their_file_is_called(tokenized) -> None:
    rows = np.zeros(400, dtype=np.int64)
    first = int(tokenized.place[0][0])
    _, documents = draw(tokenized, rows, np.random.default_rng(0), LENGTHS, [[7]])
    with_name = 1 - WITHOUT_SIGNATURE - WITHOUT_NAME
    shown = np.mean([ids[1] == first for ids in documents])
    assert abs(shown - with_name * WITH_PLACE) < 0.07
