//! Labels that generated code could take for names of its own, or of the language, in every role.

use super::{echo, harness};
use componentize::bindgen::python::Options;
use std::collections::BTreeSet;
use std::fmt::Write;
use wit_component::StringEncoding;

/// Words of the language and of the standard library, as the interpreter lists them.
const LISTED: &str = "import builtins, keyword, typing, enum, dataclasses
words = keyword.kwlist + keyword.softkwlist + dir(builtins) + dir(object) + dir(dict) + dir(enum.Enum) + enum.__all__
print('\\n'.join(words + dataclasses.__all__))";

/// A word as a label of WIT: in kebab-case, if one begins with a letter.
fn label(word: &str) -> Option<String> {
    let label = word.trim_matches('_').to_lowercase().replace('_', "-");
    let mut parts = label.split('-');
    let starts = parts.all(|part| part.starts_with(|c: char| c.is_ascii_lowercase()));
    (starts && label.is_ascii()).then_some(label)
}

/// Words of Python, and all that the files of a package have.
fn labels(test: &str) -> BTreeSet<String> {
    let directory = harness::directory(test);
    let component = super::behaviour::component("resources");
    harness::generate(&component, &directory, &Options::new("words"));
    let listed = harness::python(&directory, &["-c", LISTED]);
    let mut text = harness::succeeded(&listed, "the list of words");
    for file in [
        "__init__.py",
        "_host.py",
        "exports/counters.py",
        "imports/pens.py",
    ] {
        let path = directory.join("words").join(file);
        text += &std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{file}: {error}"));
    }
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter_map(label).collect()
}

/// Whether a label is the name of an interface as well.
fn is_interface(label: &str) -> bool {
    label.len() < 5
}

/// WIT that has the labels as names of functions, parameters, types, fields, cases, resources, methods and interfaces.
fn wit(labels: &BTreeSet<String>) -> String {
    let (mut functions, mut records, mut resources) = (String::new(), String::new(), String::new());
    let (mut interfaces, mut world, mut chunks) = (String::new(), String::new(), String::new());
    for (label, other) in labels.iter().zip(labels.iter().cycle().skip(7)) {
        writeln!(
            functions,
            "%{label}: func(%{other}: string, %{label}: list<string>) -> option<string>;"
        )
        .unwrap();
        writeln!(
            records,
            "record %{label} {{ %{label}: u32, %{other}: list<string> }}"
        )
        .unwrap();
        // A method has this parameter already.
        let param = if label == "self" { "it" } else { label };
        writeln!(
            resources,
            "resource %{label} {{ constructor(%{label}: u32); %{other}: func(%{param}: list<u32>) -> u32; }}"
        )
        .unwrap();
    }
    // All would be more instances than a component can have.
    for label in labels.iter().filter(|label| is_interface(label)) {
        writeln!(
            interfaces,
            "interface %{label} {{ only: func(it: u32) -> u32; }}"
        )
        .unwrap();
        writeln!(world, "import %{label}; export %{label};").unwrap();
    }
    for (i, chunk) in labels.iter().collect::<Vec<_>>().chunks(30).enumerate() {
        let list = |separator: &str| {
            let names = chunk.iter().map(|label| format!("%{label}{separator}"));
            names.collect::<Vec<_>>().join(", ")
        };
        let (plain, typed) = (list(""), list(": list<u32>"));
        let cases = list("(list<u32>)");
        writeln!(
            chunks,
            "enum e{i} {{ {plain} }} flags f{i} {{ {plain} }} record r{i} {{ {typed} }} variant v{i} {{ {cases} }}
            pass{i}: func(e: e{i}, f: f{i}, r: r{i}) -> v{i};"
        )
        .unwrap();
    }
    format!(
        "package test:hostile;
        interface hostile-functions {{ {functions} }}
        interface hostile-records {{ {records} }}
        interface hostile-resources {{ {resources} }}
        interface hostile-cases {{ {chunks} }}
        {interfaces}
        world hostile-world {{
            import hostile-functions; import hostile-records; import hostile-resources; import hostile-cases;
            export hostile-functions; export hostile-records; export hostile-resources; export hostile-cases;
            {world}
        }}"
    )
}

