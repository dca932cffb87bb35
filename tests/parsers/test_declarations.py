"""Functions that are announced here and written elsewhere, and what belongs to a definition beside it."""

from codesearch.parsers.units import parse_units
from codesearch.types import Unit


def units(path: str, text: str) -> dict[str, Unit]:
    return {unit.qualified_name: unit for unit in parse_units(path, text) if unit.kind != "module"}


def test_only_documented_declarations_are_units() -> None:
    text = "interface A {\n  /** Opens it. */\n  void open();\n\n  void close();\n}\n"
    assert list(units("A.java", text)) == ["A", "A.open"]


def test_signature_of_a_declaration_is_whole() -> None:
    text = (
        "trait A {\n    /// Opens it.\n    fn open<T>(\n        &self,\n        at: T,\n    ) -> bool;\n}\n"
    )
    assert units("a.rs", text)["A::open"].signature == "fn open<T>(&self, at: T) -> bool"


def test_rows_of_a_comment_follow_one_another() -> None:
    text = "/// Opens it.\n/// Fails never.\n///\n/// Twice.\nfn open() {}\n"
    assert units("a.rs", text)["open"].docstring == "Opens it.\nFails never.\n\nTwice."


def test_documentation_of_what_is_around_is_not_that_of_the_first_member() -> None:
    text = "mod a {\n    //! Of the module.\n    fn open() {}\n}\n"
    unit = units("a.rs", text)["a::open"]
    assert (unit.start_line, unit.docstring) == (3, "")


def test_comment_right_below_imports_is_that_of_the_definition() -> None:
    unit = units("a.kt", "import a.b\n/** Opens it. */\nfun open() {\n}\n")["open"]
    assert (unit.start_line, unit.docstring) == (2, "Opens it.")


def test_overloads_are_one_unit_with_their_implementation() -> None:
    head = "export function f(a: %s): void;\n"
    text = head % "string" + head % "number" + "export function f(a: any) {\n}\n"
    unit = units("a.ts", text)["f"]
    assert (unit.start_line, unit.end_line) == (1, 4)


def test_body_that_is_a_sibling_belongs_to_the_definition() -> None:
    unit = units("a.dart", "int twice(int a) {\n  int b(int c) => c;\n  return b(a) * 2;\n}\n")
    assert [(name, found.start_line, found.end_line) for name, found in unit.items()] == [("twice", 1, 4)]


def test_accessors_on_rows_of_their_own_belong_to_the_property() -> None:
    text = "class A {\n    var b: Int\n        get() = 1\n        set(value) {\n        }\n}\n"
    unit = units("a.kt", text)["A.b"]
    assert (unit.signature, unit.start_line, unit.end_line) == ("var b: Int", 2, 5)


def test_namespace_without_braces_names_what_follows_it() -> None:
    text = "<?php\nnamespace A;\nclass B {}\nnamespace C;\nfunction d() {}\n"
    assert list(units("a.php", text)) == ["A\\B", "C\\d"]


def test_a_function_in_a_namespace_is_no_method() -> None:
    found = units("a.cpp", "namespace a {\nint b() { return 1; }\nint C::d() { return 1; }\n}\n")
    assert {name: unit.kind for name, unit in found.items()} == {"a::b": "function", "a::C::d": "method"}
