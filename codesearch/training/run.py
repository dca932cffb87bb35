"""The stages in order, each from the files before it: `python -m codesearch.training.run STAGE RUN …`.

tokenizer   pairs.jsonl → tokenizer.json
table       the teacher's view of the vocabulary → table.npy
bag         table.npy → bag.npy, trained as a bag of token vectors
nano        bag.npy → nano.pt, the ModernBERT around it
export      nano.pt, or bag.npy before it exists → a folder that `load_encoder` opens
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from codesearch.encoder.export import export_folder
from codesearch.encoder.model import NANO, ModernBert, ModernBertConfig
from codesearch.encoder.tokenization import load_tokenizer, train_tokenizer
from codesearch.pairs.records import Pair, read_pairs
from codesearch.training.bag import bag, train_bag
from codesearch.training.budget import Budget
from codesearch.training.evaluation import plain_vectors
from codesearch.training.journal import Journal
from codesearch.training.nano import train_nano
from codesearch.training.negatives import batch_sampler, neighbours
from codesearch.training.pairs import split_by_repository
from codesearch.training.settings import Settings, TeacherVectors
from codesearch.training.table import (
    GATES,
    as_rows,
    initial_vectors,
    start_as_bag,
    token_frequencies,
    vocabulary_texts,
)
from codesearch.training.teacher import Teacher
from codesearch.training.tokens import TokenizedPairs, tokenize

TOKENIZER_PAIRS = 60_000  # enough for 16,384 merges
NEIGHBOURS = 3  # look-alikes of each function that stand in its batch


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one stage."""
    options = _options(arguments)
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.run.mkdir(parents=True, exist_ok=True)
    {"tokenizer": _tokenizer, "table": _table, "bag": _bag, "nano": _nano, "export": _export}[options.stage](
        options
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stage", choices=["tokenizer", "table", "bag", "nano", "export"])
    parser.add_argument("run", type=Path, help="the run's folder")
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--held-out", nargs="*", default=[], help="repositories to measure by")
    parser.add_argument("--teacher", type=Path, help="the teacher's folder; without one the table is random")
    parser.add_argument(
        "--teacher-vectors", type=Path, help="what codesearch.training.teacher wrote for the pairs"
    )
    parser.add_argument("--vocabulary", type=int, default=NANO.vocab_size)
    parser.add_argument("--layers", type=int, default=NANO.num_hidden_layers)
    parser.add_argument("--hidden-size", type=int, default=NANO.hidden_size)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--steps", type=int)
    parser.add_argument("--batch-size", type=int, default=4096)
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    parser.add_argument("--widths", type=int, nargs="+", default=[256, 128, 64])
    parser.add_argument("--document-length", type=int, default=128)
    parser.add_argument("--token-dropout", type=float, default=0.0)
    parser.add_argument("--evaluate-every", type=int, default=50)
    parser.add_argument("--threads", type=int, help="1 is best beside other work")
    parser.add_argument("--out", type=Path, help="where to export to")
    parser.add_argument("--name", default="nano")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args(arguments)


def _tokenizer(options: argparse.Namespace) -> None:
    pairs = list(read_pairs(options.pairs))
    random.Random(options.seed).shuffle(pairs)
    train_tokenizer(_texts(pairs[:TOKENIZER_PAIRS]), options.vocabulary).save(
        str(options.run / "tokenizer.json")
    )


def _texts(pairs: list[Pair]) -> Iterator[str]:
    for pair in pairs:
        yield pair.query
        yield pair.name
        yield pair.documentation[:600]
        yield pair.code[:1500]


def _table(options: argparse.Namespace) -> None:
    texts = vocabulary_texts(_tokenizer_of(options))
    train, _ = _tokenized(options)
    frequencies = token_frequencies([train.query, train.body], len(texts))
    if options.teacher:
        seen = Teacher(options.teacher).encode(texts, 16).astype(np.float32)
    else:
        seen = (
            np.random.default_rng(options.seed)
            .normal(size=(len(texts), options.hidden_size))
            .astype(np.float32)
        )
    np.save(options.run / "table.npy", initial_vectors(seen, frequencies, options.hidden_size - GATES))


def _bag(options: argparse.Namespace) -> None:
    train, valid = _tokenized(options)
    vectors = train_bag(
        torch.from_numpy(np.load(options.run / "table.npy")),
        train,
        valid,
        _teacher_vectors(options),
        _settings(options),
        Budget(options.seconds, options.steps),
        Journal(options.run),
    )
    np.save(options.run / "bag.npy", vectors.numpy())


def _nano(options: argparse.Namespace) -> None:
    train, valid = _tokenized(options)
    model, vectors = _untrained(options)
    queries, documents = plain_vectors(train, lambda texts: bag(vectors, texts))
    near = neighbours(queries, documents, count=NEIGHBOURS, block=8_192, seed=options.seed)
    train_nano(
        model,
        train,
        valid,
        _teacher_vectors(options),
        batch_sampler(near, options.batch_size),
        _settings(options),
        Budget(options.seconds, options.steps),
        Journal(options.run),
    )


def _export(options: argparse.Namespace) -> None:
    model, _ = _untrained(options)
    if state := Journal(options.run).load("nano"):
        model.load_state_dict(state["best"])
    export_folder(model, model.config, _tokenizer_of(options), options.out, name=options.name)


def _untrained(options: argparse.Namespace) -> tuple[ModernBert, torch.Tensor]:
    """The model that is the bag, and the bag's vectors."""
    vectors = torch.from_numpy(np.load(options.run / "bag.npy"))
    model = ModernBert(_config(options, len(vectors)))
    start_as_bag(model, as_rows(vectors, options.hidden_size))
    return model, vectors


def _config(options: argparse.Namespace, vocabulary: int) -> ModernBertConfig:
    return ModernBertConfig(
        vocab_size=vocabulary,
        hidden_size=options.hidden_size,
        intermediate_size=options.hidden_size * 3 // 2,
        num_hidden_layers=options.layers,
        num_attention_heads=max(1, options.hidden_size // 64),
    )


def _tokenizer_of(options: argparse.Namespace) -> Tokenizer:
    return Tokenizer.from_file(str(options.run / "tokenizer.json"))


def _settings(options: argparse.Namespace) -> Settings:
    return Settings(
        batch_size=options.batch_size,
        learning_rate=options.learning_rate,
        document_length=options.document_length,
        evaluate_every=options.evaluate_every,
        token_dropout=options.token_dropout,
        widths=tuple(options.widths),
        seed=options.seed,
    )


def _tokenized(options: argparse.Namespace) -> tuple[TokenizedPairs, TokenizedPairs]:
    """Training and held-out pairs as ids, kept in the run's folder for the next stage."""
    files = [options.run / f"{name}.npz" for name in ("train", "valid")]
    if all(file.is_file() for file in files):
        return TokenizedPairs.load(files[0]), TokenizedPairs.load(files[1])
    tokenizer = load_tokenizer(options.run / "tokenizer.json")
    train, valid = split_by_repository(read_pairs(options.pairs), options.held_out)
    tokenized = tokenize(train, tokenizer), tokenize(valid, tokenizer)
    for pairs, file in zip(tokenized, files, strict=True):
        pairs.save(file)
    return tokenized


def _teacher_vectors(options: argparse.Namespace) -> TeacherVectors | None:
    """The teacher's vectors of the training pairs, in their order."""
    if options.teacher_vectors is None:
        return None
    held_out = set(options.held_out)
    rows = [i for i, pair in enumerate(read_pairs(options.pairs)) if pair.repository not in held_out]
    with np.load(options.teacher_vectors) as stored:
        return TeacherVectors(stored["queries"][rows], stored["codes"][rows])


if __name__ == "__main__":
    main()
