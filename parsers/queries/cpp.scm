; Tests of googletest and its like: TEST(Suite, name) {…}
((function_definition !type declarator: (function_declarator
  declarator: (identifier) @_macro
  parameters: (parameter_list
    . (parameter_declaration type: (_) @receiver)
    . (parameter_declaration type: (_) @name) .))) @function
  (#match? @_macro "^[A-Z_]*TEST[A-Z_]*$"))
; A function that returns a pointer to a function.
(function_definition declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator
  declarator: (function_declarator declarator: (_) @name))))) @function
(function_definition declarator: (pointer_declarator declarator: (function_declarator
  declarator: (parenthesized_declarator (pointer_declarator
    declarator: (function_declarator declarator: (_) @name)))))) @function
(function_definition declarator: (function_declarator declarator: [
  (identifier) (field_identifier) (qualified_identifier) (template_function) (operator_name) (destructor_name)
  ] @name)) @function
(function_definition declarator: (pointer_declarator declarator: (function_declarator declarator: [
  (identifier) (field_identifier) (qualified_identifier) (template_function) (operator_name)] @name))) @function
(function_definition declarator: (pointer_declarator declarator: (pointer_declarator
  declarator: (function_declarator declarator: (_) @name)))) @function
(function_definition declarator: (reference_declarator (function_declarator declarator: [
  (identifier) (field_identifier) (qualified_identifier) (template_function) (operator_name)] @name))) @function
(function_definition declarator: (operator_cast "operator" @name type: (_) @name)) @function
(function_definition declarator: (qualified_identifier scope: (_) @name
  name: (operator_cast type: (_) @name))) @function
(preproc_function_def name: (_) @name value: (_) @body) @function
; Prototypes, which in a header carry the documentation.
(field_declaration_list [(field_declaration declarator: [
    (function_declarator declarator: (_) @name)
    (pointer_declarator declarator: (function_declarator declarator: (_) @name))
    (reference_declarator (function_declarator declarator: (_) @name))])
  (declaration declarator: (function_declarator declarator: (_) @name))] @declaration)
(translation_unit (declaration declarator: [
  (function_declarator declarator: (_) @name)
  (pointer_declarator declarator: (function_declarator declarator: (_) @name))
  (reference_declarator (function_declarator declarator: (_) @name))]) @declaration)
(declaration_list (declaration declarator: [
  (function_declarator declarator: (_) @name)
  (pointer_declarator declarator: (function_declarator declarator: (_) @name))
  (reference_declarator (function_declarator declarator: (_) @name))]) @declaration)
(preproc_ifdef (declaration declarator: [
  (function_declarator declarator: (_) @name)
  (pointer_declarator declarator: (function_declarator declarator: (_) @name))
  (reference_declarator (function_declarator declarator: (_) @name))]) @declaration)
(template_declaration (declaration declarator: [
  (function_declarator declarator: (_) @name)
  (pointer_declarator declarator: (function_declarator declarator: (_) @name))
  (reference_declarator (function_declarator declarator: (_) @name))]) @declaration)
(translation_unit (declaration declarator: (init_declarator
  declarator: (identifier) @name value: (lambda_expression body: (_) @body))) @function)
(type_definition
  type: [(struct_specifier body: (_) @body) (union_specifier body: (_) @body) (enum_specifier body: (_) @body)]
  declarator: (type_identifier) @name) @class
(class_specifier name: [(type_identifier) @name (template_type name: (_) @name) (qualified_identifier) @name] body: (_)) @class
(struct_specifier name: [(type_identifier) @name (template_type name: (_) @name) (qualified_identifier) @name] body: (_)) @class
(union_specifier name: [(type_identifier) @name (template_type name: (_) @name) (qualified_identifier) @name] body: (_)) @class
(enum_specifier name: (_) @name body: (_)) @class
(concept_definition name: (_) @name) @class
(namespace_definition name: (_) @name body: (_)) @scope
(template_declaration) @wrapper
(friend_declaration) @wrapper
