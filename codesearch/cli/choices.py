"""What options accept and how a shell completes it: folders; languages by name, extension or habit."""

from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from codesearch.errors import QueryError
from codesearch.parsers.language_names import ALIASES as ALIASES
from codesearch.parsers.language_names import FAMILIES as FAMILIES
from codesearch.parsers.language_names import languages_named


class FolderParam(click.ParamType):  # type: ignore[type-arg]  # generic in newer versions of click only
    """A folder's path; whether there is one is for the command to say."""

    name = "folder"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path; an empty one, as an unset variable gives it, is refused."""
        if not str(value):
            self.fail("it is empty: give a folder", param, ctx)
        return Path(value)

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Leave it to the shell, which knows the folders."""
        return [CompletionItem(incomplete, type="dir")]


class LanguageParam(click.ParamType):  # type: ignore[type-arg]  # generic in newer versions of click only
    """A language; converts to the names that the index knows it by, which may be several."""

    name = "language"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return names of LANGUAGES."""
        if isinstance(value, tuple):  # click converts a default twice
            return value
        try:
            return languages_named(value)
        except QueryError as error:
            self.fail(str(error), param, ctx)

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """The names that begin with what was typed."""
        from codesearch.parsers.languages import LANGUAGES

        return [CompletionItem(name) for name in sorted(LANGUAGES) if name.startswith(incomplete.lower())]
