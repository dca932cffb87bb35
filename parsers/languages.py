"""Which language a file is in, and what is peculiar about that language. One table; queries live in `queries/`."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Language:
    """A language that a file may be in.

    `grammar` is its name in tree-sitter-language-pack, empty where text is cut without a grammar.
    """

    name: str
    grammar: str
    separator: str = "."  # between the parts of a qualified name
    scope_separator: str = "."  # after a namespace
    merges_clauses: bool = False  # one function is written as several definitions in a row


_EXTENSIONS = {
    "python": "py pyi pyw",
    "javascript": "js mjs cjs jsx",
    "typescript": "ts mts cts",
    "tsx": "tsx",
    "go": "go",
    "java": "java",
    "kotlin": "kt kts",
    "scala": "scala sc sbt",
    "c": "c h",
    "cpp": "cpp cc cxx c++ hpp hh hxx h++ ipp tpp inl cu cuh",
    "csharp": "cs csx",
    "rust": "rs",
    "zig": "zig zon",
    "swift": "swift",
    "php": "php phtml",
    "ruby": "rb rake gemspec ru",
    "lua": "lua",
    "bash": "sh bash zsh ksh bats",
    "haskell": "hs",
    "elixir": "ex exs",
    "dart": "dart",
    "ocaml": "ml",
    "ocaml_interface": "mli",
    "r": "r",
    "julia": "jl",
    "sql": "sql",
    "html": "html htm xhtml",
    "css": "css",
    "scss": "scss",
    "json": "json jsonc json5",
    "yaml": "yaml yml",
    "toml": "toml",
    "xml": "xml xsd xsl svg",
    "make": "mk",
    "dockerfile": "dockerfile",
    "ini": "ini cfg",
    "markdown": "md markdown mdx",
    "rst": "rst",
    "text": "txt adoc org",
}
_FILE_NAMES = {
    "makefile": "make",
    "gnumakefile": "make",
    "dockerfile": "dockerfile",
    "containerfile": "dockerfile",
    "rakefile": "ruby",
    "gemfile": "ruby",
    "readme": "text",
    "license": "text",
    ".bashrc": "bash",
    ".zshrc": "bash",
    ".editorconfig": "ini",
    ".gitconfig": "ini",
}
_INTERPRETERS = {
    "python": "python",
    "node": "javascript",
    "bash": "bash",
    "sh": "bash",
    "zsh": "bash",
    "ruby": "ruby",
    "lua": "lua",
    "php": "php",
    "rscript": "r",
    "julia": "julia",
    "elixir": "elixir",
}
_WITHOUT_GRAMMAR = {"markdown", "rst", "text"}
_SEPARATORS = {"cpp": "::", "rust": "::", "php": "::", "ruby": "::"}
_SCOPE_SEPARATORS = {**_SEPARATORS, "php": "\\"}
_MERGING = {"haskell", "elixir", "typescript", "tsx"}
_SHEBANG = re.compile(r"#!.*?(?:/env(?:\s+-\S+)*\s+|/)([a-z]+)[\d.]*(?:\s|$)", re.I)

TEXT = Language("text", "")
LANGUAGES = {
    name: Language(
        name,
        "" if name in _WITHOUT_GRAMMAR else name,
        _SEPARATORS.get(name, "."),
        _SCOPE_SEPARATORS.get(name, "."),
        name in _MERGING,
    )
    for name in _EXTENSIONS
}
_BY_EXTENSION = {extension: name for name, listed in _EXTENSIONS.items() for extension in listed.split()}


def language_of(path: str, first_line: str = "") -> Language:
    """The language of a file, from its name or its `#!` line; plain text when neither tells."""
    file = PurePosixPath(path)
    name = _FILE_NAMES.get(file.name.lower()) or _BY_EXTENSION.get(file.suffix[1:].lower())
    if name is None and (shebang := _SHEBANG.match(first_line)):
        name = _INTERPRETERS.get(shebang[1].lower())
    return LANGUAGES.get(name or "text", TEXT)
