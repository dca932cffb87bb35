from pathlib import Path

import numpy as np
import pytest

from codesearch.encoder.tokenization import TextTokenizer
from codesearch.errors import DataError
from codesearch.pairs.records import Pair
from codesearch.training.data import prepare as prepare_module
from codesearch.training.data.prepare import prepare, tokenize_texts
from codesearch.training.data.prepared import (
    BEGINS_IDENTIFIER,
    BEGINS_LINE,
    DataInfo,
    Ragged,
    TokenizedPairs,
    read_pairs_of,
    read_texts_of,
    split_rows,
    taken,
)


def prepared(
    folder: Path, pairs: list[Pair], tokenizer: TextTokenizer, files: Path | None = None
) -> DataInfo:
    return prepare(pairs, files, tokenizer, folder, held_out=["held/out"], report=lambda *_: None)


def test_pairs_come_back_from_disk_as_they_were(tmp_path, pairs, tokenizer, tokenized) -> None:
    prepared(tmp_path, pairs, tokenizer)
    read = read_pairs_of([tmp_path])
    for part in ("query", "name", "signature", "documentation", "body"):
        assert getattr(read, part).ids.tolist() == getattr(tokenized, part).ids.tolist()
        assert getattr(read, part).ends.tolist() == getattr(tokenized, part).ends.tolist()


def test_shards_are_read_as_one_in_their_order(tmp_path, pairs, tokenizer, tokenized, monkeypatch) -> None:
    monkeypatch.setattr(prepare_module, "PAIRS_A_SHARD", 7)
    prepared(tmp_path, pairs, tokenizer)
    assert len(list(tmp_path.glob("pairs-*.npz"))) == 6
    read = read_pairs_of([tmp_path])
    assert [row.tolist() for row in rows(read)] == [row.tolist() for row in rows(tokenized)]


def test_repositories_held_out_are_not_trained_on(tmp_path, pairs, tokenizer) -> None:
    info = prepared(tmp_path, pairs, tokenizer)
    pairs_read = read_pairs_of([tmp_path])
    train, rows_held_out = split_rows(pairs_read, DataInfo.read(tmp_path))
    held_out = taken(pairs_read, rows_held_out)
    assert (len(train), len(held_out)) == (36, 4)
    assert held_out.body[1].tolist() == pairs_read.body[int(rows_held_out[1])].tolist()
    assert {info.repositories[number] for number in held_out.repository} == {"held/out"}


def test_parts_put_together_are_the_text_put_together(pairs, tokenizer, tokenized) -> None:
    pair = pairs[3]
    parts = [tokenized.name[3], tokenized.signature[3], tokenized.body[3]]
    assert (
        np.concatenate(parts).tolist()
        == tokenizer.encode([f"{pair.name}\n{pair.code}"], "document", 64)[0][1:-1]
    )


def test_marks_say_where_identifiers_and_lines_begin(tokenizer) -> None:
    texts = tokenize_texts(["read_file(row)\nsortRows"], [0], tokenizer)
    [(ids, ends)] = tokenizer.encode_with_ends(["read_file(row)\nsortRows"])
    begins = dict(zip(ends, texts.marks[0].tolist(), strict=True))
    assert begins[len("read")] == BEGINS_IDENTIFIER | BEGINS_LINE
    assert begins[len("read_file")] == 0
    assert begins[len("read_file(row")] & BEGINS_IDENTIFIER
    assert [mark & BEGINS_LINE > 0 for mark in texts.marks[0]].count(True) == 2
    assert len(ids) == len(texts.text[0])


def test_files_become_texts_but_for_those_held_out(tmp_path, pairs, tokenizer) -> None:
    files = tmp_path / "files.jsonl"
    files.write_text(
        '{"repository": "a/b", "path": "x.py", "language": "python", "text": "read_file(row)"}\n'
        '{"repository": "held/out", "path": "y.py", "language": "python", "text": "sort"}\n'
    )
    prepared(tmp_path / "data", pairs, tokenizer, files)
    texts = read_texts_of([tmp_path / "data"])
    assert [len(texts), DataInfo.read(tmp_path / "data").repositories[texts.repository[0]]] == [1, "a/b"]


def test_what_is_no_file_or_no_data_is_said_in_a_sentence(tmp_path, pairs, tokenizer) -> None:
    (tmp_path / "files.jsonl").write_text('{"text": 1}\n')
    with pytest.raises(DataError, match="line 1 of"):
        prepared(tmp_path / "data", pairs, tokenizer, tmp_path / "files.jsonl")
    with pytest.raises(DataError, match="codesearch train prepare"):
        DataInfo.read(tmp_path)
    with pytest.raises(DataError, match="holds no pairs"):
        read_pairs_of([tmp_path])


def test_a_damaged_shard_is_named(tmp_path, pairs, tokenizer) -> None:
    prepared(tmp_path, pairs, tokenizer)
    [shard] = tmp_path.glob("pairs-*.npz")
    shard.write_bytes(shard.read_bytes()[:1000])
    with pytest.raises(DataError, match=r"pairs-000\.npz"):
        read_pairs_of([tmp_path])


def test_equal_rows_share_a_checksum() -> None:
    sums = Ragged.of([[1, 2], [2, 1], [1, 2], []]).checksums()
    assert sums[0] == sums[2]
    assert len(set(sums.tolist())) == 3


def rows(pairs: TokenizedPairs) -> list[np.ndarray]:
    return [pairs.body[row] for row in range(len(pairs))]
