//! An adapter clears may-leave of one instance while it lowers parameters, and of the other while it lowers a result, so
//! that allocators and post-return functions cannot call out. Before, for `func(a: u32, b: u32) -> u32`:
//!
//! ```wat
//! block (local.tee $caller (global.get $may-leave-caller)) br_if 0 (call $trap (i32.const 23)) unreachable end
//! (local.set $callee (global.get $may-leave-callee))
//! (global.set $may-leave-callee (i32.const 0))
//! local.get $a
//! local.get $b
//! (global.set $may-leave-callee (local.get $callee))
//! call $add
//! local.set $result
//! (global.set $may-leave-caller (i32.const 0))
//! local.get $result
//! (global.set $may-leave-caller (local.get $caller))
//! ```
//!
//! and after, if no allocator and no post-return function can call the adapter:
//!
//! ```wat
//! (call $add (local.get $a) (local.get $b))
//! ```
//!
//! The pass applies only if there is no call between clearing and restoring, except one that traps. So nothing can see the
//! difference: a trap in between ends all instances of the component.

use super::body::{Body, Part};
use super::interface::Interface;
use wasm_encoder::Instruction;
use wasmparser::{BlockType, Operator as O};

/// Removes uses of flags that nothing can observe. A function that is not nested, in the call of an allocator or a
/// post-return function, finds all flags set.
pub fn leave_alone(body: &mut Body, interface: &Interface, is_nested: bool) {
    let flags = Flags {
        interface,
        trap: interface.trap(),
    };
    flags.take_out_windows(body);
    if !is_nested {
        flags.take_out_checks(body);
    }
    // Each removal may take away the only reader of another local.
    while flags.take_out_unread(body) {}
}

struct Flags<'i, 'a> {
    interface: &'i Interface<'a>,
    trap: Option<u32>,
}

impl Flags<'_, '_> {
    /// Removes the instructions that clear a flag and those that restore it.
    fn take_out_windows(&self, body: &mut Body) {
        let mut at = 0;
        while at + 1 < body.steps.len() {
            if let [O::I32Const { value: 0 }, O::GlobalSet { global_index }] =
                [&body.steps[at].operator, &body.steps[at + 1].operator]
                && self.interface.flag(*global_index).is_some()
                && let Some(end) = self.window(&body.steps[at + 2..], *global_index)
            {
                let end = at + 2 + end;
                body.replace(end..end + 2, Vec::new());
                body.replace(at..at + 2, Vec::new());
            } else {
                at += 1;
            }
        }
    }

    /// The distance to where the flag is restored, if nothing before that can read it.
    fn window(&self, steps: &[Part], flag: u32) -> Option<usize> {
        let mut depth = 0;
        for (at, step) in steps.iter().enumerate() {
            match &step.operator {
                O::LocalGet { .. } if depth == 0 => {
                    let next = steps.get(at + 1).map(|next| &next.operator);
                    if matches!(next, Some(O::GlobalSet { global_index }) if *global_index == flag)
                    {
                        return Some(at);
                    }
                }
                O::GlobalGet { global_index } if *global_index == flag => return None,
                O::Call { function_index } if Some(*function_index) == self.trap => {}
                O::Block { .. } | O::If { .. } => depth += 1,
                O::End if depth > 0 => depth -= 1,
                O::BrIf { relative_depth } | O::Br { relative_depth }
                    if *relative_depth < depth => {}
                operator if is_silent(operator) => {}
                _ => return None,
            }
        }
        None
    }

    /// Removes tests of flags that are always set; the local keeps the flag's value.
    fn take_out_checks(&self, body: &mut Body) {
        let mut at = 0;
        while at + CHECK <= body.steps.len() {
            if let Some((flag, local)) = self.check(&body.steps[at..at + CHECK])
                && self.interface.flag(flag).is_some()
            {
                let value = Part::known(
                    O::GlobalGet { global_index: flag },
                    &[Instruction::GlobalGet(flag)],
                );
                let kept = Part::known(
                    O::LocalSet { local_index: local },
                    &[Instruction::LocalSet(local)],
                );
                body.replace(at..at + CHECK, vec![value, kept]);
            }
            at += 1;
        }
    }

