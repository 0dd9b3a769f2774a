//! What the plan decides about the calls of small components, which are written as text.

use super::*;
use crate::bindgen::plan::types::Flat;
use crate::bindgen::plan::{Plan, StringEncoding, Trampoline};

const CORE: &str = "(core module $own
    (memory (export \"memory\") 1)
    (func (export \"realloc\") (param i32 i32 i32 i32) (result i32) unreachable))
  (core instance $own (instantiate $own))
  (alias core export $own \"memory\" (core memory $memory))
  (alias core export $own \"realloc\" (core func $realloc))";

fn plan(component: &str) -> Plan {
    let bytes = wat::parse_str(component).unwrap_or_else(|error| panic!("{error}"));
    Plan::new(&bytes).unwrap_or_else(|error| panic!("{component}: {error:?}"))
}

/// The call of an exported function of the type `ty`, whose core function has the type `core`.
fn lifted(ty: &str, core: &str) -> (Plan, Call) {
    let plan = plan(&format!(
        "(component {CORE}
          (core module $m (func (export \"f\") {core} unreachable))
          (core instance $m (instantiate $m))
          (func (export \"f\") {ty}
            (canon lift (core func $m \"f\") (memory $memory) (realloc $realloc))))"
    ));
    let function = plan.exports[0].function().expect("a function");
    let call = *function.lift.as_ref().expect("it is lifted").call.clone();
    (plan, call)
}

/// The call of an imported function of the type `ty`, which core code imports with the type `core`.
fn lowered(ty: &str, core: &str) -> Call {
    let plan = plan(&format!(
        "(component {CORE}
          (import \"f\" (func $f {ty}))
          (core func $f' (canon lower (func $f) (memory $memory) (realloc $realloc)))
          (core module $m (import \"\" \"f\" (func {core})))
          (core instance (instantiate $m (with \"\" (instance (export \"f\" (func $f')))))))"
    ));
    let mut calls = plan
        .trampolines
        .iter()
        .filter_map(|trampoline| match trampoline {
            Trampoline::LowerImport { call, .. } => Some(call),
            _ => None,
        });
    *calls.next().expect("a lowered import").clone()
}

/// A signature as text.
fn text(signature: &CoreSignature) -> String {
    let list = |word: &str, types: &[Flat]| match types {
        [] => String::new(),
        types => {
            let types = types.iter().map(|ty| format!("{ty:?}").to_lowercase());
            format!("({word} {})", types.collect::<Vec<_>>().join(" "))
        }
    };
    let (params, results) = (
        list("param", &signature.params),
        list("result", &signature.results),
    );
    format!("{params} {results}").trim().to_string()
}

#[test]
fn signatures_are_those_that_core_code_has() {
    let many =
        "(param \"a\" (tuple u64 u64 u64 u64 u64 u64 u64 u64 u64 u64 u64 u64 u64 u64 u64 u64 u64))";
    for (ty, lift, lower) in [
        ("", "", ""),
        (
            "(param \"a\" u8) (result f32)",
            "(param i32) (result f32)",
            "(param i32) (result f32)",
        ),
        ("(param \"a\" string)", "(param i32 i32)", "(param i32 i32)"),
        ("(result string)", "(result i32)", "(param i32)"),
        ("(result (result))", "(result i32)", "(result i32)"),
        (
            "(param \"a\" (option (result f32 (error u64)))) (result (tuple u8 u8))",
            "(param i32 i32 i64) (result i32)",
            "(param i32 i32 i64 i32)",
        ),
        (many, "(param i32)", "(param i32)"),
    ] {
        // The validator checks the texts against the types; this checks our signatures against the texts.
        assert_eq!(text(&lifted(ty, lift).1.signature), lift, "{ty}");
        assert_eq!(text(&lowered(ty, lower).signature), lower, "{ty}");
    }
}

#[test]
fn cases_share_slots_and_say_what_is_in_them() {
    let call = lowered(
        "(param \"a\" (result f32 (error u64))) (param \"b\" bool)",
        "(param i32 i64 i32)",
    );
    let ValueKind::Cases(cases) = &call.params[0].value.kind else {
        panic!("{:?}", call.params[0]);
    };
    assert_eq!(cases.shape, Shape::Result);
    let slot = |index, slot, value| Place::Slot { index, slot, value };
    assert_eq!(cases.discriminant, slot(0, Flat::I32, Flat::I32));
    let payload = |case: usize| cases.cases[case].1.as_ref().map(|value| &value.kind);
    let f32 = ValueKind::Word(slot(1, Flat::I64, Flat::F32), Word::Number(Number::F32));
    let u64 = ValueKind::Word(slot(1, Flat::I64, Flat::I64), Word::Number(Number::U64));
    assert_eq!(payload(0), Some(&f32));
    assert_eq!(payload(1), Some(&u64));
    let after = ValueKind::Word(slot(2, Flat::I32, Flat::I32), Word::Bool);
    assert_eq!(call.params[1].value.kind, after);
}

#[test]
fn results_in_memory_have_offsets_and_routines() {
    let ty = "(result (result (tuple u8 (list (tuple u16 string))) (error char)))";
    let (plan, call) = lifted(ty, "(result i32)");
    assert_eq!(call.result_area, Some(Area { size: 16, align: 4 }));
    let Some(Outcome::Fallible(Fallible {
        discriminant,
        ok: Some(ok),
        err: Some(err),
        ..
    })) = &call.result
    else {
        panic!("{:?}", call.result);
    };
    assert_eq!(*discriminant, Place::Memory { offset: 0 });
    assert_eq!(
        err.kind,
        ValueKind::Word(Place::Memory { offset: 4 }, Word::Char)
    );
    let ValueKind::Routine(tuple, 4) = ok.kind else {
        panic!("{ok:?}");
    };
    let ValueKind::Tuple(parts) = &plan.routines[tuple].value.kind else {
        panic!("{:?}", plan.routines[tuple]);
    };
    let ValueKind::Span(span, Contents::List(element)) = &parts[1].kind else {
        panic!("{parts:?}");
    };
    assert_eq!(span.length, Place::Memory { offset: 8 });
    assert_eq!((element.size, element.align), (12, 4));
    // The parts of a type come before the type.
    assert!(element.routine < tuple);
    assert_eq!(plan.routines[tuple].context.encoding, StringEncoding::Utf8);
}

#[test]
fn parameters_beyond_the_core_ones_are_a_record() {
    let params: String = (0..9).map(|i| format!("(param \"p{i}\" string)")).collect();
    let (_, call) = lifted(&params, "(param i32)");
    assert_eq!(call.params_area, Some(Area { size: 72, align: 4 }));
    let ValueKind::Span(span, Contents::Text) = call.params[8].value.kind else {
        panic!("{:?}", call.params[8]);
    };
    assert_eq!(span.pointer, Place::Memory { offset: 64 });
    assert!(call.params[8].value.is_plain());
}

/// A component with a resource of its own, and functions that pass it.
fn with_resource(functions: &str) -> Plan {
    plan(&format!(
        "(component {CORE}
          (type $thing' (resource (rep i32)))
          (core module $m
            (func (export \"one\") (param i32) unreachable)
            (func (export \"make\") (result i32) unreachable)
            (func (export \"list\") (param i32 i32 i32) unreachable))
          (core instance $m (instantiate $m))
          (export $thing \"thing\" (type $thing'))
          {functions})"
    ))
}

fn call<'p>(plan: &'p Plan, name: &str) -> &'p Call {
    let item = plan.exports.iter().find(|item| item.name == name);
    let function = item.and_then(|item| item.function()).expect("a function");
    &function.lift.as_ref().expect("it is lifted").call
}

#[test]
fn handles_say_what_they_mean_and_what_the_call_must_note() {
    let plan = with_resource(
        "(func (export \"[constructor]thing\") (result (own $thing)) (canon lift (core func $m \"make\")))
         (func (export \"[method]thing.get\") (param \"self\" (borrow $thing)) (canon lift (core func $m \"one\")))
         (func (export \"make\") (result (own $thing)) (canon lift (core func $m \"make\")))
         (func (export \"both\") (param \"a\" (list (borrow $thing))) (param \"b\" (own $thing))
           (canon lift (core func $m \"list\") (memory $memory) (realloc $realloc)))",
    );
    let new = call(&plan, "[constructor]thing");
    assert_eq!(
        new.constructs.map(|handle| handle.role),
        Some(Role::OwnDefined)
    );
    assert_eq!(call(&plan, "make").constructs, None);

    let get = call(&plan, "[method]thing.get");
    let ValueKind::Handle(own) = get.params[0].value.kind else {
        panic!("{get:?}");
    };
    // The instance that defines a type sees representations, which need no scope.
    assert_eq!(own.role, Role::Representation);
    assert!(!get.borrow_scope && get.gives_what_it_lends.is_empty());

    let both = call(&plan, "both");
    assert_eq!(both.gives_what_it_lends, [own.resource]);
    assert!(both.lends);
}

#[test]
fn a_realloc_that_only_shrinks_is_known_by_its_name() {
    let text = |name: &str| {
        format!(
            "(component
              (core module $m
                (memory (export \"memory\") 1)
                (func (export {name:?}) (param i32 i32 i32 i32) (result i32) unreachable)
                (func (export \"f\") (param i32 i32) unreachable))
              (core instance $m (instantiate $m))
              (alias core export $m \"memory\" (core memory $memory))
              (alias core export $m {name:?} (core func $realloc))
              (func (export \"f\") (param \"a\" string)
                (canon lift (core func $m \"f\") (memory $memory) (realloc $realloc))))"
        )
    };
    let only_shrinks = |name| plan(&text(name)).views[0].only_shrinks;
    assert!(only_shrinks("cabi_import_realloc"));
    assert!(!only_shrinks("cabi_realloc"));

    // componentize-py's runtime is known by what it exports next to its allocator.
    let python = text("cabi_realloc").replace(
        "(memory (export \"memory\") 1)",
        "(memory (export \"memory\") 1) (func (export \"PyInit_componentize_py_runtime\"))",
    );
    assert!(plan(&python).views[0].only_shrinks);
}
