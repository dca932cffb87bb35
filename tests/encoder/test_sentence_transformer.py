"""Other people's encoders, with a tiny random BERT as `sentence-transformers` lays one out on disk."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from codesearch.encoder.sentence_transformer import SentenceTransformer
from codesearch.errors import EncoderError

transformers = pytest.importorskip("transformers")

VOCABULARY = "retry send request pool close connection again until it works the a query document :"
WORDS = VOCABULARY.split()
TEXTS = ["retry", "send the request again until it works", "close a connection", "", "pool " * 30, "retry"]
MEAN = {"pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True}
CLS = {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
PROMPTS = {"prompts": {"query": "query : ", "document": "document : "}}
Spoil = Callable[[Path], object]


def write(path: Path, value: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value))


def lay_out(
    folder: Path, kinds: tuple[str, ...] = ("Transformer", "Pooling", "Normalize"), body: str = ""
) -> None:
    """Everything but weights and tokenizer; `body` is the transformer's folder."""
    paths = (body, "1_Pooling", "2_Normalize")
    modules = [
        {"idx": number, "path": paths[number], "type": f"sentence_transformers.models.{kind}"}
        for number, kind in enumerate(kinds)
    ]
    write(folder / "modules.json", modules)
    write(folder / "1_Pooling/config.json", MEAN)
    write(folder / body / "sentence_bert_config.json", {"max_seq_length": 16, "do_lower_case": False})


def save_bert(folder: Path) -> None:
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.pre_tokenizers import Whitespace
    from tokenizers.processors import TemplateProcessing

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    vocabulary = {word: number for number, word in enumerate([*special, *WORDS])}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=48,
        max_position_embeddings=24,
    )
    torch.manual_seed(7)
    transformers.BertModel(config).save_pretrained(folder)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bert") / "tiny"
    save_bert(folder)
    lay_out(folder)
    return folder


@pytest.fixture
def folder(saved: Path, tmp_path: Path) -> Path:
    """A copy to change."""
    copy = tmp_path / "tiny"
    copy.mkdir()
    for path in saved.rglob("*"):
        if path.is_file():
            (copy / path.relative_to(saved)).parent.mkdir(exist_ok=True)
            (copy / path.relative_to(saved)).write_bytes(path.read_bytes())
    return copy


def slowly(
    folder: Path, texts: list[str], *, pooling: str = "mean", longest: int = 16
) -> np.ndarray[Any, Any]:
    """The vectors one by one, without padding."""
    model = transformers.AutoModel.from_pretrained(folder).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    rows = []
    for text in texts:
        ids = tokenizer(text, truncation=True, max_length=longest, return_tensors="pt")
        with torch.inference_mode():
            hidden = model(**ids).last_hidden_state[0]  # (T, D)
        row = hidden.mean(0) if pooling == "mean" else hidden[0]
        rows.append((row / row.norm()).numpy())
    return np.stack(rows)


@pytest.mark.parametrize(
    ("settings", "pooling"),
    [(MEAN, "mean"), (CLS, "cls"), ({"pooling_mode": "mean"}, "mean"), ({"pooling_mode": ["cls"]}, "cls")],
)
def test_vectors_are_those_of_a_plain_loop(folder: Path, settings: dict[str, Any], pooling: str) -> None:
    write(folder / "1_Pooling/config.json", settings)
    encoder = SentenceTransformer(folder)
    expected = slowly(folder, TEXTS, pooling=pooling)
    for vectors in (encoder.encode_documents(TEXTS), encoder.encode_queries(TEXTS)):
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(vectors, expected, atol=1e-5)
    assert encoder.width == 32


def test_batches_come_back_in_order(saved: Path) -> None:
    texts = [" ".join(WORDS[: number % 14]) for number in range(900)]  # over the budget of a batch
    vectors = SentenceTransformer(saved).encode_documents(texts)
    for row in (0, 13, 14, 450, 899):
        np.testing.assert_allclose(vectors[row], vectors[row % 14], atol=1e-5)
    np.testing.assert_allclose(vectors[:14], slowly(saved, texts[:14]), atol=1e-5)


def test_no_text_gives_no_row(saved: Path) -> None:
    assert SentenceTransformer(saved).encode_documents([]).shape == (0, 32)


def test_half_a_pair_is_a_question_mark(saved: Path) -> None:
    vectors = SentenceTransformer(saved).encode_queries(["retry \ud800", "retry ?"])
    np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-6)


@pytest.mark.parametrize("key", ["document", "passage", "corpus"])
def test_prompts_are_put_before_queries_and_documents(folder: Path, key: str) -> None:
    prompts = {"query": "query : ", key: "document : "}
    write(folder / "config_sentence_transformers.json", {"prompts": prompts, "default_prompt_name": None})
    encoder = SentenceTransformer(folder)
    np.testing.assert_allclose(
        encoder.encode_queries(["retry"]), slowly(folder, ["query : retry"]), atol=1e-5
    )
    np.testing.assert_allclose(
        encoder.encode_documents(["retry"]), slowly(folder, ["document : retry"]), atol=1e-5
    )


