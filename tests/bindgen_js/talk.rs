//! Programs for `conversations`: what the functions of two components do, what the host answers, and what is called.

use super::random::Random;
use std::fmt::Write;

/// How many functions each of the two components has.
const FUNCTIONS: usize = 3;

/// A step of a function, whose state is a number and a borrowed handle.
#[derive(Debug, Clone)]
pub enum Step {
    /// Changes the number.
    Add(u32),
    /// Calls the host with the number; what it returns is the number then.
    Host { caught: bool },
    /// Calls a function of the inner component.
    Inner { function: usize, caught: bool },
    /// Drops the handle.
    Drop,
    /// Traps.
    Trap,
}

/// What the host does when it is called.
#[derive(Debug, Clone)]
pub enum Answer {
    Return(u32),
    Throw,
    /// Calls an export, and returns this number whatever comes of it.
    CallBack(usize, u32),
}

/// Two components and a host.
#[derive(Debug, Clone)]
pub struct Program {
    /// Those of the inner component, then those of the outer.
    pub functions: Vec<Vec<Step>>,
    /// What the host does, one call after another.
    pub answers: Vec<Answer>,
    /// What the host calls by itself: a function, and the number.
    pub calls: Vec<(usize, u32)>,
}

impl Program {
    /// A program at random.
    pub fn new(random: &mut Random) -> Program {
        let functions = (0..2 * FUNCTIONS).map(|function| {
            let mut steps: Vec<_> = (0..random.below(5))
                .map(|_| Step::random(random, function >= FUNCTIONS))
                .collect();
            if random.below(8) > 0 {
                steps.push(Step::Drop);
            }
            steps
        });
        let functions = functions.collect();
        let answers = (0..random.below(8)).map(|_| Answer::random(random));
        let answers = answers.collect();
        let calls = (0..1 + random.below(4))
            .map(|_| (random.below(2 * FUNCTIONS), random.below(100) as u32));
        let calls = calls.collect();
        Program {
            functions,
            answers,
            calls,
        }
    }

    /// The names of the exports.
    pub fn exports(&self) -> Vec<String> {
        let name = |function| match function < FUNCTIONS {
            true => format!("inner{function}"),
            false => format!("outer{}", function - FUNCTIONS),
        };
        (0..self.functions.len()).map(name).collect()
    }

    /// Programs with one step, answer or call less.
    pub fn smaller(&self) -> Vec<Program> {
        let mut smaller = Vec::new();
        let mut without = |change: &dyn Fn(&mut Program)| {
            let mut program = self.clone();
            change(&mut program);
            smaller.push(program);
        };
        for call in 0..self.calls.len() {
            if self.calls.len() > 1 {
                without(&|program| _ = program.calls.remove(call));
            }
        }
        for (function, steps) in self.functions.iter().enumerate() {
            for step in 0..steps.len() {
                without(&|program| _ = program.functions[function].remove(step));
            }
        }
        for answer in 0..self.answers.len() {
            without(&|program| _ = program.answers.remove(answer));
        }
        smaller
    }

