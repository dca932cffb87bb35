(function_item name: (_) @name) @function
(function_signature_item name: (_) @name) @declaration
(macro_definition name: (_) @name (macro_rule) @body) @function
(struct_item name: (_) @name) @class
(enum_item name: (_) @name) @class
(union_item name: (_) @name) @class
(trait_item name: (_) @name) @class
(impl_item type: [
  (type_identifier) @name
  (scoped_type_identifier name: (_) @name)
  (generic_type type: (type_identifier) @name)
  (generic_type type: (scoped_type_identifier name: (_) @name))
  (reference_type type: (type_identifier) @name)
  (reference_type type: (generic_type type: (type_identifier) @name))
  (dynamic_type trait: (type_identifier) @name)]
  body: (_)) @class
(impl_item type: (_) @name body: (_)) @class
(mod_item name: (_) @name body: (_)) @scope
(attribute_item) @leading
