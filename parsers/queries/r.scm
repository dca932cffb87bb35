(binary_operator lhs: [(identifier) (string)] @name operator: ["<-" "=" "<<-"]
  rhs: (function_definition body: (_) @body)) @function
(call function: (identifier) @_define
  arguments: (arguments . (argument value: (string) @name) (argument value: (function_definition body: (_) @body)))
  (#any-of? @_define "setGeneric" "setMethod" "setValidity")) @function
(call function: (identifier) @_test
  arguments: (arguments . (argument value: (string) @name) (argument value: (braced_expression) @body))
  (#any-of? @_test "test_that" "it")) @function
(binary_operator lhs: (identifier) @name rhs: (call function: [
    (identifier) @_class
    (namespace_operator rhs: (identifier) @_class)] arguments: (_) @body)
  (#any-of? @_class "R6Class" "setRefClass" "setClass" "ggproto" "new_class")) @class
(call function: [(identifier) @_class (namespace_operator rhs: (identifier) @_class)]
  arguments: (arguments (argument value: (call function: (identifier) @_list arguments: (arguments
    (argument name: (identifier) @name value: (function_definition body: (_) @body)) @function))))
  (#any-of? @_class "R6Class" "setRefClass")
  (#eq? @_list "list"))
