(function_definition (signature . [
    (call_expression . [
      (identifier) @name (operator) @name (parametrized_type_expression . (_) @name)
      (field_expression (identifier) @name .) (field_expression (quote_expression (_) @name))])
    (typed_expression . (call_expression . [
      (identifier) @name (operator) @name (parametrized_type_expression . (_) @name)
      (field_expression (identifier) @name .) (field_expression (quote_expression (_) @name))]))
    (where_expression . (call_expression . [
      (identifier) @name (operator) @name (parametrized_type_expression . (_) @name)
      (field_expression (identifier) @name .) (field_expression (quote_expression (_) @name))]))
    (where_expression . (typed_expression . (call_expression . [
      (identifier) @name (operator) @name (parametrized_type_expression . (_) @name)
      (field_expression (identifier) @name .) (field_expression (quote_expression (_) @name))])))
    (identifier) @name]) @signature) @function
(assignment . [
    (call_expression . [
      (identifier) @name (operator) @name (parametrized_type_expression . (_) @name)
      (field_expression (identifier) @name .) (field_expression (quote_expression (_) @name))])
    (typed_expression . (call_expression . [
      (identifier) @name (operator) @name (parametrized_type_expression . (_) @name)
      (field_expression (identifier) @name .) (field_expression (quote_expression (_) @name))]))
    (where_expression . (call_expression . [
      (identifier) @name (operator) @name (parametrized_type_expression . (_) @name)
      (field_expression (identifier) @name .) (field_expression (quote_expression (_) @name))]))
    (where_expression . (typed_expression . (call_expression . [
      (identifier) @name (operator) @name (parametrized_type_expression . (_) @name)
      (field_expression (identifier) @name .) (field_expression (quote_expression (_) @name))])))] @signature) @function
(macro_definition (signature (call_expression . (_) @name))) @function
(struct_definition (type_head [
    (identifier) @name
    (parametrized_type_expression . (_) @name)
    (binary_expression . (identifier) @name)
    (binary_expression . (parametrized_type_expression . (_) @name))])) @class
(abstract_definition (type_head [
    (identifier) @name
    (parametrized_type_expression . (_) @name)
    (binary_expression . (identifier) @name)
    (binary_expression . (parametrized_type_expression . (_) @name))])) @class
(module_definition name: (_) @name) @scope
(macrocall_expression (macro_argument_list [(function_definition) (struct_definition) (assignment)]) @wrapper) @wrapper
((string_literal) @leading @doc . [
  (function_definition) (assignment) (macro_definition) (struct_definition) (abstract_definition)
  (module_definition) (macrocall_expression)])
(source_file . (line_comment)* . (string_literal) @module.doc . (module_definition))
