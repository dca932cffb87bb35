(function_definition name: (identifier) @name body: (block . (string) @doc)) @function
(function_definition name: (identifier) @name) @function
(class_definition name: (identifier) @name body: (block . (string) @doc)) @class
(class_definition name: (identifier) @name) @class
(decorated_definition) @wrapper
(module . (comment)* . (string) @module.doc)