def test_the_longest_text_is_what_the_files_say(folder: Path) -> None:
    text = ["send the request again until it works " * 9]
    longest = {"of the folder": 16, "of the caller": 8, "of the tokenizer": 12, "of the model": 24}
    encoders = {
        "of the folder": SentenceTransformer(folder),
        "of the caller": SentenceTransformer(folder, max_length=8),
    }
    (folder / "sentence_bert_config.json").unlink()
    encoders["of the model"] = SentenceTransformer(folder)
    settings = json.loads((folder / "tokenizer_config.json").read_text())
    write(folder / "tokenizer_config.json", settings | {"model_max_length": 12})
    encoders["of the tokenizer"] = SentenceTransformer(folder)
    for name, encoder in encoders.items():
        expected = slowly(folder, text, longest=longest[name])
        np.testing.assert_allclose(encoder.encode_documents(text), expected, atol=1e-5, err_msg=name)
    assert len({encoder.id for encoder in encoders.values()}) == 4


def test_an_id_names_the_vectors(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = SentenceTransformer(folder)
    assert first.id.startswith("tiny-")
    assert SentenceTransformer(folder, name="mine").id == first.id.replace("tiny", "mine")
    monkeypatch.chdir(folder)
    assert SentenceTransformer(Path()).id == first.id
    write(folder / "1_Pooling/config.json", CLS)
    second = SentenceTransformer(folder)
    write(folder / "config_sentence_transformers.json", PROMPTS)
    third = SentenceTransformer(folder)
    torch.manual_seed(8)
    config = transformers.AutoConfig.from_pretrained(folder)
    transformers.BertModel(config).save_pretrained(folder)
    fourth = SentenceTransformer(folder)
    assert len({encoder.id for encoder in (first, second, third, fourth)}) == 4


def test_the_transformer_may_have_a_folder_of_its_own(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "0_Transformer").mkdir()
    for path in saved.glob("*.*"):
        if path.name != "modules.json":
            (tmp_path / "0_Transformer" / path.name).write_bytes(path.read_bytes())
    lay_out(tmp_path, kinds=("Transformer", "Pooling"), body="0_Transformer")
    vectors = SentenceTransformer(tmp_path).encode_documents(TEXTS)
    np.testing.assert_allclose(vectors, slowly(saved, TEXTS), atol=1e-5)


def lose_a_layer(folder: Path) -> None:
    from safetensors.numpy import load_file, save_file

    tensors = load_file(folder / "model.safetensors")
    kept = {name: tensor for name, tensor in tensors.items() if "layer.1" not in name}
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})


def spoil(name: str, text: str) -> Spoil:
    return lambda folder: (folder / name).write_text(text)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (spoil("modules.json", "{"), r"modules\.json cannot be read"),
        (spoil("modules.json", "{}"), r"modules\.json cannot be read"),
        (spoil("modules.json", "[1, 2]"), "is made of nothing known"),
        (
            lambda folder: lay_out(folder, kinds=("Transformer", "Pooling", "Dense")),
            "Transformer, Pooling, Dense",
        ),
        (spoil("1_Pooling/config.json", '{"pooling_mode_max_tokens": true}'), "pools in another way"),
        (
            spoil("1_Pooling/config.json", json.dumps(MEAN | CLS | {"pooling_mode_mean_tokens": True})),
            "pools",
        ),
        (spoil("1_Pooling/config.json", '{"pooling_mode": "lasttoken"}'), "pools in another way"),
        (
            spoil("1_Pooling/config.json", json.dumps({**MEAN, "include_prompt": False})),
            "pools in another way",
        ),
        (lambda folder: (folder / "1_Pooling/config.json").unlink(), "pools in another way"),
        (
            spoil("config_sentence_transformers.json", "[]"),
            r"config_sentence_transformers\.json cannot be read",
        ),
        (spoil("sentence_bert_config.json", "\x00"), r"sentence_bert_config\.json cannot be read"),
        (spoil("config.json", "{"), "cannot be opened"),
        (lambda folder: (folder / "config.json").unlink(), "cannot be opened"),
        (lambda folder: (folder / "model.safetensors").unlink(), "cannot be opened"),
        (spoil("model.safetensors", "not a tensor"), "cannot be opened"),
        (spoil("tokenizer.json", "{"), "cannot be opened"),
        (lose_a_layer, r"lacks weights, encoder\.layer\.1"),
    ],
)
def test_a_damaged_folder_is_said_in_one_sentence(folder: Path, damage: Spoil, sentence: str) -> None:
    damage(folder)
    with pytest.raises(EncoderError, match=sentence) as error:
        SentenceTransformer(folder)
    assert "\n" not in str(error.value)
