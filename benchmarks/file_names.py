"""What it is worth that a unit's vector knows what its file is called: by vectors alone, without the tool.

    python benchmarks/file_names.py CHECKOUTS ANNOTATIONS [--encoder FOLDER]

The folders are those of `repo_search.py`; a file's score is the best cosine of its units, and NDCG@10 is
binary over files.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

import numpy as np
from ablations import against
from numpy.typing import NDArray
from published import RESULTS, write
from variants import units_of

from codesearch.encoder import Encoder, document_text, load_encoder
from codesearch.encoder.folder import BUNDLED, read_config
from codesearch.encoder.text import NAME_REPEATS, place_of
from codesearch.evaluation.annotations import Repository, read_repositories
from codesearch.evaluation.measures.metrics import ndcg
from codesearch.evaluation.records import DEPTH, Outcome, Question
from codesearch.types import Unit

TextOf = Callable[[Unit], str]


def without_file(unit: Unit) -> str:
    """The text as if the file had no name."""
    return document_text(replace(unit, path=""))


def said_once(unit: Unit) -> str:
    """The file's name before all else."""
    return _behind(place_of(unit.path, unit.qualified_name), unit)


def with_folder(unit: Unit) -> str:
    """The folder's and the file's name before all else."""
    place = place_of(unit.path, unit.qualified_name)
    return _behind(f"{PurePosixPath(unit.path).parent.name} {place}".strip(), unit)


CHOICES: Mapping[str, TextOf] = {
    "not said": without_file,
    "said once": said_once,
    "said once, with its folder": with_folder,
    f"said {NAME_REPEATS} times, with the name": document_text,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkouts", type=Path)
    parser.add_argument("annotations", type=Path)
    parser.add_argument("--encoder", type=Path, default=BUNDLED, metavar="FOLDER")
    parser.add_argument("--out", type=Path, default=RESULTS / "file-names.json")
    options = parser.parse_args()
    repositories = read_repositories(options.annotations)
    found = measured(repositories, options.checkouts, load_encoder(options.encoder))
    groups = [repository.name for repository in repositories for _ in repository.questions]
    ours = next(scores for name, scores in found.items() if CHOICES[name] is document_text)
    rows = []
    for name, scores in found.items():
        compared = against(ours, scores, groups)
        rows.append({"name": name, "is_shipped": scores is ours, "NDCG@10": compared.pop("MRR"), **compared})
    facts = {"encoder": read_config(options.encoder).name, "questions": len(groups)}
    write(options.out, {**facts, "repositories": len(repositories), "rows": rows})
    print(options.out.read_text("utf-8"))


def measured(
    repositories: Sequence[Repository], checkouts: Path, encoder: Encoder
) -> dict[str, NDArray[np.float64]]:
    """Return the NDCG@10 (Q,) of all repositories' questions for each choice."""
    scores: dict[str, list[float]] = {name: [] for name in CHOICES}
    for repository in repositories:
        units = units_of(checkouts / repository.name / repository.root)
        queries = encoder.encode_queries([question.text for question in repository.questions])
        for name, text_of in CHOICES.items():
            cosines = queries @ encoder.encode_documents([text_of(unit) for unit in units]).T  # (Q, N)
            files = [files_by_score(units, row) for row in cosines]
            asked = zip(repository.questions, files, strict=True)
            scores[name] += [ndcg(outcome(repository, question, order)) for question, order in asked]
    return {name: np.array(values) for name, values in scores.items()}


def files_by_score(units: Sequence[Unit], scores: NDArray[np.float32]) -> list[str]:
    """The files of the units by their best score (N,), the best first, DEPTH at most."""
    order = (units[row].path for row in np.argsort(-scores, kind="stable"))
    return list(dict.fromkeys(order))[:DEPTH]


def outcome(repository: Repository, question: Question, files: Sequence[str]) -> Outcome:
    """Where each answer's file is among `files`, which are relative to the repository's root."""
    paths = [str(PurePosixPath(repository.root, file)) for file in files]
    ranks = [
        next((rank for rank, path in enumerate(paths, 1) if repository.targets[name].is_in(path)), None)
        for name in question.gains
    ]
    return Outcome(question.id, tuple(question.gains.values()), tuple(ranks))


def _behind(place: str, unit: Unit) -> str:
    return "\n".join(part for part in (place, without_file(unit)) if part)


if __name__ == "__main__":
    main()
