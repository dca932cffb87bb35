(rule_set (selectors) @name (block) @body) @block
(media_statement "@media" @name . (_) @name (block) @body) @block
(supports_statement "@supports" @name . (_) @name (block) @body) @block
(keyframes_statement (keyframes_name) @name (keyframe_block_list) @body) @block
(at_rule (at_keyword) @name . (_) @name (block) @body) @block
(at_rule (at_keyword) @name (block) @body) @block
