"""A bundle holds what trains elsewhere, in folders of a size, and nothing that is not needed there."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from codesearch.cli.training.bundle import bundle
from codesearch.errors import DataError
from codesearch.training.data.prepared import DataInfo
from codesearch.training.handover.bundle import MEGABYTE, command_of, write_bundle
from codesearch.training.handover.modules import needed_files
from codesearch.training.handover.weights import write_weights

SHARD_BYTES = 30_000
FOREIGN = (
    "click", "datasketch", "lancedb", "onnx", "onnxruntime", "platformdirs", "pyarrow", "pygments", "rich",
    "transformers", "tree_sitter", "tree_sitter_language_pack",
)  # fmt: skip

IMPORTS = """
import importlib, pathlib, sys
bundle = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(bundle))
for file in sorted(bundle.rglob("*.py")):
    importlib.import_module(".".join(file.relative_to(bundle).with_suffix("").parts).removesuffix(".__init__"))
import codesearch
assert pathlib.Path(codesearch.__file__).is_relative_to(bundle)
foreign = set(sys.argv[2:]) & set(sys.modules)
assert not foreign, foreign
"""


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    (folder / "data").mkdir(parents=True)
    DataInfo(300, ["python"], [[7]], ["owner/repo"], []).write(folder / "data")
    for number in range(4):
        (folder / "data" / f"pairs-{number:03}.npz").write_bytes(bytes(SHARD_BYTES))
    (folder / "tokenizer.json").write_text("{}")
    (folder / "log.jsonl").write_text("")
    return folder


def files_in(folder: Path) -> set[str]:
    """Without the code."""
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {path for path in paths if not path.startswith("codesearch/")}


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_a_bundle_holds_code_tokenizer_and_data(run: Path, tmp_path: Path) -> None:
    assert write_bundle(run, tmp_path / "out", max_bytes=MEGABYTE) == [tmp_path / "out"]
    data = {f"data/pairs-{number:03}.npz" for number in range(4)}
    assert files_in(tmp_path / "out") == {"README.txt", "tokenizer.json", "data/data.json", *data}
    assert (tmp_path / "out" / "codesearch" / "training" / "__main__.py").is_file()
    assert command_of([tmp_path / "out"]) in (tmp_path / "out" / "README.txt").read_text()


def test_a_bundle_imports_nothing_but_what_a_training_machine_has(run: Path, tmp_path: Path) -> None:
    write_bundle(run, tmp_path / "out", max_bytes=MEGABYTE)
    command = [sys.executable, "-I", "-B", "-c", IMPORTS, str(tmp_path / "out"), *FOREIGN]
    subprocess.run(command, check=True)


def test_a_bundle_shows_its_help_where_it_lies(run: Path, tmp_path: Path) -> None:
    write_bundle(run, tmp_path / "out", max_bytes=MEGABYTE)
    command = [sys.executable, "-B", "-m", "codesearch.training", "--help"]
    shown = subprocess.run(command, cwd=tmp_path / "out", check=True, capture_output=True, text=True)
    assert "--budget MINUTES" in shown.stdout


def test_data_that_exceed_the_size_go_into_further_folders(run: Path, tmp_path: Path) -> None:
    [whole] = write_bundle(run, tmp_path / "whole", max_bytes=MEGABYTE)
    limit = size_of(whole) - SHARD_BYTES + 3_000
    folders = write_bundle(run, tmp_path / "out", max_bytes=limit)
    assert [folder.name for folder in folders] == ["out-1", "out-2"]
    assert files_in(folders[1]) == {"data/data.json", "data/pairs-003.npz"}
    assert files_in(folders[0]) >= {"README.txt", "data/data.json", "data/pairs-002.npz"}
    assert all(size_of(folder) <= limit for folder in folders)
    assert command_of(folders).startswith("python -m codesearch.training . ../out-2")


def test_weights_to_go_on_from_come_along(run: Path, tmp_path: Path) -> None:
    write_weights(tmp_path / "back", "small-mlm", {"w": torch.ones(3)})
    [folder] = write_bundle(run, tmp_path / "out", max_bytes=MEGABYTE, weights=tmp_path / "back")
    assert (folder / "weights" / "small-mlm-00001-of-00001.safetensors").is_file()
    assert "--resume weights" in (folder / "README.txt").read_text()


def test_unfit_runs_are_refused(run: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="raise --max-mb"):
        write_bundle(run, tmp_path / "out", max_bytes=1_000)
    with pytest.raises(DataError, match="no weights to go on from"):
        write_bundle(run, tmp_path / "out", max_bytes=MEGABYTE, weights=tmp_path)
    (tmp_path / "taken" / "folder").mkdir(parents=True)
    with pytest.raises(DataError, match="is there already"):
        write_bundle(run, tmp_path / "taken", max_bytes=MEGABYTE)
    (run / "tokenizer.json").unlink()
    with pytest.raises(DataError, match="train tokenizer"):
        write_bundle(run, tmp_path / "out", max_bytes=MEGABYTE)


def test_the_command_says_how_to_train(run: Path, tmp_path: Path) -> None:
    answer = CliRunner().invoke(bundle, [str(run), str(tmp_path / "out"), "--max-mb", "1"])
    assert answer.output.splitlines() == [
        f"{tmp_path / 'out'}: {size_of(tmp_path / 'out') / MEGABYTE:.1f} MB",
        "cd out && python -m codesearch.training . --out run --budget 25",
    ]


def test_what_is_imported_for_types_alone_is_not_needed() -> None:
    files = {file.as_posix() for file in needed_files("codesearch.training.__main__")}
    assert "codesearch/encoder/model.py" in files
    assert "codesearch/errors.py" in files
    assert not any(file.startswith(("codesearch/engine", "codesearch/parsers")) for file in files)
    assert "codesearch/encoder/runtime.py" not in files
