(create_function (object_reference) @name (function_body) @body) @function
(create_trigger . (keyword_create) (object_reference) @name) @function
(create_table (object_reference) @name (column_definitions) @body) @class
(create_table . (keyword_create) (object_reference) @name) @class
(create_view (object_reference) @name) @class
(create_materialized_view (object_reference) @name) @class
(create_type (object_reference) @name) @class
(create_index column: (identifier) @name) @block
