"""What people call a language: its name, an extension, a habit such as `golang`."""

import difflib
import re

from codesearch.errors import QueryError

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
_WORD = re.compile(r"[\w+#-]+")


def languages_named(text: str) -> tuple[str, ...]:
    """Return the names in LANGUAGES that `text` stands for, at least one.

    Raises:
        QueryError: there is no such language; the message names one that is written alike.
    """
    from codesearch.parsers.languages import LANGUAGES, language_of

    word = text.strip().lower().removeprefix(".")
    extension = word if _WORD.fullmatch(word) else ""
    name = word if word in LANGUAGES else ALIASES.get(word) or language_of(f"file.{extension}").name
    if name == "text" and word not in ("text", "txt"):
        close = difflib.get_close_matches(word, [*LANGUAGES, *ALIASES], n=1)
        hint = (
            f"did you mean {close[0]!r}?" if close else "name one as in python, or by its extension as in py"
        )
        raise QueryError(f"there is no language {text[:80]!r}; {hint}")
    return FAMILIES.get(name, (name,))
