((method_signature [
    (function_signature name: (_) @name)
    (getter_signature name: (_) @name)
    (setter_signature name: (_) @name)
    (operator_signature "operator" @name . (_) @name)
    (constructor_signature name: (identifier) @name . (formal_parameter_list))
    (factory_constructor_signature (identifier) @name . (formal_parameter_list))]) @function
  . (function_body) @body)
(program [
    (function_signature name: (_) @name)
    (getter_signature name: (_) @name)
    (setter_signature name: (_) @name)] @function
  . (function_body) @body)
(declaration [
    (function_signature name: (_) @name)
    (getter_signature name: (_) @name)
    (setter_signature name: (_) @name)
    (constructor_signature name: (identifier) @name . (formal_parameter_list))
    (constant_constructor_signature (identifier) @name . (formal_parameter_list))
    (redirecting_factory_constructor_signature (identifier) @name . (formal_parameter_list))]) @declaration
(class_definition name: (_) @name) @class
(mixin_declaration (identifier) @name (class_body) @body) @class
(extension_declaration name: (_) @name) @class
(extension_declaration !name class: (_) @name) @class
(extension_type_declaration name: (_) @name) @class
(enum_declaration name: (_) @name) @class
(annotation) @leading
