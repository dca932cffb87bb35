(rule_set (selectors) @name (block) @body) @block
(media_statement (block) @body) @name @block
(supports_statement (block) @body) @name @block
(keyframes_statement (keyframes_name) @name (keyframe_block_list) @body) @block
(at_rule (at_keyword) @name (block) @body) @block
