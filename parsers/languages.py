"""Which language a file is in, and what is peculiar about that language. The table is `language_table.py`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from codesearch.parsers.language_table import EXTENSIONS, FILE_NAMES, INTERPRETERS


@dataclass(frozen=True, slots=True)
class Language:
    """A language that a file may be in.

    `grammar` is its name in tree-sitter-language-pack, empty where text is cut without a grammar; `query`
    names the file in `queries/`, which need not exist.
    """

    name: str
    grammar: str
    query: str
    separator: str = "."  # between the parts of a qualified name
    scope_separator: str = "."  # after a namespace
    merges_clauses: bool = False  # one function is written as several definitions in a row
    splits_names: bool = True  # a function written as `a.b` is b of a
    has_methods: bool = True  # a function in a class is its method
    has_macros: bool = False  # that hide the grammar from a parser


_WITHOUT_GRAMMAR = {"cobol", "markdown", "rst", "text"}  # COBOL's never returns from a short last line
_QUERIES = {  # grammars that build on another one, whose query serves them
    "arduino": "cpp",
    "astro": "html",
    "cuda": "cpp",
    "glsl": "c",
    "hlsl": "cpp",
    "ispc": "c",
    "luau": "lua",
    "nqc": "c",
    "objc": "c",
    "ocaml_interface": "ocaml",
    "svelte": "html",
    "tsx": "typescript",
    "vue": "html",
}
_SEPARATORS = dict.fromkeys(["arduino", "cpp", "cuda", "hlsl", "rust", "php", "ruby"], "::")
_SCOPE_SEPARATORS = {**_SEPARATORS, "php": "\\"}
_MERGING = {"haskell", "elixir", "typescript", "tsx"}
_WITHOUT_NAME_PARTS = {"bash", "haskell", "julia", "ocaml", "ocaml_interface", "r"}
_WITH_MACROS = {"arduino", "c", "cpp", "cuda", "objc"}
_WITHOUT_METHODS = {"bash", "elixir", "julia", "lua", "luau", "ocaml", "ocaml_interface", "sql"}


def _language(name: str) -> Language:
    return Language(
        name,
        grammar="" if name in _WITHOUT_GRAMMAR else name,
        query=_QUERIES.get(name, name),
        separator=_SEPARATORS.get(name, "."),
        scope_separator=_SCOPE_SEPARATORS.get(name, "."),
        merges_clauses=name in _MERGING,
        splits_names=name not in _WITHOUT_NAME_PARTS,
        has_methods=name not in _WITHOUT_METHODS,
        has_macros=name in _WITH_MACROS,
    )


def _by_word(table: Mapping[str, str]) -> dict[str, str]:
    return {word: name for name, words in table.items() for word in words.split()}


LANGUAGES = {name: _language(name) for name in EXTENSIONS}
_BY_EXTENSION = _by_word(EXTENSIONS)
_BY_FILE_NAME = _by_word(FILE_NAMES)
_BY_INTERPRETER = _by_word(INTERPRETERS)
_REQUIREMENTS = re.compile(r"(?:.*[-_.])?(?:requirements|constraints)(?:[-_.].*)?\.(?:txt|in)")
_SHEBANG = re.compile(r"#![^\n]*?(?:/env(?:\s+-\S+)*\s+|/)([a-z][a-z-]*)[\d.]*(?:\s|$)", re.I)
_ONLY_CPP = re.compile(
    r"^[ \t]*(?:template\s*<|(?:inline\s+)?namespace\s+[\w:]+\s*\{"
    r"|class\s+(?:\w+\s+)?\w+\s*(?:final\s*)?[:{;]|(?:public|private|protected)\s*:|using\s+(?:namespace\b|\w+\s*=|\w+::))",
    re.M,
)
_ONLY_OBJC = re.compile(
    r"^\s*(?:#(?:import|include)\b|@(?:interface|implementation|protocol|class|import)\b|//|/\*)", re.M
)
_ONLY_VERILOG = re.compile(r"^\s*(?:module\s+\w+\s*[#(;]|endmodule\b|`\w+|always\b|primitive\b)", re.M)
_ONLY_LATEX = re.compile(r"^\s*(?:%|\\[A-Za-z]+)", re.M)
_LOOKS_INTO_TEXT = {  # extension → what only that language has
    ".h": (_ONLY_CPP, "cpp"),
    ".m": (_ONLY_OBJC, "objc"),
    ".v": (_ONLY_VERILOG, "verilog"),
    ".cls": (_ONLY_LATEX, "latex"),
}


def language_of(path: str, text: str = "", custom: Mapping[str, str] | None = None) -> Language:
    """The language of a file, from its name or from its `text`; plain text when neither tells.

    The text need not be whole: a `#!` line names a language, and what only C++ has tells a `.h` of C++ from
    one of C. `custom` maps extensions (".foo") and file names to names in LANGUAGES, and goes first.
    """
    file = PurePosixPath(path)
    own = {key.lower(): name for key, name in custom.items()} if custom else {}
    name = (
        own.get(file.name.lower()) or own.get(file.suffix.lower()) or _by_name(file) or _by_text(file, text)
    )
    return LANGUAGES.get(name, LANGUAGES["text"])


def extension_of(language: str) -> str:
    """An extension (".py") that `language_of` takes for `language`, "" where there is none.

    Where there is a choice, one that means this language whatever the text.
    """
    extensions = [f".{word}" for word in EXTENSIONS.get(language, "").split()]
    return min(extensions, key=lambda extension: extension in _LOOKS_INTO_TEXT, default="")


def _by_name(file: PurePosixPath) -> str:
    """The language that the name of a file tells beyond doubt, or ""."""
    name, suffix = file.name.lower(), file.suffix.lower()
    if name in _BY_FILE_NAME:
        return _BY_FILE_NAME[name]
    if suffix == ".scm" and "queries" in file.parts:
        return "query"
    if _REQUIREMENTS.fullmatch(name):
        return "requirements"
    if suffix in _LOOKS_INTO_TEXT:
        return ""
    return _BY_EXTENSION.get(suffix[1:]) or _BY_FILE_NAME.get(name.partition(".")[0], "")  # Dockerfile.dev


def _by_text(file: PurePosixPath, text: str) -> str:
    suffix = file.suffix.lower()
    if suffix in _LOOKS_INTO_TEXT:
        mark, name = _LOOKS_INTO_TEXT[suffix]
        return name if mark.search(text) else _BY_EXTENSION[suffix[1:]]
    shebang = _SHEBANG.match(text)
    return _BY_INTERPRETER.get(shebang[1].lower(), "") if shebang else ""
