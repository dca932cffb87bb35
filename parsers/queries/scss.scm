(stylesheet (rule_set (selectors) @name (block) @body) @block)
(media_statement "@media" @name . (_) @name (block) @body) @block
(media_statement (block (rule_set (selectors) @name (block) @body) @block))
(keyframes_statement (keyframes_name) @name (keyframe_block_list) @body) @block
(at_rule (at_keyword) @name . (_) @name (block) @body) @block
(at_rule (at_keyword) @name (block) @body) @block
(mixin_statement name: (_) @name (block) @body) @block
(function_statement name: (_) @name (block) @body) @block
