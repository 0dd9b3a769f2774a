//! Which capabilities a module can reach, and cutting those that it cannot.
//!
//! ```wat
//! (func (export "cut:files/stream-error=29") (param $error i32) (result i32)
//!   (call $filesystem-error-code …))
//! ;; becomes, where no file can be opened,
//! (func (export "cut:files/stream-error=29") (param $error i32) (result i32)
//!   (i32.const 29))
//! ```

use super::inline_calls::Bodies;
use super::request::Request;
use crate::draft::{Draft, Kind};
use crate::preview1::names::CUT;
use anyhow::{Context, Result, bail};
use wasm_encoder::{Encode, Function, Instruction};
use wasmparser::ValType;

/// What a cut function returns unless its name says otherwise: preview1's `EBADF`.
const EBADF: i32 = 8;

/// A part of the adapter that is kept or cut as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Capability {
    /// Everything of `wasi:filesystem`.
    Files,
    /// Writing to streams from where the bytes are.
    DirectOutput,
    /// Streams that append to files.
    Append,
    /// Standard input.
    Input,
    /// Standard output and error.
    Output,
    /// Refusing calls of the host while may-leave is false.
    Leave,
    /// The exit function that takes a status.
    ExitWithCode,
    /// The exit function that takes success or failure.
    Exit,
}

impl Capability {
    fn named(name: &str) -> Option<Capability> {
        Some(match name {
            "files" => Capability::Files,
            "direct-output" => Capability::DirectOutput,
            "append" => Capability::Append,
            "input" => Capability::Input,
            "output" => Capability::Output,
            "leave" => Capability::Leave,
            "exit-with-code" => Capability::ExitWithCode,
            "exit" => Capability::Exit,
            _ => return None,
        })
    }

    /// Whether a module with these imports can reach the capability at all.
    fn is_reachable(self, request: &Request<'_>) -> bool {
        let imports = |name: &str| request.functions.contains(name);
        match self {
            // Files are lowered on the module's memory as well, so that it costs little more.
            Capability::Files | Capability::DirectOutput => {
                request.functions.iter().any(|name| opens_files(name))
            }
            Capability::Append => {
                Capability::Files.is_reachable(request)
                    && (imports("fd_write") || imports("fd_pwrite"))
            }
            Capability::Input => imports("fd_read") || imports("poll_oneoff"),
            Capability::Output => imports("fd_write") || imports("poll_oneoff"),
            Capability::Leave => request.tracks_leaving,
            Capability::ExitWithCode => request.wasi_version.exit_with_code(),
            Capability::Exit => !request.wasi_version.exit_with_code(),
        }
    }
}

/// Whether this function of preview1 can open files or directories: those that name a path, that look at
/// preopened directories, or that list one. Without any of them no file is ever open.
fn opens_files(function: &str) -> bool {
    function.starts_with("path_") || function.starts_with("fd_prestat_") || function == "fd_readdir"
}

/// Makes the entry points of unreachable capabilities constants. Those without parameters are returned, for
/// [`inline_calls`](super::inline_calls).
pub fn cut(module: &mut Draft, request: &Request<'_>) -> Result<Bodies> {
    let mut bodies = Bodies::new();
    let points = module.exports.iter().filter_map(|export| {
        let point = export.name.strip_prefix(CUT)?;
        (export.kind == Kind::Function).then(|| (point.to_string(), export.index))
    });
    for (point, function) in points.collect::<Vec<_>>() {
        let name = point.split('/').next().unwrap_or_default();
        let capability =
            Capability::named(name).with_context(|| format!("unknown capability `{name}`"))?;
        if !capability.is_reachable(request) {
            let value = match point.split_once('=') {
                Some((_, value)) => value
                    .parse()
                    .with_context(|| format!("no number after `=` in `{point}`"))?,
                None => EBADF,
            };
            if make_constant(module, function, value)? == 0 {
                let mut body = Vec::new();
                Instruction::I32Const(value).encode(&mut body);
                bodies.insert(function, body);
            }
        }
    }
    Ok(bodies)
}

/// Replaces a function's body; returns how many parameters it has.
fn make_constant(module: &mut Draft, function: u32, value: i32) -> Result<usize> {
    let ty = module.type_of(function)?;
    let (parameters, results) = (ty.params().len(), ty.results());
    if results != [ValType::I32] {
        bail!("a function that may be cut returns {results:?}, expected one i32");
    }
    let mut body = Function::new([]);
    body.instructions().i32_const(value).end();
    module.functions[function as usize].body = Some(body.into_raw_body());
    Ok(parameters)
}
