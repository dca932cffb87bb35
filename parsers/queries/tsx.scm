(function_declaration name: (_) @name) @function
(generator_function_declaration name: (_) @name) @function
(function_signature name: (_) @name) @function
(method_definition name: (_) @name) @function
(class_body (method_signature name: (_) @name) @function)
(abstract_method_signature name: (_) @name) @declaration
(interface_body (method_signature name: (_) @name) @declaration)
(lexical_declaration
  (variable_declarator name: (identifier) @name
    value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)])) @function
(variable_declaration
  (variable_declarator name: (identifier) @name
    value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)])) @function
; A function made by a call, as in `const Button = memo(() => {…})`.
(program (lexical_declaration
  (variable_declarator name: (identifier) @name
    value: (call_expression arguments: (arguments
      [(arrow_function body: (statement_block) @body) (function_expression body: (_) @body)])))) @function)
(program (export_statement declaration: (lexical_declaration
  (variable_declarator name: (identifier) @name
    value: (call_expression arguments: (arguments
      [(arrow_function body: (statement_block) @body) (function_expression body: (_) @body)])))) @function))
(program (lexical_declaration (variable_declarator name: (identifier) @name
  value: (object [(method_definition) (pair value: [(arrow_function) (function_expression)])]))) @scope)
(program (export_statement declaration: (lexical_declaration (variable_declarator name: (identifier) @name
  value: (object [(method_definition) (pair value: [(arrow_function) (function_expression)])]))) @scope))
(public_field_definition name: (_) @name
  value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @function
(expression_statement
  (assignment_expression left: [(member_expression) (identifier)] @name
    right: [(arrow_function body: (_) @body) (function_expression body: (_) @body)])) @function
(pair key: [(property_identifier) (string)] @name
  value: [(arrow_function body: (statement_block) @body) (function_expression body: (_) @body)]) @function
(export_statement "default" @name
  value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @function
(expression_statement (call_expression function: [(identifier) (member_expression object: (identifier))] @_test
  arguments: (arguments . [(string) (template_string)] @name
    [(arrow_function body: (_) @body) (function_expression body: (_) @body)]))
  (#match? @_test "^(it|test)\\b")) @function
(expression_statement (call_expression function: [(identifier) (member_expression object: (identifier))] @_suite
  arguments: (arguments . [(string) (template_string)] @name
    [(arrow_function body: (_) @body) (function_expression body: (_) @body)]))
  (#match? @_suite "^describe\\b")) @scope
(class_declaration name: (_) @name) @class
(abstract_class_declaration name: (_) @name) @class
(lexical_declaration (variable_declarator name: (identifier) @name value: (class body: (_) @body))) @class
(export_statement "default" @name value: (class body: (_) @body)) @class
(interface_declaration name: (_) @name) @class
(enum_declaration name: (_) @name) @class
(type_alias_declaration name: (_) @name value: [
  (object_type) (union_type) (intersection_type) (conditional_type) (function_type)] @body) @class
(internal_module name: (_) @name body: (_)) @scope
(module name: (_) @name body: (_)) @scope
(export_statement) @wrapper
(ambient_declaration) @wrapper
(decorator) @leading
