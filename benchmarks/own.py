"""This repository, or another: its documented functions asked for by the documentation that they lost.

python benchmarks/own.py [ROOT]
"""

from pathlib import Path

from published import ROOT, arguments, plan, publish

from codesearch.evaluation.own import evaluate_own


def main() -> None:
    parser = arguments(str(__doc__))
    parser.add_argument("root", type=Path, nargs="?", default=ROOT)
    options = parser.parse_args()
    publish(evaluate_own(options.root, plan(options)), options.out)


if __name__ == "__main__":
    main()
