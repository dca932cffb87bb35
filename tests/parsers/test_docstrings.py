import pytest

from codesearch.parsers.docstrings import clean_comment, is_licence


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("# Adds.\n# Twice.", "Adds.\nTwice."),
        ("#' @param x A number.", "@param x A number."),
        ("#: A number.", "A number."),
        ("## Adds.", "Adds."),
        ("// Adds.\n//\n// Twice.", "Adds.\n\nTwice."),
        ("/// Adds.\n/// # Errors\n///     code", "Adds.\n# Errors\n    code"),
        ("//! This crate adds.", "This crate adds."),
        ("///< In metres.", "In metres."),
        ("/* Adds. */", "Adds."),
        ("/**\n * Adds.\n *\n *   - twice\n */", "Adds.\n\n  - twice"),
        ("/*\nAdds.\n\n  --fast  quickly\n*/", "Adds.\n\n  --fast  quickly"),
        ("/*! Adds. */", "Adds."),
        ("/**< In metres. */", "In metres."),
        ("-- Adds.", "Adds."),
        ("--- Adds.\n--- @return number", "Adds.\n@return number"),
        ("-- | Adds.\n-- Twice.", "Adds.\nTwice."),
        ("-- ^ In metres.", "In metres."),
        ("{- | Adds.\n   Twice.\n-}", "Adds.\nTwice."),
        ("{-| Adds. -}", "Adds."),
        ("--[[\nAdds.\n]]", "Adds."),
        ("--[==[ Adds. ]==]", "Adds."),
        ("(* Adds. *)", "Adds."),
        ("(** [add x] adds\n    to [x]. *)", "[add x] adds\nto [x]."),
        ("(***)", ""),
        ("<!-- Adds. -->", "Adds."),
        ("#= Adds.\nTwice. =#", "Adds.\nTwice."),
        ("=begin\nAdds.\n=end", "Adds."),
        ("; Adds.", "Adds."),
        (";;; Adds.", "Adds."),
        ("% Adds.", "Adds."),
        ('"""Adds."""', "Adds."),
        ('r"""Adds \\d."""', "Adds \\d."),
        ("'''Adds.\n\n    Twice.\n    '''", "Adds.\n\nTwice."),
        ('"""\nAdds.\n    code\n"""', "Adds.\n    code"),
        ('~S"""\n  Adds.\n  """', "Adds."),
        ('"Adds."', "Adds."),
        ("'Adds.'", "Adds."),
        ("", ""),
        ("//", ""),
        ("/**/", ""),
    ],
)
def test_marks_are_taken_off_and_words_are_left(raw: str, words: str) -> None:
    assert clean_comment(raw) == words


@pytest.mark.parametrize(
    "raw",
    [
        "#!/usr/bin/env bash",
        "# frozen_string_literal: true",
        "# -*- coding: utf-8 -*-",
        "//go:noinline",
        "// eslint-disable-next-line no-console",
        "# shellcheck disable=SC2034",
        "# syntax=docker/dockerfile:1",
        "#' @export",
        "# noqa: E501",
    ],
)
def test_a_row_for_a_tool_documents_nothing(raw: str) -> None:
    assert (
        clean_comment(f"{raw}\n{raw[0]}{raw[0]} Adds." if raw.startswith("//") else f"{raw}\n# Adds.")
        == "Adds."
    )


def test_frames_are_taken_off() -> None:
    assert clean_comment("#########\n# Adds. #\n#########").removesuffix("#").strip() == "Adds."
    assert clean_comment("//=========\n// Adds.\n//=========") == "Adds."
    assert clean_comment("/*****\n * Adds.\n *****/") == "Adds."


def test_a_hash_inside_a_block_comment_is_a_word() -> None:
    assert clean_comment("/**\n * # Usage\n * #include\n */") == "# Usage\n#include"
    assert clean_comment("{-\n# Usage\n-- no mark\n-}") == "# Usage\n-- no mark"


def test_comments_of_two_kinds_may_follow_each_other() -> None:
    assert clean_comment("/* Adds. */\n// Twice.\n/* # three */") == "Adds.\nTwice.\n# three"


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("// Copyright 2024 Nobody", True),
        ("# SPDX-License-Identifier: MIT", True),
        ("/* Licensed under the Apache License */", True),
        ("// Permission is hereby granted, free of charge", True),
        ("// Checks the driving licence of a person.", False),
        ("", False),
    ],
)
def test_a_licence_is_told_from_documentation(comment: str, expected: bool) -> None:
    assert is_licence(comment) is expected
