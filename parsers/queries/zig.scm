; A function that returns a type is that type.
(Decl (FnProto function: (_) @name (ErrorUnionExpr (SuffixExpr (BuildinTypeExpr) @_result)))
  (Block) @body (#eq? @_result "type")) @class
(Decl (FnProto function: (_) @name) (Block) @body) @function
(Decl (FnProto function: (_) @name)) @declaration
(Decl (VarDecl . "const" . variable_type_function: (_) @name
  (ErrorUnionExpr (SuffixExpr . [(ContainerDecl) (ErrorSetDecl)] .)))) @class
(TestDecl [(STRINGLITERALSINGLE) (IDENTIFIER)] @name (Block) @body) @function
(TestDecl . "test" @name . (Block) @body) @function
"pub" @leading
