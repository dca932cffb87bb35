(function_declaration
  receiver: (receiver_type [
    (user_type (type_identifier) @receiver .)
    (user_type (type_identifier) @receiver . (type_arguments))
    (nullable_type (user_type (type_identifier) @receiver .))
    (nullable_type (user_type (type_identifier) @receiver . (type_arguments)))])
  (simple_identifier) @name
  (function_body) @body) @function
(function_declaration (simple_identifier) @name (function_body) @body) @function
(function_declaration (simple_identifier) @name) @declaration
(secondary_constructor "constructor" @name (statements) @body) @function
(anonymous_initializer "init" @name (statements) @body) @function
(property_declaration
  receiver: (receiver_type [
    (user_type (type_identifier) @receiver .)
    (user_type (type_identifier) @receiver . (type_arguments))
    (nullable_type (user_type (type_identifier) @receiver .))
    (nullable_type (user_type (type_identifier) @receiver . (type_arguments)))])
  (variable_declaration (simple_identifier) @name)
  [(getter) (setter)] @body) @function
(property_declaration (variable_declaration (simple_identifier) @name) [(getter) (setter)] @body) @function
; Accessors on rows of their own are siblings of the property.
((property_declaration receiver: (receiver_type (user_type (type_identifier) @receiver))
  (variable_declaration (simple_identifier) @name)) @function . (getter) @body . (setter) @body)
((property_declaration receiver: (receiver_type (user_type (type_identifier) @receiver))
  (variable_declaration (simple_identifier) @name)) @function . (getter) @body)
((property_declaration (variable_declaration (simple_identifier) @name)) @function . (getter) @body . (setter) @body)
((property_declaration (variable_declaration (simple_identifier) @name)) @function . [(getter) (setter)] @body)
(class_declaration (type_identifier) @name [(class_body) (enum_class_body)] @body) @class
(class_declaration (type_identifier) @name) @class
(object_declaration (type_identifier) @name (class_body) @body) @class
(object_declaration (type_identifier) @name) @class
(enum_entry (simple_identifier) @name (class_body)) @scope
