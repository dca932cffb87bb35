from pathlib import Path

import pytest

from codesearch.encoder.tokenization import (
    MARKER_IDS,
    SEP_ID,
    SPECIAL_TOKENS,
    TextTokenizer,
    build_tokenizer,
    load_tokenizer,
    train_tokenizer,
)
from codesearch.errors import EncoderError


def words(text: str) -> list[str]:
    tokenizer = build_tokenizer()
    normalized = tokenizer.normalizer.normalize_str(text)
    pieces = tokenizer.pre_tokenizer.pre_tokenize_str(normalized)
    return [tokenizer.decoder.decode([piece]).strip() for piece, _ in pieces]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("parseHTTPResponse_v2", ["parse", "http", "response", "v", "2"]),
        ("snake_case_name", ["snake", "case", "name"]),
        ("MAX_RETRIES", ["max", "retries"]),
        ("__init__(self)", ["init", "(", "self", ")"]),
        ("getURLs", ["get", "ur", "ls"]),
        ("utf8decode", ["utf", "8", "decode"]),
        ("1234567", ["123", "456", "7"]),
        ("x\n\n\t        =  y", ["x", "=", "y"]),
        ("ÄpfelÖl straßeName", ["äpfel", "öl", "straße", "name"]),
        ("", []),
    ],
)
def test_identifiers_are_split_and_lowered(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_letters_keep_their_case_where_that_is_asked_for(tmp_path: Path) -> None:
    texts = ["parseHTTPResponse parse_http_response"] * 4
    train_tokenizer(texts, 320, keeps_case=True).save(str(tmp_path / "tokenizer.json"))
    tokenizer = load_tokenizer(tmp_path / "tokenizer.json")
    spellings = ["parseHTTPResponse", "parse_HTTP_Response", "parse_http_response"]
    mixed, split, lowered = tokenizer.encode(spellings, "query", 64)
    assert mixed == split != lowered


@pytest.mark.parametrize("text", ["open(file)", "open ( file )", "open(\n        file\n)", "OPEN(File)"])
def test_layout_and_case_do_not_change_the_ids(tokenizer: TextTokenizer, text: str) -> None:
    assert tokenizer.encode([text], "query", 64) == tokenizer.encode(["open(file)"], "query", 64)


def test_special_tokens_have_fixed_ids() -> None:
    trained = train_tokenizer(["some text"], vocab_size=300)
    assert [trained.token_to_id(token) for token in SPECIAL_TOKENS] == list(range(7))


@pytest.mark.parametrize("marker", ["query", "document"])
def test_a_sequence_is_marker_tokens_and_separator(tokenizer: TextTokenizer, marker: str) -> None:
    [ids] = tokenizer.encode(["def test"], marker, 64)  # type: ignore[arg-type]  # a parameter is a plain str
    assert (ids[0], ids[-1]) == (MARKER_IDS[marker], SEP_ID)  # type: ignore[index]  # likewise
    assert len(ids) > 2
    assert min(ids[1:-1]) > 6


def test_a_long_text_is_cut_and_keeps_its_separator(tokenizer: TextTokenizer) -> None:
    [ids] = tokenizer.encode(["one two three " * 1000], "document", 20)
    assert len(ids) == 20
    assert ids[-1] == SEP_ID


def test_special_tokens_in_a_text_are_text(tokenizer: TextTokenizer) -> None:
    [ids] = tokenizer.encode(["[MASK] [PAD] [SEP]"], "document", 64)
    assert min(ids[1:-1]) > 6


@pytest.mark.parametrize(
    "text", ["", " \n", "\x00", "\ud800", "x\udfff y", "中文字", "🦀" * 50, "e\u0301", "a" * 100_000]
)
def test_any_string_has_ids(tokenizer: TextTokenizer, text: str) -> None:
    [ids] = tokenizer.encode([text], "document", 512)
    assert 2 <= len(ids) <= 512
    assert max(ids) < 600


def test_a_saved_file_gives_the_same_ids(tmp_path: Path) -> None:
    trained = train_tokenizer(["def parse_response(self): return Response"], vocab_size=320)
    trained.save(str(tmp_path / "tokenizer.json"))
    again = load_tokenizer(tmp_path / "tokenizer.json")
    text = ["parseResponse 中"]
    assert again.encode(text, "query", 32) == TextTokenizer(trained).encode(text, "query", 32)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"tokenizer\.json"):
        load_tokenizer(tmp_path / "tokenizer.json")


def test_a_foreign_tokenizer_is_refused(tmp_path: Path) -> None:
    build_tokenizer().save(str(tmp_path / "tokenizer.json"))
    with pytest.raises(EncoderError, match=r"\[PAD\]"):
        load_tokenizer(tmp_path / "tokenizer.json")
