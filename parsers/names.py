"""The name of a definition: as it is written, and the parts that it is made of."""

import re
from collections.abc import Sequence

from tree_sitter import Node

SEPARATOR = re.compile(r"(?<=[\w>\])?!$'~])(?:::|[.#:])(?=[\w$~\[#]|$)")  # in Foo::bar, M.f, obj:method
OPERATOR = re.compile(r"(?<!\w)operator(?!\w).*")
TYPE_ARGUMENTS = re.compile(r"(?<=\w)<.*>(?=::|\.|$)")


def spanned_name(nodes: Sequence[Node], source: bytes) -> str:
    """The name that `nodes`, in order, span; the string that names a test comes without its quotes."""
    name = " ".join(source[nodes[0].start_byte : nodes[-1].end_byte].decode("utf-8", "replace").split())
    is_quoted = len(name) > 2 and name[0] == name[-1] and name[0] in "\"'`"
    return name[1:-1].strip() if is_quoted else name.lstrip(":")


def name_parts(name: str) -> list[str]:
    """`a::Foo<T>::bar` is ["a", "Foo", "bar"]; the words that name a test are one part."""
    if name.isidentifier():
        return [name]
    operator = OPERATOR.search(name)
    path = TYPE_ARGUMENTS.sub("", name[: operator.start()] if operator else name)
    if " " in path:
        return [name]
    parts = [part for part in SEPARATOR.split(path) if part]
    return [*parts, *([operator[0]] if operator else [])] or [name]
