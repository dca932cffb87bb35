(method name: (_) @name) @function
(singleton_method name: (_) @name) @function
(call method: (identifier) @_define arguments: (argument_list . [(simple_symbol) (string)] @name) block: (_) @body
  (#any-of? @_define "define_method" "define_singleton_method")) @function
(class name: (_) @name) @class
(module name: (_) @name) @class
(assignment left: (constant) @name right: (call receiver: (constant) @_class block: (_) @body
  (#any-of? @_class "Struct" "Class" "Module" "Data"))) @class
; tests and tasks
(call method: (identifier) @_test arguments: (argument_list . (string) @name) block: (do_block) @body
  (#any-of? @_test "it" "test" "should" "specify" "scenario")) @function
(call method: (identifier) @_group arguments: (argument_list . (_) @name) block: (do_block) @body
  (#any-of? @_group "describe" "context" "feature")) @scope
(call method: (identifier) @_task
  arguments: (argument_list . [(simple_symbol) @name (string) @name (pair . (_) @name)])
  block: (do_block) @body
  (#eq? @_task "task")) @function
(call method: (identifier) @_namespace arguments: (argument_list . (_) @name) block: (do_block) @body
  (#eq? @_namespace "namespace")) @scope
; private def
(call method: (identifier) (argument_list . [(method) (singleton_method)]) @wrapper) @wrapper
