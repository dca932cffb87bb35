"""Names that people have for languages."""

import click
import pytest

from codesearch.cli.choices import ALIASES, FAMILIES, LanguageParam
from codesearch.parsers.languages import LANGUAGES


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("py", ("python",)),
        (".py", ("python",)),
        ("Python", ("python",)),
        ("js", ("javascript",)),
        ("ts", ("typescript", "tsx")),
        ("tsx", ("tsx",)),
        ("rs", ("rust",)),
        ("c++", ("cpp",)),
        ("c", ("c",)),
        ("c#", ("csharp",)),
        ("golang", ("go",)),
        ("sh", ("bash",)),
        ("yml", ("yaml",)),
        ("md", ("markdown",)),
        ("txt", ("text",)),
    ],
)
def test_what_people_write(word: str, names: tuple[str, ...]) -> None:
    assert LanguageParam().convert(word, None, None) == names


def test_every_name_stands_for_languages_that_exist() -> None:
    assert {*ALIASES.values(), *FAMILIES, *(name for names in FAMILIES.values() for name in names)} <= set(
        LANGUAGES
    )
    for name in LANGUAGES:
        assert name in LanguageParam().convert(name, None, None)


@pytest.mark.parametrize("word", ["", "pyhton", "../x", "a/b.py", "\x1b[2J", "x" * 1_000])
def test_what_is_no_language(word: str) -> None:
    with pytest.raises(click.BadParameter, match="there is no language"):
        LanguageParam().convert(word, None, None)
