(element (start_tag (attribute (attribute_name) @_id [
    (quoted_attribute_value (attribute_value) @name)
    (attribute_value) @name])) @signature
  (#any-of? @_id "id" "ID")) @block
(document . (_) . (comment) @module.doc)
