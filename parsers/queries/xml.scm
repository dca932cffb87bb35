(document root: (element (content (element [(STag (Name) @name) (EmptyElemTag (Name) @name)]) @block)))
