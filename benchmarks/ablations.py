"""Which choices at encoding time pay: each is changed alone, and stands with its cost beside what is shipped.

    python benchmarks/ablations.py COSQA SET [--encoder FOLDER] [--float FOLDER] [--quick]

COSQA and SET are the folders of `cosqa.py` and `codesearchnet.py`; functions are ranked by cosine alone. The
weights as they were trained are those of `codesearch train export RUN FOLDER --precision float16`.
"""

import argparse
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from ablation_tables import ablations_long, ablations_of
from numpy.typing import NDArray
from published import RESULTS, write
from variants import LIMIT, Choice, KnownVectors, Pool, encoders_of, least_seconds, pool_of, reciprocal_ranks

from codesearch.encoder.folder import BUNDLED, TOKENIZER_FILE, WEIGHTS_FILE, EncoderConfig, read_config
from codesearch.evaluation.collections import pooled, read_collection
from codesearch.evaluation.measures.confidence import mean_of, paired_test
from codesearch.evaluation.pairs import prepared

LIMITS = (64, 128, LIMIT, 512, 2048, 8192)
ALTERNATIVES: Mapping[str, Sequence[Any]] = {  # field of a choice → its values
    "names": (0, 1, 3, 5),
    "limit": LIMITS,
    "width": (64, 96, 128, 192, 256),
    "weights": ("int8", "float"),
    "pooling": ("mean", "first token"),
}
TIMED = ("names", "limit", "weights")  # fields that change how long encoding takes
TIMED_FUNCTIONS, TIMED_LONG, ROUNDS = 128, 24, 3
QUICK_POOL = 150  # functions of a collection
NUMBER_BYTES = 2  # the index keeps vectors in half precision

