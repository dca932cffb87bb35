(function_declaration name: (_) @name) @function
(generator_function_declaration name: (_) @name) @function
(method_definition name: (_) @name) @function
(lexical_declaration
  (variable_declarator name: (identifier) @name
    value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)])) @function
(variable_declaration
  (variable_declarator name: (identifier) @name
    value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)])) @function
(field_definition property: (_) @name value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @function
(expression_statement
  (assignment_expression left: [(member_expression) (identifier)] @name
    right: [(arrow_function body: (_) @body) (function_expression body: (_) @body)])) @function
(pair key: (property_identifier) @name
  value: [(arrow_function body: (statement_block) @body) (function_expression body: (_) @body)]) @function
(class_declaration name: (_) @name) @class
(lexical_declaration (variable_declarator name: (identifier) @name value: (class body: (_) @body))) @class
(export_statement) @wrapper
(decorator) @leading
