"""What options accept and how a shell completes it: folders; languages by name, extension or habit."""

import difflib
import re
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

WORD = re.compile(r"[\w+#-]+")
ALIASES = {  # beside the extensions of the languages' files: py, js, rs, c++, yml, …
    "c#": "csharp",
    "docker": "dockerfile",
    "f#": "fsharp",
    "golang": "go",
    "make": "make",
    "makefile": "make",
    "node": "javascript",
    "objective-c": "objc",
    "shell": "bash",
    "viml": "vim",
}
FAMILIES = {  # names that stand for several languages, as the people who write them see it
    "ocaml": ("ocaml", "ocaml_interface"),
    "typescript": ("typescript", "tsx"),
}


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
        from codesearch.parsers.languages import LANGUAGES, language_of

        if isinstance(value, tuple):  # click converts a default twice
            return value
        word = value.strip().lower().removeprefix(".")
        extension = word if WORD.fullmatch(word) else ""
        name = word if word in LANGUAGES else ALIASES.get(word) or language_of(f"file.{extension}").name
        if name == "text" and word not in ("text", "txt"):
            close = difflib.get_close_matches(word, [*LANGUAGES, *ALIASES], n=1)
            hint = (
                f"did you mean {close[0]!r}?"
                if close
                else "name one as in python, or by its extension as in py"
            )
            self.fail(f"there is no language {value[:80]!r}; {hint}", param, ctx)
        return FAMILIES.get(name, (name,))

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """The names that begin with what was typed."""
        from codesearch.parsers.languages import LANGUAGES

        return [CompletionItem(name) for name in sorted(LANGUAGES) if name.startswith(incomplete.lower())]
