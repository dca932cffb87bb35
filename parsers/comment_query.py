"""What a grammar knows of comments, and of documentation that is none: strings, attributes and the like."""

from functools import cache

from tree_sitter import Language as Grammar
from tree_sitter import Node, Query, QueryCursor
from tree_sitter_language_pack import get_language

from codesearch.parsers.nodes import COMMENTS

_NO_COMMENTS = {  # kinds of node that are called comments and are code
    *("comment_entry", "comment_statement", "keyword_comment", "er_attribute_comment"),
    *("node_comment", "node_field_comment", "node_children_comment"),  # KDL: the mark before a node
}
_JSX = "(jsx_element (jsx_expression . (comment) .) @comment)"
_MARKUP = "(quoted_attribute_value (comment) @text)"

_PATTERNS = {
    "astro": _MARKUP,
    "bitbake": """
      (python_function_definition (block . (comment)* . (expression_statement (python_string)) @doc))
      (anonymous_python_function (block . (comment)* . (expression_statement (python_string)) @doc))""",
    "clojure": """
      ((list_lit . (sym_lit) @_define . (sym_lit) . (str_lit) @doc . (_))
        (#any-of? @_define "def" "defonce" "defn" "defn-" "defmacro" "defmulti" "defprotocol" "ns"))""",
    "commonlisp": "(defun (defun_header) . (str_lit) @doc . (_))",
    "elisp": """
      (function_definition parameters: (_) . (string) @doc . (_))
      (macro_definition parameters: (_) . (string) @doc . (_))""",
    "elixir": """
      ((unary_operator operator: "@" operand: (call target: (identifier) @_name)) @doc
        (#any-of? @_name "doc" "moduledoc" "typedoc"))""",
    "erlang": """
      ((wild_attribute name: (attr_name (atom) @_name)) @doc (#any-of? @_name "doc" "moduledoc"))""",
    "fennel": "(fn (parameters) . (string) @doc . (_))",
    "graphql": "(description) @doc",
    "html": _MARKUP,
    "janet": "(extra_defs (metadata (str_literal) @doc))",
    "javascript": _JSX,
    "julia": """
      ((string_literal) @doc . [
        (function_definition) (assignment) (macro_definition) (struct_definition) (abstract_definition)
        (module_definition) (macrocall_expression) (const_statement)])""",
    "magik": "(documentation) @doc",
    "perl": "(pod) @doc",
    "python": """
      (module . (comment)* . [(string) (concatenated_string)] @doc)
      (function_definition body: (block . (comment)* . [(string) (concatenated_string)] @doc))
      (class_definition body: (block . (comment)* . [(string) (concatenated_string)] @doc))""",
    "rust": """
      ((attribute_item (attribute . (identifier) @_name value: (_))) @doc (#eq? @_name "doc"))
      ((inner_attribute_item (attribute . (identifier) @_name value: (_))) @doc (#eq? @_name "doc"))
      (line_comment (inner_doc_comment_marker)) @doc
      (block_comment (inner_doc_comment_marker)) @doc""",
    "starlark": """
      (module . (comment)* . (expression_statement [(string) (concatenated_string)]) @doc)
      (function_definition body:
        (block . (comment)* . (expression_statement [(string) (concatenated_string)]) @doc))""",
    "swift": """
      (line_string_literal (multiline_comment) @text)
      (multi_line_string_literal (multiline_comment) @text)""",
    "tsx": _JSX,
    "vue": _MARKUP,
}


@cache
def comment_query(grammar: str) -> Query:
    """Captures comments, and what holds nothing else, as @comment, and other documentation as @doc.

    A @comment that is @text as well stands in a string and is none.
    """
    language = get_language(grammar)  # type: ignore[arg-type]  # a closed Literal of 173 names
    comments = "".join(f"({kind}) @comment\n" for kind in sorted(_comment_kinds(language)))
    return Query(language, comments + _PATTERNS.get(grammar, ""))


def comments_and_documentation(root: Node, grammar: str) -> tuple[list[Node], list[Node]]:
    """The comments below a node, without those that stand in strings, and other documentation."""
    captures = QueryCursor(comment_query(grammar)).captures(root)
    texts = {node.start_byte for node in captures.get("text", ())}
    comments = [node for node in captures.get("comment", ()) if node.start_byte not in texts]
    return comments, captures.get("doc", [])


def _comment_kinds(grammar: Grammar) -> set[str]:
    numbers = range(grammar.node_kind_count)
    named = (n for n in numbers if grammar.node_kind_is_named(n) and grammar.node_kind_is_visible(n))
    kinds = {grammar.node_kind_for_id(number) or "" for number in named}
    return {kind for kind in kinds if "comment" in kind or kind in COMMENTS} - _NO_COMMENTS
