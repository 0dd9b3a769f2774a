//! No input makes `embed`, `link`, `wit`, `targets` or `inspect` panic or hang: generated modules and worlds, and mutations
//! of real components, modules and WIT.

mod inputs;

use arbitrary::Unstructured;
use componentize::implements::Names;
use componentize::inspect::inspect;
use componentize::wit::{BinaryOptions, Features, TextOptions, Wit, World};
use componentize::{
    Componentizer, DummyNames, EmbedOptions, Linker, TargetsOptions, dummy_module, embed, targets,
};
use inputs::{Random, cases, checked};

const WIT: &str = r#"package test:robust@1.2.0;

interface store {
  resource bucket { constructor(name: string); get: func(key: string) -> option<list<u8>>; open: static func() -> bucket; }
  variant error { missing, denied(string) }
  record pair { key: string, value: tuple<u8, f64> }
  flags modes { read, write }
  enum level { low, high }
  set: func(b: borrow<bucket>, p: pair, m: modes) -> result<level, error>;
}

world app {
  use store.{pair};
  import primary: store;
  import secondary: store;
  import other:deps/log@0.2.1;
  import print: func(text: string);
  @unstable(feature = more)
  import more: func();
  export store;
  export run: func(p: pair) -> result<_, string>;
}

package other:deps@0.2.1 {
  interface log { log: func(text: string); }
}
"#;

fn world() -> World {
    let wit = Wit::parse("robust.wit", WIT.as_bytes(), &Features::all()).unwrap();
    wit.into_world(Some("app")).unwrap()
}

/// A core module with a world, and the component that it becomes.
fn embedded_and_wrapped(names: DummyNames) -> (Vec<u8>, Vec<u8>) {
    let mut world = world();
    let module = dummy_module(&world, names).unwrap();
    let module = embed(&module, &mut world, &EmbedOptions::default()).unwrap();
    let component = Componentizer::new(&module).encode().unwrap();
    (module, component)
}

/// Programs from a C and an AssemblyScript compiler, with the built-in adapter and with the published one.
fn programs() -> [Vec<u8>; 3] {
    let c = include_bytes!("guests/basics.old.wasm");
    let assembly = include_bytes!("guests/assembly.wasm");
    let built_in = |module: &'static [u8]| Componentizer::new(module).builtin_adapter().encode();
    let published = Componentizer::new(c)
        .adapter(
            "wasi_snapshot_preview1",
            wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER,
        )
        .encode();
    [built_in(c), built_in(assembly), published].map(Result::unwrap)
}

/// Everything that can be done to something that may have WIT in it.
fn use_wit(bytes: &[u8]) {
    let parse = || checked(Wit::parse("input", bytes, &Features::all()));
    let Some(wit) = parse() else {
        return;
    };
    checked(wit.to_text(&TextOptions::default()));
    checked(wit.to_json());
    checked(wit.to_files(&TextOptions::default().docs(false)));
    for canonical in [false, true] {
        checked(wit.to_wasm(&BinaryOptions::default().canonical_names(canonical)));
    }
    for world in [None, Some("app")] {
        for turn in [turn_in, turn_out, merge, tell_apart] {
            if let Some(mut wit) = parse() {
                turn(&mut wit, world);
                checked(wit.to_text(&TextOptions::default()));
            }
        }
        if let Some(mut world) = parse().and_then(|wit| checked(wit.into_world(world))) {
            use_world(&mut world);
        }
    }
}

fn turn_in(wit: &mut Wit, world: Option<&str>) {
    checked(wit.importize(world, None));
}

fn turn_out(wit: &mut Wit, world: Option<&str>) {
    checked(wit.exportize(
        world,
        Some("out"),
        &["primary".to_string(), "store".to_string()],
    ));
}

fn merge(wit: &mut Wit, world: Option<&str>) {
    checked(wit.merge_imports_based_on_semver(world.unwrap_or("app")));
}

fn tell_apart(wit: &mut Wit, world: Option<&str>) {
    checked(wit.generate_nominal_type_ids(world.unwrap_or("app")));
}

/// Embeds a world in a module of its shape, wraps that, and checks it against the world.
fn use_world(world: &mut World) {
    for names in [
        DummyNames::Standard32,
        DummyNames::Legacy,
        DummyNames::LegacyAsyncCallback,
        DummyNames::LegacyAsyncStackful,
    ] {
        let Some(module) = checked(dummy_module(world, names)) else {
            continue;
        };
        let options = EmbedOptions::default().canonical_names(names == DummyNames::Legacy);
        let Some(module) = checked(embed(&module, world, &options)) else {
            continue;
        };
        let mut linker = Linker::new();
        linker
            .dl_openable_library("a", &module)
            .stub_missing_functions(true);
        checked(linker.encode());
        if let Some(component) = checked(Componentizer::new(&module).encode()) {
            inspect(&component).unwrap();
            for semver_compatible in [false, true] {
                let options = TargetsOptions::default().semver_compatible(semver_compatible);
                checked(targets(&component, world, &options));
            }
        }
    }
}