    /// The flag that is tested, and the local that keeps it.
    fn check(&self, steps: &[Part]) -> Option<(u32, u32)> {
        let operators: Vec<_> = steps.iter().map(|step| &step.operator).collect();
        match operators[..] {
            [
                O::Block {
                    blockty: BlockType::Empty,
                },
                O::GlobalGet { global_index },
                O::LocalTee { local_index },
                O::BrIf { relative_depth: 0 },
                O::I32Const { .. },
                O::Call { function_index },
                O::Unreachable,
                O::End,
            ] if Some(*function_index) == self.trap => Some((*global_index, *local_index)),
            _ => None,
        }
    }

    /// Removes flags in locals that are never read, and locals that are written only to be read at once; returns whether there
    /// were any.
    fn take_out_unread(&self, body: &mut Body) -> bool {
        let before = body.steps.len();
        let mut at = 0;
        while at + 1 < body.steps.len() {
            let unread = match [&body.steps[at].operator, &body.steps[at + 1].operator] {
                [O::GlobalGet { global_index }, O::LocalSet { local_index }] => {
                    self.interface.flag(*global_index).is_some()
                        && !is_read(&body.steps, at + 2, *local_index)
                }
                [
                    O::LocalSet { local_index },
                    O::LocalGet { local_index: read },
                ] => read == local_index && !is_read(&body.steps, at + 2, *local_index),
                _ => false,
            };
            match unread {
                true => body.replace(at..at + 2, Vec::new()),
                false => at += 1,
            }
        }
        body.steps.len() < before
    }
}

/// How many instructions the test of a flag has.
const CHECK: usize = 8;

/// Whether a local may be read from the instruction `from` on, before it is set again.
fn is_read(steps: &[Part], from: usize, local: u32) -> bool {
    let reads = |step: &Part| matches!(&step.operator, O::LocalGet { local_index } if *local_index == local);
    // A loop may run earlier instructions again.
    if is_in_loop(&steps[..from]) && steps[..from - 2].iter().any(reads) {
        return true;
    }
    for (at, step) in steps.iter().enumerate().skip(from) {
        match &step.operator {
            O::LocalGet { local_index } if *local_index == local => return true,
            O::LocalSet { local_index } | O::LocalTee { local_index } if *local_index == local => {
                return false;
            }
            // From here on, any of them may come first.
            O::Block { .. }
            | O::Loop { .. }
            | O::If { .. }
            | O::Else
            | O::TryTable { .. }
            | O::Br { .. }
            | O::BrIf { .. }
            | O::BrTable { .. } => return steps[at..].iter().any(reads),
            _ => {}
        }
    }
    false
}

/// Whether what comes after these instructions is in a loop that they begin.
fn is_in_loop(steps: &[Part]) -> bool {
    let mut open = Vec::new();
    for step in steps {
        match &step.operator {
            O::Block { .. } | O::If { .. } | O::TryTable { .. } => open.push(false),
            O::Loop { .. } => open.push(true),
            O::End => drop(open.pop()),
            _ => {}
        }
    }
    open.contains(&true)
}

/// Whether an instruction only computes, or reads and writes memory.
fn is_silent(operator: &O) -> bool {
    matches!(
        operator,
        O::Nop
            | O::Drop
            | O::Unreachable
            | O::Else
            | O::LocalGet { .. }
            | O::LocalSet { .. }
            | O::LocalTee { .. }
            | O::GlobalGet { .. }
            | O::I32Const { .. }
            | O::I64Const { .. }
            | O::F32Const { .. }
            | O::F64Const { .. }
            | O::Select
            | O::I32Eqz
            | O::I32Eq
            | O::I32Ne
            | O::I32LtU
            | O::I32GtU
            | O::I32LeU
            | O::I32GeU
            | O::I64GeU
            | O::I32And
            | O::I32Or
            | O::I32Add
            | O::I32Sub
            | O::I32Mul
            | O::I32Shl
            | O::I64Add
            | O::I64Shl
            | O::I32Extend8S
            | O::I32Extend16S
            | O::I32WrapI64
            | O::I64ExtendI32U
            | O::I32ReinterpretF32
            | O::F32ReinterpretI32
            | O::I64ReinterpretF64
            | O::F64ReinterpretI64
            | O::MemorySize { .. }
            | O::I32Load { .. }
            | O::I32Load8U { .. }
            | O::I32Load8S { .. }
            | O::I32Load16U { .. }
            | O::I32Load16S { .. }
            | O::I64Load { .. }
            | O::F32Load { .. }
            | O::F64Load { .. }
            | O::I32Store { .. }
            | O::I32Store8 { .. }
            | O::I32Store16 { .. }
            | O::I64Store { .. }
            | O::F32Store { .. }
            | O::F64Store { .. }
    )
}

