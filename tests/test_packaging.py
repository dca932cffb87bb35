"""What pyproject.toml says by hand agrees with what is there."""

import tomllib
from pathlib import Path

import pytest

import codesearch

ROOT = Path(__file__).parent.parent
LINKED = ("index", "parsers", "tui")

pytestmark = pytest.mark.skipif(
    not (ROOT / "codesearch").is_dir(), reason="the wheel is tested without a checkout"
)


def test_every_package_is_listed() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    found = {"codesearch"}
    for file in (ROOT / "codesearch").rglob("*.py"):
        if not any(folder.is_symlink() for folder in file.parents):
            found.add(".".join(file.parent.relative_to(ROOT).parts))
    for name in LINKED:
        for file in (ROOT / name).rglob("*.py"):
            found.add(".".join(("codesearch", *file.parent.relative_to(ROOT).parts)))
    assert sorted(found) == sorted(settings["packages"])


@pytest.mark.parametrize("name", LINKED)
def test_folders_at_the_root_are_linked_into_the_package(name: str) -> None:
    link = ROOT / "codesearch" / name
    assert link.is_symlink()
    assert link.resolve() == ROOT / name


def test_the_public_surface_is_what_it_was() -> None:
    assert sorted(codesearch.__all__) == [
        "CodesearchError",
        "CorruptIndexError",
        "Coverage",
        "EncoderError",
        "Hit",
        "Index",
        "IndexLockedError",
        "IndexStoreError",
        "NewerIndexError",
        "Progress",
        "QueryError",
        "RootError",
        "Unit",
        "UnsafeRootError",
        "open_index",
    ]
    assert all(hasattr(codesearch, name) for name in codesearch.__all__)