/// Everything that can be done to something that may be a component or module.
fn use_wasm(bytes: &[u8]) {
    if let Some(report) = checked(inspect(bytes)) {
        assert!(!report.to_json().is_empty() && !report.to_text().is_empty());
    }
    checked(Names::read(bytes));
    let mut world = world();
    for semver_compatible in [false, true] {
        let options = TargetsOptions::default().semver_compatible(semver_compatible);
        checked(targets(bytes, &world, &options));
    }
    checked(embed(bytes, &mut world, &EmbedOptions::default()));
    for libdl in [false, true] {
        let mut linker = Linker::new();
        linker
            .stub_missing_functions(true)
            .use_built_in_libdl(libdl);
        match libdl {
            true => linker.dl_openable_library("a", bytes),
            false => linker.library("a", bytes),
        };
        linker.builtin_adapter().validate(libdl);
        checked(linker.encode());
    }
}

#[test]
fn mutated_components() {
    let small = [
        embedded_and_wrapped(DummyNames::Legacy).1,
        embedded_and_wrapped(DummyNames::Standard32).1,
    ];
    let programs = programs();
    cases("mutated_components", 600, |case| {
        let mut random = Random(case);
        let components: &[Vec<u8>] = if random.chance() { &small } else { &programs };
        let mutated = random.mutated(components);
        use_wasm(&mutated);
        use_wit(&mutated);
    });
}

#[test]
fn mutated_modules() {
    let library = wat::parse_str(
        r#"(module
            (@dylink.0 (mem-info (memory 8 4)) (needed "b"))
            (import "env" "memory" (memory 1))
            (import "env" "__memory_base" (global i32))
            (import "env" "f" (func (param i32) (result i32)))
            (import "wasi_snapshot_preview1" "random_get" (func (param i32 i32) (result i32)))
            (data (global.get 0) "data")
            (func (export "g") (result i32) i32.const 0))"#,
    )
    .unwrap();
    let modules = [embedded_and_wrapped(DummyNames::Legacy).0, library];
    cases("mutated_modules", 300, |case| {
        let mut random = Random(case);
        let mutated = random.mutated(&modules);
        use_wasm(&mutated);
        use_wit(&mutated);
    });
}

#[test]
fn mutated_wit() {
    let package = Wit::parse("robust.wit", WIT.as_bytes(), &Features::all()).unwrap();
    let package = [package.to_wasm(&BinaryOptions::default()).unwrap()];
    let text = [WIT.as_bytes().to_vec()];
    cases("mutated_wit", 400, |case| {
        let mut random = Random(case);
        use_wit(&random.mutated(&text));
        use_wit(&random.mutated(&package));
    });
}

#[test]
fn generated_modules() {
    cases("generated_modules", 200, |case| {
        let mut random = Random(case);
        let bytes = random.bytes(2000);
        let config = wasm_smith::Config {
            max_imports: 5,
            ..wasm_smith::Config::default()
        };
        if let Ok(module) = wasm_smith::Module::new(config, &mut Unstructured::new(&bytes)) {
            let module = module.to_bytes();
            use_wasm(&module);
            inspect(&module).unwrap();
        }
    });
}

#[test]
fn generated_worlds() {
    cases("generated_worlds", 80, |case| {
        let mut random = Random(case);
        let config = wit_smith::Config {
            max_packages: 3,
            max_pkg_items: 4,
            max_interface_items: 5,
            max_world_items: 6,
            max_type_size: 40,
            implements: true,
            async_: random.chance(),
            futures: random.chance(),
            streams: random.chance(),
            error_context: random.chance(),
            fixed_length_lists: random.chance(),
            world_include: random.chance(),
            ..wit_smith::Config::default()
        };
        let bytes = random.bytes(3000);
        // wit-smith itself panics on some of what it makes; that says nothing about us.
        let made =
            std::panic::catch_unwind(|| wit_smith::smith(&config, &mut Unstructured::new(&bytes)));
        if let Ok(Ok(package)) = made {
            use_wit(&package);
            use_wit(&random.mutated(std::slice::from_ref(&package)));
            use_worlds(&package);
        }
    });
}

/// Every world of a package.
fn use_worlds(package: &[u8]) {
    let Ok(wit_component::DecodedWasm::WitPackage(resolve, _)) = wit_component::decode(package)
    else {
        return;
    };
    for (id, _) in resolve.worlds.iter() {
        let name = resolve.id_of_name(
            resolve.worlds[id].package.unwrap(),
            &resolve.worlds[id].name,
        );
        let wit = Wit::parse("package", package, &Features::all()).unwrap();
        use_world(&mut wit.into_world(Some(&name)).unwrap());
    }
}

#[test]
fn noise() {
    cases("noise", 300, |case| {
        let mut random = Random(case);
        let length = random.below(200);
        let mut bytes = random.bytes(length);
        if random.chance() {
            bytes.splice(0..0, *b"\0asm\x0d\0\x01\0");
        }
        use_wasm(&bytes);
        use_wit(&bytes);
    });
}
