"""Tokens are never counted too low, by the bundled tokenizer's measure."""

import base64
import json
import random
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from codesearch.agents.tokens import estimate_tokens
from codesearch.encoder import folder

FIXTURES = Path(__file__).parent.parent / "parsers" / "fixtures"
SOURCES = sorted(FIXTURES.iterdir()) + sorted(Path(__file__).parent.glob("*.py"))
LINES = 25


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(Path(folder.__file__).parent / "weights" / "tokenizer.json"))


def counted(tokenizer: Tokenizer, text: str) -> int:
    """The bundled tokenizer drops white space, so line breaks are added."""
    return len(tokenizer.encode(text, add_special_tokens=False).ids) + text.count("\n")


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_no_stretch_of_code_counts_too_low_in_text_or_json(tokenizer: Tokenizer, source: Path) -> None:
    lines = source.read_text("utf-8").split("\n")
    for start in range(0, len(lines), LINES):
        code = "\n".join(lines[start : start + LINES])
        for text in (code, json.dumps({"text": code}, ensure_ascii=False)):
            assert estimate_tokens(text) >= counted(tokenizer, text)


def test_what_no_vocabulary_knows_counts_by_its_characters(tokenizer: Tokenizer) -> None:
    noise = random.Random(1).randbytes(3_000)
    for text in (base64.b64encode(noise).decode(), noise.hex(), "検索エンジン" * 40, "}{)(*&^" * 60):
        assert estimate_tokens(text) >= 0.99 * counted(tokenizer, text)


def test_prose_is_not_counted_absurdly_high() -> None:
    text = "Each unit becomes terms for full text and a vector. " * 20
    assert len(text) / 5 < estimate_tokens(text) < len(text) / 2
