(declarations (signature name: [(variable) @name (prefix_id (operator) @name)]) @function @signature)
(declarations (signature names: (binding_list . name: (_) @name)) @function @signature)
(declarations (function name: [(variable) @name (prefix_id (operator) @name)] match: (_) @body) @function)
(declarations (function (infix operator: (_) @name) match: (_) @body) @function)
(declarations (bind name: (variable) @name match: (_) @body) @function)
(class_declarations (signature name: [(variable) @name (prefix_id (operator) @name)]) @function @signature)
(class_declarations (signature names: (binding_list . name: (_) @name)) @function @signature)
(class_declarations [
  (function name: (variable) @name match: (_) @body)
  (bind name: (variable) @name match: (_) @body)] @function)
(instance_declarations [
  (function name: [(variable) @name (prefix_id (operator) @name)] match: (_) @body)
  (function (infix operator: (_) @name) match: (_) @body)
  (bind name: (variable) @name match: (_) @body)] @function)
(data_type name: (_) @name constructors: (_) @body) @class
(data_type name: (_) @name) @class
(newtype name: (_) @name) @class
(type_synomym name: (_) @name) @class
(class name: (_) @name declarations: (_) @body) @class
(class name: (_) @name) @class
(instance name: (_) @name patterns: (_) @name declarations: (_) @body) @class
(instance name: (_) @name patterns: (_) @name) @class
(type_family name: (_) @name) @class
(data_family name: (_) @name) @class
(pattern_synonym (signature synonym: (_) @name)) @function
(haskell (haddock) @module.doc)
