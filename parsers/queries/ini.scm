(section (section_name (text) @name)) @block
