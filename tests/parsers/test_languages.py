from importlib.resources import files
from typing import get_args

import pytest
from tree_sitter import Parser, Query
from tree_sitter_language_pack import SupportedLanguage, get_language

from codesearch.parsers.language_table import EXTENSIONS, FILE_NAMES, INTERPRETERS
from codesearch.parsers.languages import LANGUAGES, Language, language_of
from codesearch.parsers.outline import outline
from codesearch.parsers.units import parse_units

EMBEDDED = {"comment", "doxygen", "gstlaunch", "jsdoc", "luadoc", "luap", "markdown_inline", "printf", "test"}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("src/tide.py", "python"),
        ("TIDE.PY", "python"),
        ("src/tide.d.ts", "typescript"),
        ("Makefile", "make"),
        ("Makefile.am", "make"),
        ("docker/Dockerfile.dev", "dockerfile"),
        ("prod.dockerfile", "dockerfile"),
        ("CMakeLists.txt", "cmake"),
        ("notes.txt", "text"),
        ("BUILD", "starlark"),
        ("BUILD.bazel", "starlark"),
        ("Jenkinsfile", "groovy"),
        ("Vagrantfile", "ruby"),
        ("go.mod", "gomod"),
        ("go.sum", "gosum"),
        (".gitignore", "gitignore"),
        (".dockerignore", "gitignore"),
        (".bashrc", "bash"),
        (".env", "properties"),
        ("requirements.txt", "requirements"),
        ("requirements-dev.txt", "requirements"),
        ("dev-requirements.txt", "requirements"),
        ("meson.build", "meson"),
        ("Cargo.lock", "toml"),
        ("queries/tide.scm", "query"),
        ("src/tide.scm", "scheme"),
        ("README", "text"),
        ("README.rst", "rst"),
        ("LICENSE", "text"),
        ("unknown.xyz", "text"),
        ("unknown", "text"),
        ("", "text"),
        (".", "text"),
    ],
)
def test_a_name_tells_the_language(path: str, name: str) -> None:
    assert language_of(path).name == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("#!/bin/sh", "bash"),
        ("#!/usr/bin/env bash", "bash"),
        ("#! /usr/bin/env -S python3.12 -u", "python"),
        ("#!/usr/local/bin/python2.7", "python"),
        ("#!/usr/bin/env node", "javascript"),
        ("#!/usr/bin/env ts-node", "typescript"),
        ("#!/usr/bin/env Rscript", "r"),
        ("#!/usr/bin/perl -w", "perl"),
        ("#!/usr/bin/awk -f", "text"),
        ("#!", "text"),
        ("# python", "text"),
    ],
)
def test_an_interpreter_tells_the_language(line: str, name: str) -> None:
    assert language_of("bin/tide", f"{line}\n\necho\n").name == name


def test_a_name_goes_before_an_interpreter() -> None:
    assert language_of("tide.rb", "#!/usr/bin/env python").name == "ruby"


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("tide.h", "", "c"),
        ("tide.h", "typedef struct tide tide;\nint level(tide *t);\n", "c"),
        ("tide.h", "#pragma once\nnamespace tide {\nint level();\n}\n", "cpp"),
        ("tide.h", "class Tide {\npublic:\n};\n", "cpp"),
        ("tide.h", "template <class T> T level();\n", "cpp"),
        ("Tide.m", "#import <Foundation/Foundation.h>\n@interface Tide\n@end\n", "objc"),
        ("tide.m", "% Levels.\nfunction y = tide(x)\n  y = x;\nend\n", "matlab"),
        ("tide.v", "module tide(input clk);\nendmodule\n", "verilog"),
        ("tide.v", "module main\n\nfn main() {\n}\n", "v"),
        ("tide.cls", "\\NeedsTeXFormat{LaTeX2e}\n", "latex"),
        ("Tide.cls", "public class Tide {\n}\n", "apex"),
    ],
)
def test_the_text_tells_languages_with_one_extension_apart(path: str, text: str, name: str) -> None:
    assert language_of(path, text).name == name


def test_a_mapping_of_the_user_goes_first() -> None:
    custom = {".foo": "python", ".py": "starlark", "Tidefile": "ruby"}
    assert language_of("a.foo", custom=custom).name == "python"
    assert language_of("a.FOO", custom=custom).name == "python"
    assert language_of("a.py", custom=custom).name == "starlark"
    assert language_of("Tidefile", custom=custom).name == "ruby"
    assert language_of("a.go", custom=custom).name == "go"
    units = parse_units("a.foo", "def f():\n    pass\n", custom_languages=custom)
    assert [unit.name for unit in units] == ["a", "f"]


def test_an_unknown_language_in_a_mapping_is_text() -> None:
    assert language_of("a.foo", custom={".foo": "klingon"}).name == "text"


def test_every_grammar_can_be_reached_but_those_inside_other_languages() -> None:
    grammars = set(get_args(SupportedLanguage))
    assert grammars - set(LANGUAGES) == EMBEDDED
    assert set(LANGUAGES) - grammars == {"text"}
    reached = {name for table in (EXTENSIONS, FILE_NAMES) for name, words in table.items() if words} | {
        "query"
    }
    assert set(LANGUAGES) - reached == set()
    assert set(INTERPRETERS) | set(FILE_NAMES) <= set(LANGUAGES)


@pytest.mark.parametrize("table", [EXTENSIONS, FILE_NAMES, INTERPRETERS])
def test_no_word_stands_with_two_languages(table: dict[str, str]) -> None:
    words = [word for listed in table.values() for word in listed.split()]
    assert len(words) == len(set(words))
    assert words == [word.lower() for word in words]


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.name)
def test_every_language_parses(language: Language) -> None:
    text = 'a = "b" (c) {\n  # d\n}\n\nif x then y; <e f="g">h</e>\n- i: [1, 2]\n'
    custom = {".tide": language.name}
    units = parse_units("x.tide", text, custom_languages=custom)
    assert {line for unit in units for line in range(unit.start_line, unit.end_line + 1)} == set(range(1, 7))
    if language.grammar:
        assert Parser(get_language(language.grammar)).parse(text.encode()).root_node.end_byte > 0  # type: ignore[arg-type]


def test_every_query_belongs_to_a_language_and_compiles() -> None:
    folder = files("codesearch.parsers").joinpath("queries")
    queries = {file.name.removesuffix(".scm") for file in folder.iterdir() if file.name.endswith(".scm")}
    assert queries <= {language.query for language in LANGUAGES.values()}
    for language in LANGUAGES.values():
        if language.query in queries and language.grammar:
            query = folder.joinpath(f"{language.query}.scm").read_text("utf-8")
            Query(get_language(language.grammar), query)  # type: ignore[arg-type]


def test_a_grammar_that_cannot_be_loaded_leaves_text() -> None:
    assert outline(b"tide", Language("tide", "no_such_grammar", "tide")) is None
