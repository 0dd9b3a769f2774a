//! Checks that the finished component is valid, function bodies in parallel.
//!
//! The main module is checked where it was read, and the component with the module's outline in its place; nothing
//! outside of a module depends on what is inside of its functions, so both together are the whole. Debug builds check
//! the component in one piece as well.
//!
//! A mistake in the main module is the user's, and reported by its place in what the user gave. Another mistake may come
//! from the user's other input, which is then named; without other input it is ours.

use crate::encoded::Encoded;
use crate::error::Error;
use anyhow::anyhow;
use std::sync::{Mutex, PoisonError};
use std::thread;
use wasmparser::{
    BinaryReaderError, FuncToValidate, FuncValidatorAllocations, FunctionBody, Parser,
    ValidPayload, Validator, ValidatorResources, WasmFeatures,
};

/// Validates the whole component, with every feature that wit-component allows; `suspect` is the other
/// input that can be the cause.
pub fn validate(encoded: &Encoded<'_>, suspect: Option<&str>) -> Result<(), Error> {
    validate_module(encoded.module())?;
    check(encoded.skeleton()).map_err(|(_, error)| blame(encoded.skeleton(), suspect, &error))?;
    if cfg!(debug_assertions) {
        let whole = encoded.to_vec();
        check(&whole).map_err(|(_, error)| blame(&whole, None, &error))?;
    }
    Ok(())
}

/// Validates a core module by itself.
pub fn validate_module(wasm: &[u8]) -> Result<(), Error> {
    check(wasm).map_err(|(function, error)| Error::Malformed {
        offset: error.offset(),
        message: error.message().to_string(),
        function,
        name: None,
        place: None,
    })
}

/// A mistake, and the function whose body has it.
type Mistake = (Option<u32>, BinaryReaderError);

/// Validates a core module or a component.
fn check(wasm: &[u8]) -> Result<(), Mistake> {
    let mut validator = Validator::new_with_features(WasmFeatures::all());
    let mut parser = Parser::new(0);
    parser.set_features(WasmFeatures::all());
    let mut bodies = Vec::new();
    for payload in parser.parse_all(wasm) {
        let validated = payload.and_then(|payload| validator.payload(&payload));
        match validated.map_err(|error| (None, error))? {
            ValidPayload::Func(function, body) => bodies.push((function, body)),
            ValidPayload::Ok | ValidPayload::Parser(_) | ValidPayload::End(_) => {}
        }
    }
    validate_bodies(bodies)
}

type Body<'a> = (FuncToValidate<ValidatorResources>, FunctionBody<'a>);

/// How many bytes of code a thread takes at a time: enough to make taking cheap, and little enough that the threads end
/// together.
const PORTION: u64 = 256 << 10;

/// Validates function bodies on as many threads as there are processors; reports the first mistake in the file.
fn validate_bodies(bodies: Vec<Body<'_>>) -> Result<(), Mistake> {
    let portions = split(bodies);
    let threads = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(portions.len());
    let portions = Mutex::new(portions.into_iter());
    let next = || {
        portions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .next()
    };
    let work = || -> Option<Mistake> {
        let mut allocations = FuncValidatorAllocations::default();
        loop {
            let portion = next()?;
            // Portions are taken in order, so the first mistake of the file is the first of some thread.
            for (function, body) in portion {
                let mut validator = function.into_validator(allocations);
                let result = validator.validate(&body);
                let index = validator.index();
                allocations = validator.into_allocations();
                if let Err(error) = result {
                    return Some((Some(index), error));
                }
            }
        }
    };
    let mistakes: Vec<Mistake> = thread::scope(|scope| {
        // Where a build's sandbox allows no threads, this one does it all.
        let another = |_| thread::Builder::new().spawn_scoped(scope, work).ok();
        let others: Vec<_> = (1..threads).filter_map(another).collect();
        let mine = work();
        let theirs = others.into_iter().filter_map(|other| match other.join() {
            Ok(mistake) => mistake,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        theirs.chain(mine).collect()
    });
    match mistakes.into_iter().min_by_key(|(_, error)| error.offset()) {
        Some(mistake) => Err(mistake),
        None => Ok(()),
    }
}

/// Splits bodies into runs of about [`PORTION`] bytes.
fn split(bodies: Vec<Body<'_>>) -> Vec<Vec<Body<'_>>> {
    let mut portions = Vec::new();
    let mut portion = Vec::new();
    let mut size = 0;
    for body in bodies {
        let range = body.1.range();
        size += range.end - range.start;
        portion.push(body);
        if size >= PORTION {
            portions.push(std::mem::take(&mut portion));
            size = 0;
        }
    }
    portions.push(portion);
    portions
}

/// Reports where a mistake outside of the main module comes from.
fn blame(component: &[u8], suspect: Option<&str>, error: &BinaryReaderError) -> Error {
    let message = error.message();
    Error::from_any(match suspect {
        Some(suspect) => anyhow!("the component would be invalid: {message}; {suspect}"),
        None => anyhow!(
            "internal error: the component is invalid at byte {:#x}: {message}{}",
            error.offset(),
            excerpt(component)
        ),
    })
}

/// The start of our own output as text, to see in a debug build what went wrong.
fn excerpt(component: &[u8]) -> String {
    const LINES: usize = 200;
    if !cfg!(debug_assertions) {
        return String::new();
    }
    match wasmprinter::print_bytes(component) {
        Ok(text) => {
            let lines: Vec<&str> = text.lines().take(LINES).collect();
            format!("\n{}", lines.join("\n"))
        }
        Err(error) => format!(" (and it cannot be printed: {error})"),
    }
}
