(function_declaration name: (identifier) @name) @function
(method_declaration
  receiver: (parameter_list (parameter_declaration type: [
    (type_identifier) @receiver
    (pointer_type (type_identifier) @receiver)
    (generic_type type: (type_identifier) @receiver)
    (pointer_type (generic_type type: (type_identifier) @receiver))]))
  name: (field_identifier) @name) @function
(source_file (var_declaration (var_spec name: (identifier) @name
  value: (expression_list . (func_literal body: (_) @body) .))) @function)
(type_declaration "type" . (type_spec name: (type_identifier) @name)) @class
(type_declaration "type" . (type_alias name: (type_identifier) @name)) @class
(type_declaration "(" (type_spec name: (type_identifier) @name) @class)
(type_declaration "(" (type_alias name: (type_identifier) @name) @class)
