"""The whole tool over checkouts with annotated questions: binary NDCG@10 over files.

    python benchmarks/repo_search.py CHECKOUTS ANNOTATIONS [--semble-model FOLDER]

CHECKOUTS holds one folder a repository, ANNOTATIONS holds `repos.json` and `annotations/<name>.json`.
"""

from pathlib import Path

from peers import semble_over_repositories, with_semble
from published import arguments, plan, publish

from codesearch.evaluation.annotations import read_repositories
from codesearch.evaluation.repositories import evaluate_repositories


def main() -> None:
    parser = arguments(str(__doc__))
    parser.add_argument("checkouts", type=Path)
    parser.add_argument("annotations", type=Path)
    parser.add_argument("--timed", action="store_true", help="measure how long a search takes, too")
    options = parser.parse_args()
    repositories = read_repositories(options.annotations)
    report = evaluate_repositories(
        repositories, options.checkouts, plan(options, timed=options.timed), name="20 repositories"
    )
    if options.semble_model:
        outcomes = semble_over_repositories(repositories, options.checkouts, options.semble_model)
        report = with_semble(report, outcomes)
    publish(report, options.out)


if __name__ == "__main__":
    main()
