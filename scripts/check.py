"""All checks in an environment of their own: ruff, mypy, import-linter, pytest, and pytest on the wheel.

python3 scripts/check.py
"""

import shutil
import tempfile
from pathlib import Path

from environment import ROOT, make_environment, run

TESTS = ("-n", "2", "--dist", "loadfile", "-q")


def main() -> None:
    """Run every check; the first that fails ends it."""
    programs = make_environment(ROOT / ".venv-check")
    python = programs / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", ".[dev]")
    run(programs / "ruff", "check", ".")
    run(programs / "ruff", "format", "--check", ".")
    run(programs / "mypy")
    run(programs / "lint-imports")
    run(programs / "pytest", *TESTS)
    check_wheel(python)


def check_wheel(python: Path) -> None:
    """Run the tests once more where only the built wheel can be imported."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        run(python, "-m", "build", "--wheel", "--outdir", folder / "wheel", ".")
        (wheel,) = (folder / "wheel").glob("*.whl")
        programs = make_environment(folder / "environment", fresh=True)
        borrowed = next(
            python.parent.parent.glob("lib/python*/site-packages")
        )  # the tools, not the editable install
        own = next((folder / "environment").glob("lib/python*/site-packages"))
        run(
            programs / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--disable-pip-version-check",
            wheel,
        )
        (own / "borrowed.pth").write_text(
            f"{borrowed}\n", encoding="utf-8"
        )  # its own .pth files are not followed
        shutil.copytree(ROOT / "tests", folder / "tests")
        shutil.copy(ROOT / "pyproject.toml", folder)
        run(programs / "python", "-P", "-m", "pytest", *TESTS, cwd=folder)


if __name__ == "__main__":
    main()
