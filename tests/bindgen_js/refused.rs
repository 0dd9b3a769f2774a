//! What has no bindings: refused by name, before a file is written.

use componentize::bindgen::plan::Plan;

#[test]
fn what_is_not_supported_is_refused_by_name() {
    let flags: String = (0..33).map(|i| format!("\"flag{i}\" ")).collect();
    for (component, reason) in [
        ("(component (core module $m (memory i64 1)))", "memory64"),
        (
            "(component (core module $m (memory 1 1 shared)))",
            "threads",
        ),
        ("(component (type (stream u8)))", "`stream`"),
        ("(component (type (future u8)))", "`future`"),
        ("(component (import \"f\" (func async)))", "`async func`"),
        ("(component (core func (canon task.cancel)))", "async"),
        ("(component (core func (canon backpressure.inc)))", "async"),
        (
            "(component (import \"m\" (core module)))",
            "imports `m`, a core module",
        ),
        (
            "(component (import \"c\" (component)))",
            "imports `c`, a component",
        ),
        (
            "(component (core module $m) (export \"m\" (core module $m)))",
            "exports `m`, a core module",
        ),
        (
            "(component (import \"f\" (func $f)) (export \"g\" (func $f)))",
            "export `g` is a reexport of an imported function",
        ),
        (
            "(component (type $f (func)) (export \"f\" (type $f)))",
            "export `f`: a function type as an export is not supported",
        ),
        (
            "(component (type $i (instance)) (export \"i\" (type $i)))",
            "export `i`: an instance type as an export is not supported",
        ),
        (
            &format!("(component (type (flags {flags})))"),
            "cannot have more than 32 flags",
        ),
    ] {
        let bytes =
            wat::parse_str(component).unwrap_or_else(|error| panic!("{component}: {error}"));
        let error = format!("{:#}", Plan::new(&bytes).expect_err("it is refused"));
        assert!(error.contains(reason), "{component}: {error}");
    }
    assert!(Plan::new(b"no component").is_err());
    assert!(Plan::new(&wat::parse_str("(module)").expect("a module")).is_err());
}