Scores = NDArray[np.float64]
Encoders = Mapping[tuple[str, str], KnownVectors]
TextsOf = Callable[[Choice], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Data:
    """One of the benchmarks."""

    name: str
    pools: tuple[Pool, ...]

    @property
    def groups(self) -> list[str] | None:
        """The language of each question where there are several: it is their means that are averaged."""
        languages = [pool.language for pool in self.pools for _ in pool.questions]
        return languages if len(set(languages)) > 1 else None

    def texts(self, names: int) -> list[str]:
        """What is embedded for all functions."""
        return [text for pool in self.pools for text in pool.texts(names)]

    def answers(self, names: int) -> list[str]:
        """What is embedded for the first answer of each question."""
        embedded = ((pool.texts(names), pool.answer_rows()) for pool in self.pools)
        return [texts[rows[0]] for texts, answers in embedded for rows in answers]

    def facts(self) -> dict[str, Any]:
        """How much there is."""
        return {
            "name": self.name,
            "languages": len({pool.language for pool in self.pools}),
            "questions": sum(len(pool.questions) for pool in self.pools),
            "functions": sum(len(pool.documents) for pool in self.pools),
            "named": sum(len(pool.units) for pool in self.pools),
        }


class Experiment:
    """Questions asked once of each choice."""

    def __init__(self, data: Sequence[Data], encoders: Encoders, shipped: Choice) -> None:
        self.data = data
        self.shipped = shipped
        self._encoders = encoders
        self._scores: dict[Choice, list[Scores]] = {}

    def encoder(self, choice: Choice) -> KnownVectors | None:
        """What encodes for a choice; None where its weights were not given."""
        return self._encoders.get((choice.weights, choice.pooling))

    def scores(self, choice: Choice) -> list[Scores] | None:
        """Return the reciprocal ranks (Q,) of each benchmark."""
        known = self.encoder(choice)
        if known and choice not in self._scores:
            self._scores[choice] = [
                np.concatenate([reciprocal_ranks(pool, choice, known) for pool in data.pools])
                for data in self.data
            ]
        return self._scores.get(choice)

    def choices(self, fields: Sequence[str] = tuple(ALTERNATIVES)) -> Iterator[tuple[str, Any, Choice]]:
        """Yield the fields with each of their values, and the shipped choice with that value."""
        for field in fields:
            for value in ALTERNATIVES[field]:
                yield field, value, replace(self.shipped, **{field: value})

    def times(self, fields: Sequence[str], texts_of: TextsOf) -> dict[Choice, float]:
        """How much of the processor texts take with each value of the fields, the shipped choice being 1."""
        runs = {}
        for _, _, choice in self.choices(fields):
            if known := self.encoder(choice):
                runs[choice] = partial(known.at(choice.limit).encode_documents, texts_of(choice))
        seconds = least_seconds(runs, ROUNDS)
        return {choice: taken / seconds[self.shipped] for choice, taken in seconds.items()}


def read(name: str, folder: Path, *, quick: bool) -> Data:
    """The collections in a folder without comments, of each a pool alone if it is to be quick."""
    collections = prepared(read_collection([folder]))
    if quick:
        collections = [pooled(collection, QUICK_POOL, seed=0)[0] for collection in collections]
    return Data(name, tuple(map(pool_of, collections)))


def scores_by(folder: Path, data: Sequence[Data], pooling: str = "mean") -> list[Scores]:
    """Return the reciprocal ranks (Q,) of each benchmark by the encoder in a folder, as wide as it ships."""
    choice = Choice(width=read_config(folder).width, pooling=pooling)
    return Experiment(data, encoders_of(folder, None), choice).scores(choice) or []


def rows(experiment: Experiment) -> Iterator[dict[str, Any]]:
    """Yield each value of each field: its cost, its means, and how far they are from the shipped choice's."""
    sampled = partial(_sample, experiment.data)
    times = experiment.times(TIMED, sampled)
    ours = experiment.scores(experiment.shipped) or []
    for field, value, choice in experiment.choices():
        is_shipped = choice == experiment.shipped
        row = {"field": field, "value": value, "is_shipped": is_shipped}
        if field in ("names", "limit"):
            row["tokens"] = _mean_tokens(experiment, choice)
        if field == "width":
            row["bytes"] = NUMBER_BYTES * choice.width
        row["time"] = times.get(choice) if field in TIMED else None
        theirs = experiment.scores(choice)
        compared = zip(experiment.data, ours, theirs or (), strict=False)
        row["scores"] = [against(first, second, data.groups) for data, first, second in compared]
        print(json.dumps(row), flush=True)
        yield row


def long_rows(experiment: Experiment) -> dict[str, Any]:
    """The limits again, for the questions whose answer is longer than the shipped one."""
    known, shipped = experiment.encoder(experiment.shipped), experiment.shipped
    assert known
    every = [text for data in experiment.data for text in data.texts(shipped.names)]
    answers = [text for data in experiment.data for text in data.answers(shipped.names)]
    lengths = known.lengths(answers)
    chosen = lengths > shipped.limit  # (Q,)
    facts: dict[str, Any] = {"questions": int(chosen.sum()), "longest": int(known.lengths(every).max())}
    facts["rows"] = []
    if not chosen.any():
        return facts
    texts = [text for text, is_long in zip(answers, chosen, strict=True) if is_long]
    times = experiment.times(["limit"], lambda _: _thinned(texts, TIMED_LONG))
    ours = np.concatenate(experiment.scores(shipped) or [])[chosen]
    for _, value, choice in experiment.choices(["limit"]):
        theirs = np.concatenate(experiment.scores(choice) or [])[chosen]
        facts["rows"].append(
            {
                "value": value,
                "is_shipped": choice == shipped,
                "tokens": float(np.minimum(lengths[chosen], value).mean()),
                "time": times[choice],
                "score": against(ours, theirs, None),
            }
        )
    return facts


def against(ours: Scores, theirs: Scores, groups: Sequence[str] | None) -> dict[str, Any]:
    """The mean of scores (Q,) and its difference from ours, with the interval that is noise if it holds 0."""
    difference = paired_test(ours, theirs, groups)
    return {
        "MRR": mean_of(theirs, groups),
        "difference": [difference.value, difference.low, difference.high],
        "p": difference.p,
        "is_noise": difference.low <= 0 <= difference.high,
    }


def _mean_tokens(experiment: Experiment, choice: Choice) -> float:
    known = experiment.encoder(choice)
    assert known
    texts = [text for data in experiment.data for text in data.texts(choice.names)]
    return float(np.minimum(known.lengths(texts), choice.limit).mean())


def _sample(data: Sequence[Data], choice: Choice) -> Sequence[str]:
    return _thinned([text for one in data for text in one.texts(choice.names)], TIMED_FUNCTIONS)


def _thinned(texts: Sequence[str], most: int) -> Sequence[str]:
    """Texts at equal distances, no more than that many."""
    return texts[:: -(-len(texts) // most)]


def _is_same_model(folder: Path, config: EncoderConfig, other: Path) -> bool:
    """Whether two folders differ in nothing but their weights."""
    if read_config(other).model != config.model:
        return False
    return (folder / TOKENIZER_FILE).read_bytes() == (other / TOKENIZER_FILE).read_bytes()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cosqa", type=Path)
    parser.add_argument("set", type=Path)
    parser.add_argument("--encoder", type=Path, default=BUNDLED, metavar="FOLDER")
    parser.add_argument(
        "--float", type=Path, metavar="FOLDER", help="the same encoder with its weights as trained"
    )
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_POOL} functions of each collection")
    parser.add_argument("--out", type=Path, default=RESULTS / "ablations.json")
    options = parser.parse_args()
    config = read_config(options.encoder)
    if options.float and not _is_same_model(options.encoder, config, options.float):
        parser.error(f"{options.float} holds another model or tokenizer than {options.encoder}")

    data = [
        read("CodeSearchNet protocol", options.set, quick=options.quick),
        read("CoSQA dev", options.cosqa, quick=options.quick),
    ]
    encoders = encoders_of(options.encoder, options.float)
    experiment = Experiment(data, encoders, Choice(width=config.width))
    results: dict[str, Any] = {
        "encoder": config.name,
        "is_sample": options.quick,
        "data": [one.facts() for one in data],
        "megabytes": {
            weights: (folder / WEIGHTS_FILE).stat().st_size / 1e6
            for weights, folder in (("int8", options.encoder), ("float", options.float))
            if folder
        },
        "rows": list(rows(experiment)),
        "long": long_rows(experiment),
        "load": os.getloadavg()[0],
    }
    write(options.out, results)
    print(ablations_of(results), ablations_long(results), sep="\n\n")


if __name__ == "__main__":
    main()
