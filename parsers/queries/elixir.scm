(call target: (identifier) @_define (arguments . [
    (identifier) @name
    (call target: (identifier) @name)
    (binary_operator left: [(identifier) @name (call target: (identifier) @name)] operator: "when")
    (binary_operator operator: [
      "+" "-" "*" "/" "++" "--" "<>" "&&&" "|||" "<<<" ">>>" "<<~" "~>>" "<~" "~>" "<~>" "+++" "---" "==" "|>"] @name)
  ] (keywords)? @body) (do_block)? @body
  (#any-of? @_define "def" "defp" "defmacro" "defmacrop" "defguard" "defguardp" "defdelegate" "defn" "defnp")
  (#not-eq? @name "unquote")) @function
(call target: (identifier) @_module (arguments . (_) @name) (do_block (unary_operator
    operand: (call target: (identifier) @_doc (arguments [(string) (sigil)] @doc)))) @body
  (#any-of? @_module "defmodule" "defprotocol")
  (#eq? @_doc "moduledoc")) @class
(call target: (identifier) @_module (arguments . (_) @name) (do_block) @body
  (#any-of? @_module "defmodule" "defprotocol")) @class
(call target: (identifier) @_impl (arguments . (alias) @receiver (keywords (pair key: (keyword) @_for value: (_) @name)))
  (do_block) @body
  (#eq? @_impl "defimpl")
  (#match? @_for "^for:")) @class
(call target: (identifier) @_impl (arguments . (alias) @name .) (do_block) @body
  (#eq? @_impl "defimpl")) @class
; ExUnit
(call target: (identifier) @_test (arguments . (string) @name) (do_block) @body
  (#any-of? @_test "test" "property")) @function
(call target: (identifier) @_group (arguments . (string) @name) (do_block) @body
  (#eq? @_group "describe")) @scope
((unary_operator operator: "@" operand: (call target: (identifier) @_doc (arguments [(string) (sigil)] @doc))) @leading
  (#any-of? @_doc "doc" "typedoc"))
((unary_operator operator: "@" operand: (call target: (identifier) @_attribute)) @leading
  (#any-of? @_attribute "doc" "spec" "impl" "deprecated" "since" "tag" "dialyzer" "decorate"))
