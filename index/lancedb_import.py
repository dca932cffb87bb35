"""Imports lancedb, if asked without the generated client of remote namespaces: 0.5 s instead of 1.3.

lancedb imports that client for a service this project never talks to. It is hidden only while lancedb is
imported, and only where the process is ours (the command line): a library must not change imports for others.
"""

import contextlib
import importlib
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

REMOTE_CLIENTS = ("lance_namespace", "lance_namespace_urllib3_client")
NATIVE = "lancedb._lancedb"  # compiled: Python refuses to load it twice in one process
LOG_LEVEL = "LANCEDB_LOG"

_import_lock = threading.Lock()


def import_lancedb(*, trim: bool = False) -> Any:
    """Return the module `lancedb`, importing it the first time.

    With `trim`, the packages in REMOTE_CLIENTS are stood in for while lancedb is imported; later imports
    of them by anybody find the genuine ones. Whatever goes wrong with that, the ordinary import follows.

    Raises:
        ImportError: lancedb cannot be imported at all.
    """
    with _import_lock:
        if trim and "lancedb" not in sys.modules and not _is_imported(REMOTE_CLIENTS):
            try:
                with _quiet_log(), _stand_ins(REMOTE_CLIENTS):
                    return importlib.import_module("lancedb")
            except Exception:  # the ordinary import below gives the answer or the true error
                _forget(("lancedb",))
        with _quiet_log():
            return importlib.import_module("lancedb")


@contextlib.contextmanager
def _quiet_log() -> Iterator[None]:
    """Keep the warnings of LanceDB's Rust code off stderr, unless the user has set the variable."""
    if LOG_LEVEL in os.environ:
        yield
        return
    os.environ[LOG_LEVEL] = "error"
    try:
        yield
    finally:
        del os.environ[LOG_LEVEL]


def _is_imported(packages: Sequence[str]) -> bool:
    return any(package in sys.modules for package in packages)


def _forget(packages: Sequence[str]) -> None:
    for name in list(sys.modules):
        if name.split(".", 1)[0] in packages and name != NATIVE:
            del sys.modules[name]


@contextlib.contextmanager
def _stand_ins(packages: Sequence[str]) -> Iterator[None]:
    finder = _StandInFinder(packages)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        _forget(packages)


class _StandInFinder(MetaPathFinder, Loader):
    """Answers for the given packages and all that is in them with modules made of empty classes."""

    def __init__(self, packages: Sequence[str]) -> None:
        self.packages = packages

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002 - the signature is Python's
        """Return a spec for a module of ours, None for any other."""
        if fullname.split(".", 1)[0] not in self.packages:
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return an empty module that makes a class for each name it is asked for."""
        return _StandInModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: the names are made when they are asked for."""


class _StandInModule(ModuleType):
    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        base: type = Exception if name.endswith("Error") else object
        made = type(name, (base,), {"__module__": self.__name__})
        setattr(self, name, made)
        return made
