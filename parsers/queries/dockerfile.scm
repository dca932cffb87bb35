(from_instruction as: (image_alias) @name) @block @open
(from_instruction (image_spec) @name) @block @open
