(method_declaration name: (_) @name body: (_)) @function
(method_declaration name: (_) @name !body) @declaration
(constructor_declaration name: (_) @name) @function
(destructor_declaration "~" @name name: (_) @name) @function
(operator_declaration "operator" @name operator: _ @name) @function
(conversion_operator_declaration "operator" @name type: (_) @name) @function
(indexer_declaration "this" @name accessors: (_) @body) @function
(indexer_declaration "this" @name value: (_) @body) @function
(property_declaration name: (_) @name accessors: (accessor_list (accessor_declaration body: (_))) @body) @function
(property_declaration name: (_) @name value: (arrow_expression_clause) @body) @function
(event_declaration name: (_) @name accessors: (_) @body) @function
(delegate_declaration name: (_) @name) @declaration
(global_statement (local_function_statement name: (_) @name) @function) @wrapper
(class_declaration name: (_) @name) @class
(interface_declaration name: (_) @name) @class
(struct_declaration name: (_) @name) @class
(enum_declaration name: (_) @name) @class
(record_declaration name: (_) @name) @class
(namespace_declaration name: (_) @name) @scope
(file_scoped_namespace_declaration name: (_) @name) @scope.open
