(extension_definition
  parameters: (parameters (parameter type: [
    (type_identifier) @receiver
    (generic_type type: (type_identifier) @receiver)]))
  (function_definition name: (_) @name) @function)
(function_definition name: (_) @name) @function
(function_declaration name: (_) @name) @declaration
(val_definition pattern: (identifier) @name value: (lambda_expression)) @function
(val_definition pattern: (identifier) @name value: (instance_expression (template_body) @body)) @class
(class_definition name: (_) @name) @class
(object_definition name: (_) @name) @class
(trait_definition name: (_) @name) @class
(enum_definition name: (_) @name) @class
(package_object name: (_) @name) @class
(given_definition name: (_) @name body: (with_template_body)) @class
(given_definition "given" @name return_type: [(generic_type) (type_identifier)] @name body: (with_template_body)) @class
(given_definition name: (_) @name body: (_)) @function
