"""`python -m codesearch` is the command `codesearch`."""

from codesearch.cli import main

main()
