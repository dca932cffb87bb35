"""Code with colours: a style for each character, from Pygments where it knows the language."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

MAX_CHARS = 20_000  # a longer text stays plain: it is data on one line, and would take long
NAMES_OF_PYGMENTS = {
    "commonlisp": "common-lisp",
    "csharp": "c#",
    "dockerfile": "docker",
    "elisp": "emacs-lisp",
    "html": "html",
    "luau": "lua",
    "ocaml_interface": "ocaml",
    "starlark": "python",
    "svelte": "html",
    "vue": "html",
}
STYLES = {  # the kinds of Pygments' tokens that get a colour, special ones before general ones
    "Comment.Preproc": "literal",
    "Comment": "comment",
    "Literal.String": "string",
    "Literal.Number": "literal",
    "Keyword.Constant": "literal",
    "Keyword": "keyword",
    "Operator.Word": "keyword",
    "Name.Function": "definition",
    "Name.Class": "definition",
    "Name.Tag": "keyword",
    "Name.Decorator": "literal",
    "Generic.Heading": "definition",
    "Generic.Subheading": "definition",
}


def character_styles(text: str, language: str) -> list[str]:
    """A style for each character of `text`, one of STYLES or "" for none."""
    lexer = _lexer(language) if len(text) <= MAX_CHARS else None
    if lexer is None:
        return [""] * len(text)
    styles: list[str] = []
    for kind, part in lexer.get_tokens(text):
        styles.extend([_style(kind)] * len(part))
    return (styles + [""] * len(text))[: len(text)]


@cache
def _lexer(language: str) -> "Lexer | None":
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    name = NAMES_OF_PYGMENTS.get(language, language)
    try:
        # startinline: a piece of PHP need not begin with `<?php`
        return get_lexer_by_name(name, stripnl=False, ensurenl=False, startinline=True)
    except ClassNotFound:
        return None


@cache
def _style(kind: "_TokenType") -> str:
    name = str(kind).removeprefix("Token.")
    return next(
        (style for prefix, style in STYLES.items() if name == prefix or name.startswith(f"{prefix}.")), ""
    )
