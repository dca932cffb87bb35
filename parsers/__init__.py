"""Files to units: the walk over a root, and tree-sitter's cut of each file into functions and classes."""