#[test]
fn a_component_whose_labels_are_all_words_of_python() {
    let labels = labels("words");
    assert!(labels.len() > 300, "{} labels", labels.len());
    for name in [
        "class",
        "self",
        "int",
        "list",
        "property",
        "component",
        "match",
        "state",
    ] {
        assert!(labels.contains(name), "{name}");
    }
    let directory = harness::directory("hostile");
    let component = echo::component(&wit(&labels), StringEncoding::UTF8);
    harness::generate(&component, &directory, &Options::new("hostile"));
    let compiled = harness::python(&directory, &["-m", "compileall", "-q", "hostile"]);
    harness::succeeded(&compiled, "the files compile");
    let list = |labels: &mut dyn Iterator<Item = &String>| {
        labels.map(|label| format!("{label}\n")).collect::<String>()
    };
    let interfaces = list(&mut labels.iter().filter(|label| is_interface(label)));
    assert!(interfaces.lines().count() > 60, "{interfaces}");
    std::fs::write(directory.join("labels.txt"), list(&mut labels.iter())).expect("the labels");
    std::fs::write(directory.join("interfaces.txt"), interfaces).expect("the interfaces");
    harness::run("run_names.py", &directory);
    for output in harness::check_types(&directory, &["hostile".to_string()]) {
        harness::succeeded(&output, "a package with such names");
    }
}

/// Resources with these labels, each with a constructor, a method and a static function, and a core module that has them.
fn resources(labels: &BTreeSet<String>) -> (String, String) {
    let (mut wit, mut imports, mut exports) = (String::new(), String::new(), String::new());
    for (label, other) in labels.iter().zip(labels.iter().cycle().skip(7)) {
        // A method has this parameter already.
        let param = if label == "self" { "it" } else { label };
        writeln!(
            wit,
            "resource %{label} {{ constructor(%{label}: u32); %{other}: func(%{param}: u32) -> u32; %{other}s: static func(%{label}: u32) -> u32; }}"
        )
        .unwrap();
        writeln!(
            imports,
            "(import \"[export]test:members/kit\" \"[resource-new]{label}\" (func ${label} (param i32) (result i32)))"
        )
        .unwrap();
        let name =
            |kind: &str, rest: &str| format!("(export \"test:members/kit#[{kind}]{label}{rest}\")");
        writeln!(
            exports,
            "(func {} (param i32) (result i32) (call ${label} (local.get 0)))
            (func {} (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
            (func {} (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))",
            name("constructor", ""),
            name("method", &format!(".{other}")),
            name("static", &format!(".{other}s"))
        )
        .unwrap();
    }
    let wit =
        format!("package test:members; interface kit {{ {wit} }} world members {{ export kit; }}");
    (wit, format!("(module {imports} {exports})"))
}

#[test]
fn members_of_resources_under_all_words_of_python() {
    let directory = harness::directory("members");
    let mut labels = labels("words-of-members");
    // Two labels that differ in an `s` would be two functions of one name.
    let plural: Vec<_> = labels
        .iter()
        .filter(|label| labels.contains(&format!("{label}s")))
        .cloned()
        .collect();
    plural.iter().for_each(|label| {
        labels.remove(label);
    });
    let (wit, module) = resources(&labels);
    let component = echo::encode(&module, &wit, StringEncoding::UTF8);
    harness::generate(&component, &directory, &Options::new("members"));
    let list: String = labels.iter().map(|label| format!("{label}\n")).collect();
    std::fs::write(directory.join("labels.txt"), list).expect("the labels");
    harness::run("run_members.py", &directory);
}

/// Functions `close`, which traps, and `take`, with a parameter called `self`.
const CLOSE: &str = r#"(component
  (core module $module
    (func (export "close") unreachable)
    (func (export "take") (param i32)))
  (core instance $core (instantiate $module))
  (func $close (canon lift (core func $core "close")))
  (func $take (param "self" u32) (canon lift (core func $core "take")))
  (instance $door (export "close" (func $close)) (export "take" (func $take)))
  (export "test:house/door" (instance $door)))"#;

const TWICE: &str = "import house
door = house.instantiate().door
try:
    door.take('x')
except TypeError as error:
    print(error)
for _ in range(2):
    try:
        door.close()
    except house.Trap as error:
        print(error)
";

#[test]
fn messages_name_what_a_package_calls_by_the_same_name() {
    let directory = harness::directory("close");
    let component = wat::parse_str(CLOSE).expect("the component parses");
    harness::generate(&component, &directory, &Options::new("house"));
    let output = harness::python(&directory, &["-c", TWICE]);
    let ended = "`close` cannot enter the component: the instance has ended: `close` failed";
    assert_eq!(
        harness::succeeded(&output, "the program"),
        format!(
            "`self`: expected u32, found 'x'\nwasm `unreachable` instruction executed\n{ended}\n"
        )
    );
}
