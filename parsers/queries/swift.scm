(function_declaration "func" . name: _ @name) @function
(protocol_function_declaration "func" . name: _ @name) @declaration
(init_declaration name: _ @name body: (_)) @function
(init_declaration name: _ @name !body) @declaration
(deinit_declaration "deinit" @name) @function
(subscript_declaration "subscript" @name (computed_property) @body) @function
(property_declaration name: (pattern bound_identifier: (_) @name) computed_value: (_) @body) @function
(property_declaration name: (pattern bound_identifier: (_) @name) (willset_didset_block) @body) @function
(class_declaration name: (_) @name) @class
(protocol_declaration name: (_) @name) @class
