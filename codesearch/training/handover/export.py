"""A stage's weights to the folder that a search opens."""

from pathlib import Path
from typing import TYPE_CHECKING

from codesearch.encoder.folder import TOKENIZER_FILE
from codesearch.encoder.weights import Precision
from codesearch.errors import DataError, ExtraError
from codesearch.training.plan import BAG, STAGES

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from codesearch.encoder.model import ModernBert


def export_stage(
    run: Path, out: Path, *, name: str, shape: str, stage: str | None = None, precision: Precision = "int8"
) -> str:
    """Write the encoder of a run, or of the folder that one handed over, to `out`; return the stage's name.

    Unless one is named it is the last stage of the plan that left weights of this shape.

    Raises:
        DataError: there are no such weights, or a stage that the plan does not know left some and none is
            named, or there is no tokenizer, or the two do not fit together.
        ExtraError: onnx is not installed.
    """
    try:
        from codesearch.encoder.export import export_folder
        from codesearch.encoder.graph import build_graph  # noqa: F401  # whether onnx is there, before any work
    except ImportError as error:
        raise ExtraError("an export needs onnx: pip install 'codesearch[torch]'") from error
    from codesearch.training.handover.weights import WEIGHTS, names_in

    folder = run / WEIGHTS if names_in(run / WEIGHTS) else run
    stage = stage or _last_stage(folder, names_in(folder), shape)
    model = _model(folder, shape, stage)
    tokenizer = _tokenizer(run, model.config.vocab_size)
    export_folder(model, model.config, tokenizer, out, name=name, precision=precision)
    return stage


def _model(folder: Path, shape: str, stage: str) -> "ModernBert":
    from codesearch.encoder.model import ModernBert, ModernBertConfig
    from codesearch.training.handover.weights import read_facts, read_weights
    from codesearch.training.objectives.table import bag_as_model

    state = read_weights(folder, f"{shape}-{stage}")
    config = ModernBertConfig.from_dict(read_facts(folder, f"{shape}-{stage}"))
    if stage == BAG:
        return bag_as_model(state["table"], config)
    model = ModernBert(config)
    model.load_state_dict(state)
    return model


def _last_stage(folder: Path, names: list[str], shape: str) -> str:
    known = (BAG, *STAGES)
    left = [name.removeprefix(f"{shape}-") for name in names if name.startswith(f"{shape}-")]
    if any(stage not in known for stage in left):
        raise DataError(f"{folder} holds weights of {', '.join(left)}: choose one with --stage")
    if left:
        return max(left, key=known.index)
    others = f"there are those of {', '.join(names)}" if names else "there are none at all"
    raise DataError(f"{folder} holds no weights of the shape {shape}: {others}")


def _tokenizer(run: Path, vocabulary: int) -> "Tokenizer":
    from tokenizers import Tokenizer

    from codesearch.encoder.tokenization import load_tokenizer

    load_tokenizer(run / TOKENIZER_FILE)  # says what is wrong with it
    tokenizer = Tokenizer.from_file(str(run / TOKENIZER_FILE))
    if (size := tokenizer.get_vocab_size()) > vocabulary:
        raise DataError(
            f"{run / TOKENIZER_FILE} has {size:,} tokens and the weights {vocabulary:,}: "
            "give the tokenizer that they were trained with"
        )
    return tokenizer
