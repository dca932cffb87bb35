from codesearch.parsers.languages import language_of
from codesearch.parsers.macros import without_macros
from codesearch.parsers.units import parse_units


def names(path: str, text: str) -> list[str]:
    return [unit.qualified_name for unit in parse_units(path, text) if unit.kind != "module"]


def test_bytes_and_lines_stay_where_they_are() -> None:
    source = b"\nFOO_EXPORT\nclass FOO_API Bar {\n  BAR_OBJECT(Bar)\n};\n"
    masked = without_macros(source)
    assert len(masked) == len(source)
    assert [len(row) for row in masked.split(b"\n")] == [len(row) for row in source.split(b"\n")]
    assert masked.split() == [b"class", b"Bar", b"{", b"};"]


def test_macros_within_an_expression_stay() -> None:
    source = b"\nint flags = READ |\n  WRITE_ONLY\n  ;\nint a = MAX_SIZE;\nenum e { ONE,\n  TWO_B\n};\n"
    assert without_macros(source) == source


def test_a_class_behind_an_export_macro_is_found() -> None:
    text = (
        "namespace n {\nFOO_EXPORT\nclass FOO_API Bar : public Baz {\n  FOO_INLINE Bar() : a(1) {}\n};\n}\n"
    )
    assert names("bar.hpp", text) == ["n::Bar", "n::Bar::Bar"]


def test_what_the_parser_takes_for_one_function_is_none() -> None:
    broken = "class A {\n  enum { x = !(B<T>::value || C<D<E>>::value) };\n  void f() { g(); }\n};\n"
    assert all("{" not in unit.signature for unit in parse_units("a.cpp", broken))


def test_a_header_is_cpp_when_it_has_what_only_cpp_has() -> None:
    assert language_of("a.h", "struct a {\n  int b;\n};\n").name == "c"
    assert language_of("a.h", "/* Copy it\n using this class of tools: see a;\n */\n").name == "c"
    assert language_of("a.h", "#pragma once\nnamespace a {\n}\n").name == "cpp"
    assert language_of("a.h", "template <typename T>\nT first(T a);\n").name == "cpp"
