(rule (targets) @name) @block
(define_directive name: (_) @name) @block
(variable_assignment name: (_) @name) @block
