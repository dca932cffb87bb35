(value_definition . (let_binding pattern: [(value_name) @name (parenthesized_operator (_) @name)] . (parameter)
  body: (_) @body) .) @function
(value_definition . (let_binding pattern: (value_name) @name
  body: [(function_expression) (fun_expression)] @body) .) @function
; let rec … and …
(value_definition (let_binding pattern: [(value_name) @name (parenthesized_operator (_) @name)] . (parameter)) @function) @wrapper
(value_definition (let_binding pattern: (value_name) @name
  body: [(function_expression) (fun_expression)]) @function) @wrapper
(method_definition (method_name) @name) @function
(external (value_name) @name) @function
(value_specification [(value_name) @name (parenthesized_operator (_) @name)]) @function @signature
(type_definition . (type_binding name: (_) @name) .) @class
(type_definition . (type_binding name: (_) @name) @class (type_binding)) @wrapper
(type_definition (type_binding) (type_binding name: (_) @name) @class) @wrapper
([(value_specification) (external) (type_definition) (module_definition) (module_type_definition)] . (comment) @trailing
  (#match? @trailing "^\\(\\*\\*"))
(module_definition . (module_binding (module_name) @name body: (_) @body) .) @class
(module_definition . (module_binding (module_name) @name) .) @class
(module_type_definition (module_type_name) @name) @class
(class_definition . (class_binding (class_name) @name) .) @class
(class_type_definition (class_type_binding (class_type_name) @name)) @class
