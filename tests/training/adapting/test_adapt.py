"""An encoder that learns a repository is kept for it where that helps; else nothing changes."""

import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import pytest

from codesearch.encoder import adapted
from codesearch.encoder.adapted import choose, data_folder, forget, form_for
from codesearch.encoder.export import fingerprint
from codesearch.encoder.lazy import LazyEncoder
from codesearch.engine import Index
from codesearch.errors import DataError
from codesearch.parsers.walk import walk_files
from codesearch.training.adapting.adapt import Adaptation, adapt, cross_fitted
from codesearch.training.adapting.lessons import Lessons, lessons_of_all
from codesearch.training.adapting.tuning import Settings
from codesearch.training.data.views import Lengths
from codesearch.training.running.budget import Budget

from .conftest import THINGS, write_repository

QUICK = Settings(1e-2, batch_size=32, epochs=20, lengths=Lengths(24, 64), table_share=1.0)


def adapted_to(base: Path, *roots: Path, steps: int = 40, settings: Settings = QUICK) -> Adaptation:
    return adapt(roots, read(*roots), Budget(steps=steps), base=base, settings=settings)


def read(*roots: Path) -> Lessons:
    return lessons_of_all({root: walk_files(root) for root in roots})


def files_below(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def test_what_answers_better_is_kept_and_used_by_the_index(
    tiny_base: Path, repository: Path, tmp_path: Path
) -> None:
    base = LazyEncoder(tiny_base)
    index = Index(repository, index_dir=tmp_path / "indexes", encoder=base)
    index.refresh()
    assert index.status().encoder_id == base.id
    outcome = adapted_to(tiny_base, repository)
    assert outcome.adapted
    assert outcome.trial.difference.low > 0
    assert outcome.record.after - outcome.record.before == pytest.approx(outcome.trial.difference.value)
    assert index.search("counts the rows")  # by the vectors that are there
    assert "adapted to this repository" in index.outdated
    index.refresh()
    assert index.status().encoder_id == index.encoder.id != base.id
    assert index.encoder.id.startswith("tiny-adapted-")
    assert index.search("counts the rows that the caller names", mode="semantic")[0].name.startswith("len_")


def test_what_is_kept_is_whole_and_for_its_owner_alone(tiny_base: Path, repository: Path, data: Path) -> None:
    outcome = adapted_to(tiny_base, repository)
    assert outcome.adapted
    folder = outcome.adapted.folder
    assert folder.is_relative_to(data)
    assert folder.name == fingerprint(folder)[:12]
    assert {path.name for path in folder.iterdir()} == {
        "adapted.json", "README.md", "config.json", "graph.onnx", "model.safetensors", "tokenizer.json",
    }  # fmt: skip
    assert not any(path.stat().st_mode & 0o077 for path in files_below(data_folder()))
    assert json.loads((folder / "adapted.json").read_text())["roots"] == [str(repository)]
    assert str(repository) in (folder / "README.md").read_text()


def test_what_is_not_better_changes_nothing(tiny_base: Path, repository: Path, data: Path) -> None:
    outcome = adapted_to(tiny_base, repository, steps=1, settings=Settings(learning_rate=1e-9))
    assert outcome.adapted is None
    assert not data.exists()
    assert choose(repository, LazyEncoder(tiny_base).id) == adapted.Choice()


def test_several_roots_share_an_encoder_until_the_last_goes_back(tiny_base: Path, tmp_path: Path) -> None:
    things = tuple(THINGS)
    roots = [write_repository(tmp_path / "a", things[:10]), write_repository(tmp_path / "b", things[10:])]
    outcome = adapted_to(tiny_base, *roots)
    assert outcome.adapted
    base = LazyEncoder(tiny_base)
    assert len({form_for(root, base).id for root in roots} - {base.id}) == 1
    assert "adapted to 2 repositories" in Index(roots[1], encoder=base).encoder_note
    assert forget([roots[0]]) == [roots[0]]
    assert form_for(roots[0], base) is base
    assert form_for(roots[1], base).id != base.id
    forget(roots)
    assert not outcome.adapted.folder.exists()


def test_undone_the_index_goes_back_at_its_next_refresh(
    tiny_base: Path, repository: Path, tmp_path: Path
) -> None:
    index = Index(repository, index_dir=tmp_path / "indexes", encoder=(base := LazyEncoder(tiny_base)))
    adapted_to(tiny_base, repository)
    index.refresh()
    assert forget([repository]) == [repository]
    assert forget([repository]) == []
    index.refresh()
    assert index.status().encoder_id == index.encoder.id == base.id


def test_an_encoder_of_another_base_is_passed_over_with_a_note(tiny_base: Path, repository: Path) -> None:
    adapted_to(tiny_base, repository)
    choice = choose(repository, "newer-0123456789ab")
    assert choice.adapted is None
    assert "adapt it again" in choice.note


@pytest.mark.parametrize("file", ["model.safetensors", "adapted.json", "config.json"])
def test_what_is_damaged_is_passed_over_with_a_note(tiny_base: Path, repository: Path, file: str) -> None:
    outcome = adapted_to(tiny_base, repository)
    assert outcome.adapted
    (outcome.adapted.folder / file).unlink()
    index = Index(repository, encoder=(base := LazyEncoder(tiny_base)))
    assert index.encoder is base
    assert "damaged" in index.encoder_note


@pytest.mark.parametrize("text", ["[]", "{}", '{"base": 1}', "\x00"])
def test_a_record_that_is_none_is_passed_over(tiny_base: Path, repository: Path, text: str) -> None:
    outcome = adapted_to(tiny_base, repository)
    assert outcome.adapted
    record = outcome.adapted.folder / "adapted.json"
    values = json.loads(record.read_text())
    record.write_text(text if text != "{}" else json.dumps(values | {"before": "high"}))
    assert "damaged" in choose(repository, LazyEncoder(tiny_base).id).note


def test_an_interrupt_changes_nothing(
    tiny_base: Path, repository: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = files_below(tmp_path)

    def interrupt(done: str) -> None:
        if done.startswith("trained"):
            assert files_below(tmp_path) > before
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        adapt([repository], read(repository), Budget(steps=5), base=tiny_base, report=interrupt)
    assert files_below(tmp_path) == before
    assert not data.exists()


def test_too_little_to_learn_from_is_said(tiny_base: Path, tmp_path: Path) -> None:
    root = write_repository(tmp_path / "small", ["rows", "lamps"])
    with pytest.raises(DataError, match="too little to learn from"):
        adapted_to(tiny_base, root)


def test_what_is_chosen_on_some_questions_is_measured_on_others() -> None:
    files = [f"{number}.py" for number in range(40)]
    lucky = np.array([float(number % 2) for number in range(40)])
    chosen = cross_fitted([lucky, 1 - lucky], files)
    assert set(chosen) <= {0.0, 1.0}
    assert cross_fitted([np.zeros(40), np.full(40, 0.5)], files).tolist() == [0.5] * 40


def test_a_root_that_moved_has_the_bundled_encoder(tiny_base: Path, repository: Path, tmp_path: Path) -> None:
    adapted_to(tiny_base, repository)
    moved = Path(shutil.move(repository, tmp_path / "moved"))
    assert form_for(moved, base := LazyEncoder(tiny_base)) is base
