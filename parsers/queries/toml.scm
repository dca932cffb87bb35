(table . (_) @name) @block
(table_array_element . (_) @name) @block
(document (pair . (_) @name) @block)
