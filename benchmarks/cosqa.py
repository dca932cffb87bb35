"""CoSQA dev (arXiv 2105.13239): 500 web queries, 6,267 Python functions, docstrings and comments taken out.

    python benchmarks/cosqa.py FOLDER [--semble-model FOLDER]

FOLDER holds `cosqa-retrieval-dev-500.json` and `code_idx_map.txt`, plain or gzipped.
"""

from pairs import run

if __name__ == "__main__":
    run(str(__doc__), "CoSQA dev")
