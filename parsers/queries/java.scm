(method_declaration name: (_) @name body: (_)) @function
(method_declaration name: (_) @name !body) @declaration
(constructor_declaration name: (_) @name) @function
(compact_constructor_declaration name: (_) @name) @function
(annotation_type_element_declaration name: (_) @name) @declaration
(field_declaration declarator: (variable_declarator name: (_) @name
  value: (lambda_expression body: (block) @body))) @function
(field_declaration declarator: (variable_declarator name: (_) @name
  value: (object_creation_expression (class_body)))) @scope
(enum_constant name: (_) @name body: (_)) @scope
(class_declaration name: (_) @name) @class
(interface_declaration name: (_) @name) @class
(enum_declaration name: (_) @name) @class
(record_declaration name: (_) @name) @class
(annotation_type_declaration name: (_) @name) @class
