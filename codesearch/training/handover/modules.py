"""Which of our modules a module needs, found by reading their imports: nothing is run, nothing forgotten."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2]


def needed_files(module: str) -> list[Path]:
    """Return the files of a module and of all our modules that it imports, at once or later.

    They are relative to the folder that holds the package. What is imported for types alone, or by a
    package's `__getattr__` when somebody asks for it, is not needed.
    """
    files: dict[str, Path] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        file = _file_of(name)
        if file is None or name in files:
            continue
        files[name] = file
        parent = name.rpartition(".")[0]
        waiting += [parent] * bool(parent)
        waiting += _imports(ast.parse((PACKAGE.parent / file).read_bytes()))
    return sorted(files.values())


def _file_of(module: str) -> Path | None:
    """Where a module of ours is; None for others, and for names in a module."""
    parts = module.split(".")
    if parts[0] != PACKAGE.name:
        return None
    place = Path(*parts)
    for file in (place / "__init__.py", place.with_suffix(".py")):
        if (PACKAGE.parent / file).is_file():
            return file
    return None


def _imports(node: ast.AST) -> Iterator[str]:
    """The names of modules, and of what may be modules, that are imported below a node."""
    if _is_unneeded(node):
        return
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    for child in ast.iter_child_nodes(node):
        yield from _imports(child)


def _is_unneeded(node: ast.AST) -> bool:
    if isinstance(node, ast.FunctionDef):
        return node.name == "__getattr__"
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
