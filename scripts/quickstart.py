"""From a bare clone to an answer: makes .venv, installs codesearch into it, and asks a question.

    python3 scripts/quickstart.py ["QUESTION" [REPOSITORY]]

Without arguments it asks this repository about itself.
"""

import sys

from environment import ROOT, make_environment, run

QUESTION = "how are long functions cut into pieces"


def main() -> None:
    """Set everything up and ask."""
    question, repository = [*sys.argv[1:], *[QUESTION, str(ROOT)][len(sys.argv) - 1 :]][:2]
    programs = make_environment(ROOT / ".venv")
    run(programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", ".")
    run(programs / "codesearch", "search", "--wait", "--limit", "5", "--", question, repository)
    print(f"\nInstalled: {programs / 'codesearch'} --help")


if __name__ == "__main__":
    main()
