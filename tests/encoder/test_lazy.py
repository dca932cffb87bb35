from pathlib import Path

import numpy as np

from codesearch.encoder.lazy import LazyEncoder


def test_the_weights_come_with_the_first_text_and_go_when_told(tiny_folder: Path) -> None:
    encoder = LazyEncoder(tiny_folder)
    assert encoder.id.startswith("tiny-")
    assert not encoder.is_loaded
    before = encoder.encode_queries(["retry"])
    assert encoder.is_loaded
    assert encoder.unload()
    assert not encoder.is_loaded
    np.testing.assert_array_equal(encoder.encode_queries(["retry"]), before)


def test_the_weights_stay_while_texts_come(tiny_folder: Path) -> None:
    encoder = LazyEncoder(tiny_folder)
    assert not encoder.unload()
    encoder.encode_documents(["def retry(): ..."])
    assert not encoder.unload(idle_seconds=600)
    assert encoder.is_loaded


def test_an_encoder_at_work_is_finished_with(tiny_folder: Path) -> None:
    encoder = LazyEncoder(tiny_folder)
    opened = encoder.opened
    encoder.unload()
    assert opened.encode_queries(["retry"]).shape == (1, encoder.width)
