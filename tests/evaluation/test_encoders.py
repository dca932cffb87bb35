"""Encoders by name and by folder."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from codesearch.encoder.folder import BUNDLED
from codesearch.encoder.lazy import LazyEncoder
from codesearch.errors import EncoderError, ExtraError
from codesearch.evaluation.asking.encoders import MINILM_NAME, MINILM_PACKAGE, open_encoder


def test_the_bundled_encoder_has_a_name() -> None:
    assert open_encoder("bundled").id == LazyEncoder().id


def test_a_folder_that_was_exported_is_an_encoder(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(BUNDLED, folder)
    assert open_encoder(str(folder)).id == LazyEncoder().id
    (folder / "graph.onnx").unlink()
    with pytest.raises(EncoderError, match=r"lacks graph\.onnx"):
        open_encoder(str(folder))


def test_a_folder_with_modules_is_opened_as_sentence_transformers_writes_it(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text('[{"type": "sentence_transformers.models.CLIPModel"}]')
    with pytest.raises(EncoderError, match="is made of CLIPModel"):
        open_encoder(str(tmp_path))


def test_a_home_folder_may_be_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    shutil.copytree(BUNDLED, tmp_path / "mine")
    assert open_encoder("~/mine").id == LazyEncoder().id


@pytest.mark.parametrize("name", ["", "bundeld", "no/such/folder"])
def test_an_unknown_encoder_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EncoderError, match="give bundled, all-MiniLM-L6-v2, or the folder"):
        open_encoder(name)


@pytest.mark.skipif(find_spec(MINILM_PACKAGE) is not None, reason="it is installed")
def test_a_model_that_is_not_installed_says_what_to_install() -> None:
    with pytest.raises(ExtraError, match=r"codesearch\[peers\]"):
        open_encoder(MINILM_NAME)
