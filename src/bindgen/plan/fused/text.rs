//! A function of the host copies text in UTF-8 from memory to memory, and checks it. Most text is short and all ASCII, and
//! for such text the call of the host takes most of the time. So a function in the adapter itself copies ASCII, and calls
//! the host only for other text:
//!
//! ```wat
//! (func $copy (param $source i32) (param $length i32) (param $target i32)
//!   ;; copies eight bytes at a time, then one at a time, as long as they are ASCII, and returns after the last
//!   (call $transcode (local.get $source) (local.get $length) (local.get $target)))
//! ```
//!
//! The adapter has checked both ranges before, and the host's function copies the whole text again.

use super::body::{Body, Part};
use super::interface::Interface;
use wasm_encoder::{
    BlockType, CodeSection, Function, Instruction as I, MemArg, MemArgTarget, ValType,
};
use wasmparser::Operator;

/// The module from which adapters import transcoders.
const TRANSCODE: &str = "transcode";

/// Functions that copy text which is all ASCII.
pub struct Copies {
    all: Vec<Copy>,
}

struct Copy {
    /// The function of the host, and its type.
    transcoder: u32,
    ty: u32,
    /// The function that calls it.
    index: u32,
    /// Memories.
    source: u32,
    target: u32,
}

impl Copies {
    /// One for each transcoder from UTF-8 to UTF-8.
    pub fn new(interface: &Interface) -> Copies {
        let mut all: Vec<Copy> = Vec::new();
        for (transcoder, (ty, module, name)) in (0u32..).zip(&interface.functions) {
            if *module == TRANSCODE
                && let Some((source, target)) = memories(name)
                && [source, target].iter().all(|memory| {
                    let memory = interface.memories.get(*memory as usize);
                    memory.is_some_and(|memory| !memory.memory64)
                })
            {
                all.push(Copy {
                    transcoder,
                    ty: *ty,
                    index: interface.count() + all.len() as u32,
                    source,
                    target,
                });
            }
        }
        Copies { all }
    }

    /// Makes a function call these instead of the host.
    pub fn redirect(&self, body: &mut Body) {
        for step in &mut body.steps {
            if let Operator::Call { function_index } = step.operator
                && let Some(copy) = self
                    .all
                    .iter()
                    .find(|copy| copy.transcoder == function_index)
            {
                let function_index = copy.index;
                let call = [I::Call(function_index)];
                *step = Part::known(Operator::Call { function_index }, &call);
            }
        }
    }

    /// Their types, in order.
    pub fn types(&self) -> impl Iterator<Item = u32> {
        self.all.iter().map(|copy| copy.ty)
    }

    /// Writes their bodies.
    pub fn write(&self, code: &mut CodeSection) {
        for copy in &self.all {
            code.function(&copy.function());
        }
    }
}

/// The two memories in a transcoder's name, if it copies UTF-8: `utf8-to-utf8 (mem1 => mem0)`.
fn memories(name: &str) -> Option<(u32, u32)> {
    let memories = name.strip_prefix("utf8-to-utf8 (mem")?.strip_suffix(')')?;
    let (source, target) = memories.split_once(" => mem")?;
    let (source, target) = (source.parse().ok()?, target.parse().ok()?);
    (source != target).then_some((source, target))
}

const SOURCE: u32 = 0;
const LENGTH: u32 = 1;
const TARGET: u32 = 2;
/// How many bytes are left.
const LEFT: u32 = 3;
/// Eight bytes, and one.
const WORD: u32 = 4;
const BYTE: u32 = 5;
/// Where the next bytes are read and written.
const FROM: u32 = 6;
const TO: u32 = 7;

impl Copy {
    fn function(&self) -> Function {
        let locals = [(1, ValType::I32), (1, ValType::I64), (3, ValType::I32)];
        let mut function = Function::new(locals);
        let mut write = |instructions: &[I]| {
            for instruction in instructions {
                function.instruction(instruction);
            }
        };
        write(&[I::LocalGet(LENGTH), I::LocalSet(LEFT)]);
        write(&[I::LocalGet(SOURCE), I::LocalSet(FROM)]);
        write(&[I::LocalGet(TARGET), I::LocalSet(TO)]);
        // The outer block ends where the text is not ASCII, the inner one where fewer than eight bytes are left.
        write(&[I::Block(BlockType::Empty), I::Block(BlockType::Empty)]);
        write(&[I::Loop(BlockType::Empty)]);
        write(&[I::LocalGet(LEFT), I::I32Const(8), I::I32LtU, I::BrIf(1)]);
        write(&[I::LocalGet(FROM), I::I64Load(at(self.source))]);
        write(&[
            I::LocalTee(WORD),
            I::I64Const(0x8080_8080_8080_8080_u64 as i64),
        ]);
        write(&[I::I64And, I::I64Eqz, I::I32Eqz, I::BrIf(2)]);
        write(&[
            I::LocalGet(TO),
            I::LocalGet(WORD),
            I::I64Store(at(self.target)),
        ]);
        write(&advance(8));
        write(&[I::Br(0), I::End, I::End]);
        write(&[I::Loop(BlockType::Empty)]);
        write(&[I::LocalGet(LEFT), I::I32Eqz]);
        write(&[I::If(BlockType::Empty), I::Return, I::End]);
        write(&[
            I::LocalGet(FROM),
            I::I32Load8S(at(self.source)),
            I::LocalTee(BYTE),
        ]);
        write(&[I::I32Const(0), I::I32LtS, I::BrIf(1)]);
        write(&[
            I::LocalGet(TO),
            I::LocalGet(BYTE),
            I::I32Store8(at(self.target)),
        ]);
        write(&advance(1));
        write(&[I::Br(0), I::End, I::End]);
        write(&[
            I::LocalGet(SOURCE),
            I::LocalGet(LENGTH),
            I::LocalGet(TARGET),
        ]);
        write(&[I::Call(self.transcoder), I::End]);
        function
    }
}

/// Advances by this many bytes.
fn advance(bytes: i32) -> Vec<I<'static>> {
    let mut instructions = Vec::new();
    for (local, bytes) in [(FROM, bytes), (TO, bytes), (LEFT, -bytes)] {
        let add = [
            I::LocalGet(local),
            I::I32Const(bytes),
            I::I32Add,
            I::LocalSet(local),
        ];
        instructions.extend(add);
    }
    instructions
}

fn at(memory: u32) -> MemArg {
    MemArg {
        offset: 0,
        align: 0,
        target: MemArgTarget::Memory(memory),
        ordering: None,
    }
}