    /// The component as text.
    pub fn component(&self) -> String {
        let ty = "(param \"it\" (borrow $thing)) (param \"n\" u32) (result u32)";
        let names = self.exports();
        let (inner, outer) = names.split_at(FUNCTIONS);
        let (inner_steps, outer_steps) = self.functions.split_at(FUNCTIONS);
        let import = |names: &[String]| -> String {
            let imports = names
                .iter()
                .map(|name| format!("(import \"{name}\" (func ${name} {ty}))"));
            imports.collect()
        };
        let with = |names: &[String]| -> String {
            let with = names
                .iter()
                .map(|name| format!("(with \"{name}\" (func $inner \"{name}\"))"));
            with.collect()
        };
        let imported = format!(
            "(import \"thing\" (type $thing (sub resource))) (import \"host\" (func $host {ty}))"
        );
        let export = |instance: &str, names: &[String]| -> String {
            let exports = names
                .iter()
                .map(|name| format!("(export \"{name}\" (func ${instance} \"{name}\"))"));
            exports.collect()
        };
        format!(
            "(component {imported}
              (component $Inner {imported} {})
              (component $Outer {imported} {} {})
              (instance $inner (instantiate $Inner (with \"thing\" (type $thing)) (with \"host\" (func $host))))
              (instance $outer (instantiate $Outer (with \"thing\" (type $thing)) (with \"host\" (func $host)) {}))
              {} {})",
            module(inner, inner_steps, &[], ty),
            import(inner),
            module(outer, outer_steps, inner, ty),
            with(inner),
            export("inner", inner),
            export("outer", outer),
        )
    }

    /// The host's side for `conversations.js`.
    pub fn javascript(&self) -> String {
        let answers = self.answers.iter().map(|answer| match answer {
            Answer::Return(value) => format!("{{ value: {value} }}"),
            Answer::Throw => "{ throws: true }".to_string(),
            Answer::CallBack(export, value) => format!("{{ back: {export}, value: {value} }}"),
        });
        let answers: Vec<_> = answers.collect();
        format!(
            "  {{ exports: {:?}, answers: [{}], calls: {:?} }}",
            self.exports(),
            answers.join(", "),
            self.calls
                .iter()
                .map(|(export, number)| [*export as u32, *number])
                .collect::<Vec<_>>()
        )
    }
}

/// The core module of a component, its instance, and what is lifted from it.
fn module(names: &[String], steps: &[Vec<Step>], imports: &[String], ty: &str) -> String {
    let (mut lowered, mut core, mut given) = (String::new(), String::new(), String::new());
    for name in imports.iter().map(String::as_str).chain(["host"]) {
        write!(lowered, "(core func ${name}' (canon lower (func ${name})))").unwrap();
        write!(
            core,
            "(import \"\" \"{name}\" (func ${name} (param i32 i32) (result i32)))"
        )
        .unwrap();
        write!(given, "(export \"{name}\" (func ${name}'))").unwrap();
    }
    let mut lifted = String::new();
    for (name, steps) in names.iter().zip(steps) {
        let steps: String = steps.iter().map(|step| step.core()).collect();
        write!(core, "(func (export \"{name}\") (param $it i32) (param $n i32) (result i32) {steps} (local.get $n))").unwrap();
        write!(
            lifted,
            "(func (export \"{name}\") {ty} (canon lift (core func $core \"{name}\")))"
        )
        .unwrap();
    }
    format!(
        "{lowered} (core func $drop (canon resource.drop $thing))
          (core module $m (import \"\" \"drop\" (func $drop (param i32))) {core})
          (core instance $core (instantiate $m (with \"\" (instance {given} (export \"drop\" (func $drop))))))
          {lifted}"
    )
}

impl Step {
    fn random(random: &mut Random, outer: bool) -> Step {
        let caught = random.below(3) == 0;
        match random.below(10) {
            0 | 1 => Step::Add(random.below(50) as u32),
            2 if random.below(3) == 0 => Step::Trap,
            3 if random.below(3) == 0 => Step::Drop,
            4..=7 if outer => Step::Inner {
                function: random.below(FUNCTIONS),
                caught,
            },
            _ => Step::Host { caught },
        }
    }

    /// Its instructions.
    fn core(&self) -> String {
        let call = |name: &str, caught: bool| {
            let call = format!("(local.set $n (call ${name} (local.get $it) (local.get $n)))");
            match caught {
                true => format!("(block $caught (try_table (catch_all $caught) {call}))"),
                false => call,
            }
        };
        match self {
            Step::Add(number) => format!(
                "(local.set $n (i32.add (i32.mul (local.get $n) (i32.const 3)) (i32.const {number})))"
            ),
            Step::Host { caught } => call("host", *caught),
            Step::Inner { function, caught } => call(&format!("inner{function}"), *caught),
            Step::Drop => "(call $drop (local.get $it))".to_string(),
            Step::Trap => "(unreachable)".to_string(),
        }
    }
}

impl Answer {
    fn random(random: &mut Random) -> Answer {
        match random.below(5) {
            0 => Answer::Throw,
            1 | 2 => Answer::CallBack(random.below(2 * FUNCTIONS), random.below(100) as u32),
            _ => Answer::Return(random.below(100) as u32),
        }
    }
}
