"""The CodeSearchNet protocol (arXiv 1909.09436) on functions of repositories that no training has seen.

    codesearch eval build SOURCES SET
    python benchmarks/codesearchnet.py SET [--semble-model FOLDER]

Each language is a pool of up to 1,000 functions without docstrings and comments, and each docstring a query.
"""

from pairs import run

if __name__ == "__main__":
    run(str(__doc__), "CodeSearchNet protocol")