#[cfg(test)]
mod tests {
    use crate::bindgen::plan::fused::{Rewritten, rewrite_module};

    /// An adapter with this body; flag 0 is the callee's, and flag 1 the caller's.
    fn adapter(body: &str, is_nested: bool) -> (Rewritten, String) {
        let text = format!(
            "(module
              (import \"callee\" \"f\" (func $callee (param i32) (result i32)))
              (import \"runtime\" \"trap\" (func $trap (param i32)))
              (import \"realloc\" \"f\" (func $realloc))
              (import \"flags\" \"instance0\" (global $callee (mut i32)))
              (import \"flags\" \"instance1\" (global $caller (mut i32)))
              (func (export \"adapter0\") (param i32) (result i32) (local i32 i32) {body}))"
        );
        let module = wat::parse_str(text).expect("the module parses");
        let rewritten = rewrite_module(&module, |_| is_nested).expect("it is rewritten");
        wasmparser::validate(&rewritten.wasm).expect("it is valid");
        let text = wasmprinter::print_bytes(&rewritten.wasm).expect("it is printed");
        (rewritten, text)
    }

    const CHECK: &str =
        "block global.get $caller local.tee 1 br_if 0 i32.const 23 call $trap unreachable end";
    const CLEAR: &str = "global.get $callee local.set 2 i32.const 0 global.set $callee";
    const RESTORE: &str = "local.get 2 global.set $callee";
    const RESULT: &str =
        "local.set 2 i32.const 0 global.set $caller local.get 2 local.get 1 global.set $caller";

    #[test]
    fn what_only_passes_on_is_passed_over() {
        let body = format!("{CHECK} {CLEAR} local.get 0 {RESTORE} call $callee {RESULT}");
        let (rewritten, text) = adapter(&body, false);
        let callee = ("callee".to_string(), "f".to_string());
        assert_eq!(rewritten.passed_on.get("adapter0"), Some(&callee), "{text}");
        // A caller that may be in its allocator is tested.
        let (rewritten, text) = adapter(&body, true);
        assert!(rewritten.passed_on.is_empty());
        assert!(text.contains("i32.const 23"), "{text}");
        assert!(!text.contains("global.set"), "{text}");
    }

    #[test]
    fn a_test_of_the_value_is_no_reason_to_clear() {
        let valid = "local.get 0 i32.const 7 i32.gt_u if i32.const 24 call $trap unreachable end";
        let body = format!("{CHECK} {CLEAR} {valid} local.get 0 {RESTORE} call $callee {RESULT}");
        let (rewritten, text) = adapter(&body, false);
        assert!(rewritten.passed_on.is_empty());
        assert!(!text.contains("global."), "{text}");
        assert!(text.contains("i32.const 24"), "{text}");
    }

    #[test]
    fn locals_that_are_read_by_way_of_a_branch_stay() {
        for body in [
            "loop local.get 1 drop local.get 0 local.set 1 local.get 1 br_if 0 end local.get 0",
            "block local.get 0 local.set 1 local.get 1 br_if 0 i32.const 2 local.set 1 end local.get 1",
        ] {
            let (_, text) = adapter(body, true);
            let sets = body.matches("local.set 1").count();
            assert_eq!(text.matches("local.set 1").count(), sets, "{text}");
        }
    }

    #[test]
    fn a_call_may_look_at_the_flag() {
        let body = format!("{CHECK} {CLEAR} call $realloc local.get 0 {RESTORE} call $callee");
        let (_, text) = adapter(&body, false);
        assert_eq!(text.matches("global.set $callee").count(), 2, "{text}");
        assert_eq!(text.matches("global.get $callee").count(), 1, "{text}");
        assert!(!text.contains("global.get $caller"), "{text}");
        // What reads the flag itself must find it cleared.
        let body = format!("{CLEAR} global.get $callee drop {RESTORE} local.get 0 call $callee");
        let (_, text) = adapter(&body, true);
        assert_eq!(text.matches("global.set $callee").count(), 2, "{text}");
        // A jump over the end of a window keeps the window.
        let body =
            format!("block {CLEAR} local.get 0 br_if 0 {RESTORE} end local.get 0 call $callee");
        let (_, text) = adapter(&body, true);
        assert_eq!(text.matches("global.set $callee").count(), 2, "{text}");
    }
}
