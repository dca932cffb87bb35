(function_definition name: (_) @name) @function
(method_declaration name: (_) @name body: (_)) @function
(method_declaration name: (_) @name !body) @declaration
(property_declaration
  (property_element name: (variable_name (name) @name)) (property_hook_list) @body) @function
(class_declaration name: (_) @name) @class
(interface_declaration name: (_) @name) @class
(trait_declaration name: (_) @name) @class
(enum_declaration name: (_) @name) @class
(namespace_definition name: (_) @name body: (_)) @scope
(namespace_definition name: (_) @name !body) @scope.open
