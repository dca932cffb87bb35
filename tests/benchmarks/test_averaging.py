"""Encoders between two others, and their table."""

from pathlib import Path
from typing import Any

import torch

from codesearch.encoder import load_encoder
from codesearch.encoder.folder import BUNDLED, TOKENIZER_FILE, WEIGHTS_FILE, read_config
from codesearch.encoder.weights import load_packed
from codesearch.training.handover.weights import WEIGHTS, names_in, write_weights


def test_an_encoder_between_two_leaves_their_run_as_it_was(averaging: Any, tmp_path: Path) -> None:
    run = tmp_path / "run"
    state = {name: torch.from_numpy(values) for name, values in load_packed(BUNDLED / WEIGHTS_FILE).items()}
    for stage in ("before", "after"):
        write_weights(run / WEIGHTS, f"nano-{stage}", state, facts=read_config(BUNDLED).model)
    (run / TOKENIZER_FILE).write_bytes((BUNDLED / TOKENIZER_FILE).read_bytes())
    folder = averaging.between(run, ["before", "after"], 0.5, tmp_path / "scratch")
    texts = ["parse a cookie"]
    ours, same = (load_encoder(path).encode_queries(texts) for path in (BUNDLED, folder))
    assert (ours * same).sum() > 0.999
    assert names_in(run / WEIGHTS) == ["nano-after", "nano-before"]


def test_the_table_says_how_far_each_lies_from_the_weights_before(ablation_tables: Any) -> None:
    data = [{"name": "set", "questions": 20, "functions": 40, "named": 30}]
    scores = [
        {"MRR": mean, "difference": [difference] * 3, "is_noise": False}
        for mean, difference in ((0.5, 0.0), (0.6, 0.1), (0.4, -0.1))
    ]
    rows = [
        {"share": share, "is_shipped": not share, "scores": [score]}
        for share, score in zip((0.0, 0.25, 1.0), scores, strict=True)
    ]
    table = ablation_tables.averaging_of({"is_sample": False, "data": data, "rows": rows})
    assert table.splitlines()[2:5] == [
        "| before | .500 |  |",
        "| 25% of the way | .600 | +.100 ± .000 |",
        "| after | .400 | -.100 ± .000 |",
    ]
