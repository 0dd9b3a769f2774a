//! The codes that fused adapters trap with, in words.

use super::model::Trampoline;
use super::steps::{CoreDef, CoreModule, Step};
use anyhow::Result;
use std::collections::BTreeMap;
use wasmparser::{Operator, Parser, Payload, TypeRef};
use wasmtime_environ::Trap;

/// The codes that any adapter calls [`Trampoline::Trap`] with, with Wasmtime's words for them.
pub fn trap_texts(
    steps: &[Step],
    trampolines: &[Trampoline],
    modules: &[CoreModule],
) -> Result<BTreeMap<u32, String>> {
    let mut texts = BTreeMap::new();
    for step in steps {
        let Step::Instantiate { module, imports } = step else {
            continue;
        };
        let trap = imports.iter().find(|import| match import.def {
            CoreDef::Trampoline(index) => matches!(trampolines[index], Trampoline::Trap),
            CoreDef::Export(_)
            | CoreDef::Flags(_)
            | CoreDef::MayBlock
            | CoreDef::Context { .. } => false,
        });
        let Some(trap) = trap else { continue };
        for code in codes(&modules[*module].wasm, &trap.module, &trap.name)? {
            let known = u8::try_from(code).ok().and_then(Trap::from_u8);
            let text = known.map_or_else(|| format!("trap {code}"), |trap| trap.to_string());
            let text = text.strip_prefix("wasm trap: ").unwrap_or(&text);
            texts.insert(code, text.to_string());
        }
    }
    Ok(texts)
}

/// The constants that a module calls this import with.
fn codes(module: &[u8], import_module: &str, import_name: &str) -> Result<Vec<u32>> {
    let (mut functions, mut trap, mut codes) = (0, None, Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import?;
                    if let TypeRef::Func(_) = import.ty {
                        if (import.module, import.name) == (import_module, import_name) {
                            trap = Some(functions);
                        }
                        functions += 1;
                    }
                }
            }
            Payload::CodeSectionEntry(body) => {
                let mut constant = None;
                for operator in body.get_operators_reader()? {
                    constant = match (operator?, constant) {
                        (Operator::I32Const { value }, _) => Some(value as u32),
                        (Operator::Call { function_index }, Some(code)) => {
                            if Some(function_index) == trap {
                                codes.push(code);
                            }
                            None
                        }
                        _ => None,
                    };
                }
            }
            _ => {}
        }
    }
    Ok(codes)
}
