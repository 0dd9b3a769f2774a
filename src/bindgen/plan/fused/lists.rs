//! An adapter copies a list element by element; where its elements are the same bytes on both sides, this pass makes that
//! one copy. Before, for a `list<u16>`:
//!
//! ```wat
//! loop
//!   local.get $to
//!   local.get $from
//!   i32.load16_u $theirs
//!   i32.store16 $ours
//!   ;; $from += 2, $to += 2, $left -= 1
//!   br_if 0
//! end
//! ```
//!
//! and after:
//!
//! ```wat
//! (memory.copy $ours $theirs (local.get $to) (local.get $from) (i32.mul (local.get $left) (i32.const 2)))
//! ;; $from += 2 * $left, $to += 2 * $left, $left = 0
//! ```
//!
//! The adapter checked both ranges before, so neither form traps. Only exactly these instructions are replaced, and they
//! leave the same values in their locals, so the rest of the adapter does not matter. wasmtime-environ has no such copy of
//! its own, and a loop over bytes takes thirty times as long.

use super::body::{Body, Part};
use wasm_encoder::Instruction;
use wasmparser::{BlockType, MemArg, MemArgTarget, Operator};

/// How many instructions the loop has.
const LOOP: usize = 19;

/// Replaces every such loop.
pub fn copy_at_once(body: &mut Body) {
    let mut at = 0;
    while at + LOOP <= body.steps.len() {
        if let Some(copy) = Copy::of(&body.steps[at..at + LOOP]) {
            body.replace(at..at + LOOP, vec![Part::of(&copy.instructions())]);
        }
        at += 1;
    }
}

/// A loop that copies elements of `size` bytes from memory `source` to memory `target`; the other fields are locals.
#[derive(Debug, PartialEq, Eq)]
struct Copy {
    from: u32,
    to: u32,
    left: u32,
    size: i32,
    source: u32,
    target: u32,
}

impl Copy {
    /// Recognises the loop.
    fn of(steps: &[Part]) -> Option<Copy> {
        use Operator as O;
        let mut next = steps.iter().map(|step| &step.operator);
        let mut operator = || next.next();
        let local = |operator: Option<&Operator>| match operator {
            Some(O::LocalGet { local_index }) => Some(*local_index),
            _ => None,
        };
        let Some(O::Loop {
            blockty: BlockType::Empty,
        }) = operator()
        else {
            return None;
        };
        let (to, from) = (local(operator())?, local(operator())?);
        let (size, source, target) = transfer(operator()?, operator()?)?;
        for pointer in [from, to] {
            let advance = [operator(), operator(), operator(), operator()];
            let [
                Some(O::LocalGet { local_index: read }),
                Some(O::I32Const { value }),
                Some(O::I32Add),
                Some(O::LocalSet { local_index: set }),
            ] = advance
            else {
                return None;
            };
            if (*read, *set, *value) != (pointer, pointer, size) {
                return None;
            }
        }
        let left = local(operator())?;
        let rest = [operator(), operator(), operator(), operator(), operator()];
        let [
            Some(O::I32Const { value: -1 }),
            Some(O::I32Add),
            Some(O::LocalTee { local_index }),
            Some(O::BrIf { relative_depth: 0 }),
            Some(O::End),
        ] = rest
        else {
            return None;
        };
        let distinct = from != to && to != left && from != left && source != target;
        (*local_index == left && distinct).then_some(Copy {
            from,
            to,
            left,
            size,
            source,
            target,
        })
    }

    fn instructions(&self) -> Vec<Instruction<'static>> {
        use Instruction as I;
        let bytes = [I::LocalGet(self.left), I::I32Const(self.size), I::I32Mul];
        let mut instructions = vec![I::LocalGet(self.to), I::LocalGet(self.from)];
        instructions.extend(bytes.clone());
        instructions.push(I::MemoryCopy {
            src_mem: self.source,
            dst_mem: self.target,
        });
        for pointer in [self.from, self.to] {
            instructions.push(I::LocalGet(pointer));
            instructions.extend(bytes.clone());
            instructions.extend([I::I32Add, I::LocalSet(pointer)]);
        }
        instructions.extend([I::I32Const(0), I::LocalSet(self.left)]);
        instructions
    }
}

/// The size of what is loaded and stored unchanged, and the two memories.
fn transfer(load: &Operator, store: &Operator) -> Option<(i32, u32, u32)> {
    use Operator as O;
    let (size, load, store): (i32, &MemArg, &MemArg) = match (load, store) {
        (O::I32Load8U { memarg } | O::I32Load8S { memarg }, O::I32Store8 { memarg: store }) => {
            (1, memarg, store)
        }
        (O::I32Load16U { memarg } | O::I32Load16S { memarg }, O::I32Store16 { memarg: store }) => {
            (2, memarg, store)
        }
        (O::I32Load { memarg }, O::I32Store { memarg: store })
        | (O::F32Load { memarg }, O::F32Store { memarg: store }) => (4, memarg, store),
        (O::I64Load { memarg }, O::I64Store { memarg: store })
        | (O::F64Load { memarg }, O::F64Store { memarg: store }) => (8, memarg, store),
        _ => return None,
    };
    match (load.target, store.target) {
        (MemArgTarget::Memory(source), MemArgTarget::Memory(target))
            if load.offset == 0 && store.offset == 0 =>
        {
            Some((size, source, target))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::bindgen::plan::fused::rewrite_module;
    /// A function with a loop over elements, as wasmtime-environ writes it.
    fn adapter(load: &str, store: &str, size: u32, after: &str) -> String {
        let text = format!(
            "(module (memory 1) (memory 1)
              (func (param i32 i32 i32)
                loop
                  local.get 1 local.get 0 {load} {store}
                  local.get 0 i32.const {size} i32.add local.set 0
                  local.get 1 i32.const {size} i32.add local.set 1
                  local.get 2 i32.const -1 i32.add local.tee 2 br_if 0
                end
                {after}))"
        );
        let module = wat::parse_str(text).expect("the module parses");
        let rewritten = rewrite_module(&module, |_| true)
            .expect("it is rewritten")
            .wasm;
        wasmparser::validate(&rewritten).expect("it is valid");
        wasmprinter::print_bytes(&rewritten).expect("it is printed")
    }

    #[test]
    fn equal_elements_are_copied_at_once() {
        for (load, store, size) in [
            ("i32.load8_u 1", "i32.store8", 1),
            ("i32.load16_s 1", "i32.store16", 2),
            ("i32.load 1", "i32.store", 4),
            ("f64.load 1", "f64.store", 8),
        ] {
            let text = adapter(load, store, size, "nop");
            assert!(text.contains("memory.copy 0 1"), "{text}");
            assert!(!text.contains("loop"), "{text}");
            assert!(text.contains("nop"), "{text}");
        }
    }

    #[test]
    fn other_loops_stay() {
        for (load, store, size) in [
            // Gaps between elements, a conversion, one memory, a field.
            ("i32.load8_u 1", "i32.store8", 2),
            ("i32.load8_u 1", "i32.store16", 1),
            ("i32.load8_u", "i32.store8", 1),
            ("i32.load8_u 1 offset=1", "i32.store8", 1),
        ] {
            let text = adapter(load, store, size, "");
            assert!(text.contains("loop"), "{text}");
            assert!(!text.contains("memory.copy"), "{text}");
        }
    }
}
