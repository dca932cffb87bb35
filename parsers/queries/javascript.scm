(function_declaration name: (_) @name) @function
(generator_function_declaration name: (_) @name) @function
(method_definition name: (_) @name) @function
(lexical_declaration
  (variable_declarator name: (identifier) @name
    value: [(arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)])) @function
(variable_declaration
  (variable_declarator name: (identifier) @name
    value: [(arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)])) @function
; React components and other functions that are made from one
(lexical_declaration (variable_declarator name: (identifier) @name value: (call_expression
    function: [(identifier) @_made (member_expression property: (_) @_made)]
    arguments: (arguments . [(arrow_function body: (_) @body) (function_expression body: (_) @body)])))
  (#any-of? @_made "memo" "forwardRef" "observer" "useCallback" "debounce" "throttle" "once" "defineComponent")) @function
(field_definition property: (_) @name value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @function
(expression_statement
  (assignment_expression left: (member_expression object: (_) @_exports property: (_) @name)
    right: [(arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)])
  (#any-of? @_exports "exports" "module.exports")) @function
(expression_statement
  (assignment_expression left: [(member_expression) (identifier)] @name
    right: [(arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)])) @function
(pair key: [(property_identifier) (string)] @name
  value: [(arrow_function body: (statement_block) @body) (function_expression body: (_) @body)]) @function
(class_declaration name: (_) @name) @class
(lexical_declaration (variable_declarator name: (identifier) @name value: (class body: (_) @body))) @class
(expression_statement (assignment_expression left: (_) @name right: (class body: (_) @body))) @class
; tests
(expression_statement (call_expression function: (identifier) @_test
    arguments: (arguments . [(string) (template_string)] @name
      [(arrow_function body: (statement_block) @body) (function_expression body: (_) @body)]))
  (#any-of? @_test "it" "test" "specify")) @function
(expression_statement (call_expression function: (identifier) @_group
    arguments: (arguments . [(string) (template_string)] @name
      [(arrow_function body: (statement_block) @body) (function_expression body: (_) @body)]))
  (#any-of? @_group "describe" "context" "suite")) @scope
(export_statement) @wrapper
(decorator) @leading
