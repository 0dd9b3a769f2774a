;; Runs the steps of a task, from the one at the address in the context, up to a yield or the end. A step has four bytes: the
;; number of a function and its arguments, 254 for a yield, or 255 for the end, where `$end` returns the code of the callback.
(type $step (func (param i32 i32)))
(func $go (result i32) (local $at i32) (local $step i32)
  (local.set $at (call $context.get))
  (loop $again (result i32)
    (local.set $step (i32.load8_u (local.get $at)))
    (if (i32.eq (local.get $step) (i32.const 255)) (then
      (call $context.set (local.get $at))
      (return (call $end))))
    (local.set $at (i32.add (local.get $at) (i32.const 4)))
    (if (i32.eq (local.get $step) (i32.const 254)) (then
      (call $context.set (local.get $at))
      (return (i32.const 1))))
    (call_indirect (type $step)
      (i32.load8_u (i32.sub (local.get $at) (i32.const 3))) (i32.load8_u (i32.sub (local.get $at) (i32.const 2)))
      (local.get $step))
    (br $again)))
