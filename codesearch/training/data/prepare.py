"""Text to token ids, once: what `prepared.py` reads on the machine that trains."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np

from codesearch.encoder.text import place_of
from codesearch.encoder.tokenization import TextTokenizer
from codesearch.errors import DataError
from codesearch.pairs.records import Pair
from codesearch.training.data.prepared import (
    BEGINS_IDENTIFIER,
    BEGINS_LINE,
    PAIRS,
    TEXTS,
    DataInfo,
    Ragged,
    TokenizedPairs,
    TokenizedTexts,
    write_shard,
)

QUERY_LENGTH, PLACE_LENGTH, NAME_LENGTH, SIGNATURE_LENGTH = 64, 8, 24, 96
DOCUMENTATION_LENGTH, BODY_LENGTH = 192, 512
PAIRS_A_SHARD = 60_000  # about 10 MB
TOKENS_A_SHARD = 6_000_000  # of texts; about 10 MB
_TEXTS_AT_ONCE = 64
Item = TypeVar("Item")

Report = Callable[[str, int], None]  # what is done, and how many of it so far


class Numbering:
    """Numbers for names, in the order of their first coming."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __getitem__(self, name: str) -> int:
        return self._numbers.setdefault(name, len(self._numbers))

    @property
    def names(self) -> list[str]:
        """By number."""
        return list(self._numbers)


def prepare(
    pairs: Iterable[Pair],
    files: Path | None,
    tokenizer: TextTokenizer,
    folder: Path,
    *,
    held_out: Sequence[str],
    report: Report,
) -> DataInfo:
    """Write pairs, and the texts of a files.jsonl, into a folder as prepared data, for what was there.

    Raises:
        DataError: a line of `files` is no file, or a held-out repository is not among the pairs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.npz"):
        old.unlink()
    languages, repositories = Numbering(), Numbering()
    _write_pairs(pairs, tokenizer, folder, languages, repositories, report)
    if missing := set(held_out) - set(repositories.names):
        raise DataError(
            f"there are no pairs of {', '.join(sorted(missing))}: hold out repositories of the corpus"
        )
    if files is not None:
        _write_texts(files, held_out, tokenizer, folder, repositories, report)
    names = [ids[1:-1] for ids in tokenizer.encode(languages.names, "query", NAME_LENGTH)]
    info = DataInfo(tokenizer.vocabulary, languages.names, names, repositories.names, list(held_out))
    info.write(folder)
    return info


def tokenize(
    pairs: Sequence[Pair], tokenizer: TextTokenizer, languages: Numbering, repositories: Numbering
) -> TokenizedPairs:
    """Return the pairs as ids without markers."""

    def ragged(texts: list[str], length: int) -> Ragged:
        encoded = tokenizer.encode(texts, "document", length + 2)
        return Ragged.of([ids[1:-1] for ids in encoded])

    heads = [_signature_end(pair) for pair in pairs]
    said = [pair.documentation if pair.kind in ("documentation", "class") else "" for pair in pairs]
    return TokenizedPairs(
        query=ragged([_as_typed(pair.query, row) for row, pair in enumerate(pairs)], QUERY_LENGTH),
        place=ragged([place_of(pair.path, pair.name) for pair in pairs], PLACE_LENGTH),
        name=ragged([pair.name for pair in pairs], NAME_LENGTH),
        signature=ragged([p.code[:end] for p, end in zip(pairs, heads, strict=True)], SIGNATURE_LENGTH),
        documentation=ragged(said, DOCUMENTATION_LENGTH),
        body=ragged([p.code[end:] for p, end in zip(pairs, heads, strict=True)], BODY_LENGTH),
        language=np.array([languages[pair.language] for pair in pairs], dtype=np.uint8),
        repository=np.array([repositories[pair.repository] for pair in pairs], dtype=np.uint16),
    )


def tokenize_texts(
    texts: Sequence[str], repositories: Sequence[int], tokenizer: TextTokenizer
) -> TokenizedTexts:
    """Return whole files as ids without markers, and where identifiers and lines begin."""
    encoded = tokenizer.encode_with_ends(texts)
    return TokenizedTexts(
        text=Ragged.of([ids for ids, _ in encoded]),
        marks=Ragged.of([_marks(text, ends) for text, (_, ends) in zip(texts, encoded, strict=True)]),
        repository=np.array(repositories, dtype=np.uint16),
    )


def _write_pairs(
    pairs: Iterable[Pair],
    tokenizer: TextTokenizer,
    folder: Path,
    languages: Numbering,
    repositories: Numbering,
    report: Report,
) -> None:
    done = 0
    for number, shard in enumerate(_in_lots(pairs, PAIRS_A_SHARD)):
        write_shard(folder, PAIRS, number, tokenize(shard, tokenizer, languages, repositories))
        done += len(shard)
        report("pairs", done)


def _write_texts(
    files: Path,
    held_out: Sequence[str],
    tokenizer: TextTokenizer,
    folder: Path,
    repositories: Numbering,
    report: Report,
) -> None:
    number = done = 0
    shard: list[TokenizedTexts] = []
    for lot in _in_lots(_read_files(files, held_out), _TEXTS_AT_ONCE):
        names, texts = zip(*lot, strict=True)
        shard.append(tokenize_texts(texts, [repositories[name] for name in names], tokenizer))
        done += len(lot)
        if sum(len(part.text.ids) for part in shard) >= TOKENS_A_SHARD:
            write_shard(folder, TEXTS, number, _merged(shard))
            number, shard = number + 1, []
            report("files", done)
    if shard:
        write_shard(folder, TEXTS, number, _merged(shard))
    report("files", done)


def _read_files(path: Path, held_out: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Repository and text of each line of a files.jsonl."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                values = json.loads(line)
                repository, text = str(values["repository"]), str(values["text"])
            except (TypeError, ValueError, KeyError) as error:
                raise DataError(f"line {number} of {path} is not a file: {error}") from error
            if repository not in held_out:
                yield repository, text


def _merged(parts: list[TokenizedTexts]) -> TokenizedTexts:
    return TokenizedTexts(
        text=Ragged.joined([part.text for part in parts]),
        marks=Ragged.joined([part.marks for part in parts]),
        repository=np.concatenate([part.repository for part in parts]),
    )


def _in_lots(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while lot := list(islice(rest, size)):
        yield lot


def _as_typed(query: str, row: int) -> str:
    """The query, every other one without its full stop."""
    return query.rstrip(".") if row % 2 else query


def _marks(text: str, ends: Sequence[int]) -> list[int]:
    """What begins with each token, told by its end: its beginning is blurred by the space put before it."""
    marks = []
    before = 0
    for end in ends:
        is_joined = 0 < before < len(text) and _is_word(text[before - 1]) and _is_word(text[before])
        has_break = before == 0 or "\n" in text[before:end]
        marks.append((0 if is_joined else BEGINS_IDENTIFIER) | (BEGINS_LINE if has_break else 0))
        before = end
    return marks


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _signature_end(pair: Pair) -> int:
    """Where the code goes on after its signature, which stands in `pair.signature` with other spacing."""
    first_word = re.escape(pair.signature.split(" ", 1)[0])
    found = re.search(first_word, pair.code) if pair.signature else None
    if found is None:
        return len(pair.code.partition("\n")[0])
    wanted = len(re.sub(r"\s", "", pair.signature))
    for end, character in enumerate(pair.code[found.start() :], start=found.start()):
        if wanted <= 0 and (character.isalnum() or character.isspace()):  # after the colon or the brace
            return end
        wanted -= not character.isspace()
    return len(pair.code)
