(function_declaration name: (method_index_expression table: (_) @receiver method: (_) @name)) @function
(function_declaration name: (_) @name) @function
(assignment_statement (variable_list . name: (_) @name)
  (expression_list . value: (function_definition body: (_)? @body))) @function
(field name: (identifier) @name value: (function_definition body: (_)? @body)) @function
(variable_declaration (assignment_statement)) @wrapper
