(document root: (element (content (element [(STag (Name) @name) (EmptyElemTag (Name) @name)]) @block)))
(document (prolog (Comment) @module.doc))
