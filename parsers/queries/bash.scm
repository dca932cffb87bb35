(function_definition name: (_) @name) @function
; bats
((command name: (command_name) @_test . argument: (_) @name) @function @open
  (#eq? @_test "@test"))
