//! Wasmtime runs the same cases, in this process.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, LazyLock, Mutex};
use std::task::{Context, Poll, Waker};
use wasmtime::component::{Accessor, Component, Func, Linker, Val};
use wasmtime::{Config, Engine, Result, Store};

/// How often a future is polled before it counts as stuck.
const POLLS: usize = 100_000;

/// Pending so many times.
pub struct Turns(pub usize);

impl Future for Turns {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.0 == 0 {
            return Poll::Ready(());
        }
        self.0 -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Polls a future until it is ready.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..POLLS {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
    panic!("Wasmtime is stuck");
}

/// Waits for both.
async fn both<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut first, mut second) = (None, None);
    std::future::poll_fn(move |context| {
        if first.is_none()
            && let Poll::Ready(value) = a.as_mut().poll(context)
        {
            first = Some(value);
        }
        if second.is_none()
            && let Poll::Ready(value) = b.as_mut().poll(context)
        {
            second = Some(value);
        }
        match (first.take(), second.take()) {
            (Some(a), Some(b)) => Poll::Ready((a, b)),
            (a, b) => {
                (first, second) = (a, b);
                Poll::Pending
            }
        }
    })
    .await
}

type Notes = Arc<Mutex<String>>;

/// The host; of the largest number, `now` returns the number of the program that is to run.
fn linker(engine: &Engine, notes: &Notes, program: usize) -> Result<Linker<()>> {
    let mut linker = Linker::<()>::new(engine);
    let notes = notes.clone();
    linker.root().func_new("note", move |_, _, values, _| {
        let [Val::U32(a), Val::U32(b)] = values else {
            panic!("two numbers: {values:?}");
        };
        let (a, b) = (*a as i32, *b as i32);
        notes.lock().expect("notes").push_str(&format!("{a} {b}\n"));
        Ok(())
    })?;
    for (name, turns) in [("now", 0), ("later", 1), ("never", usize::MAX)] {
        linker
            .root()
            .func_new_concurrent(name, move |_, _, values, results| {
                let value = match values[0] {
                    Val::U32(u32::MAX) => Val::U32(program as u32),
                    ref value => value.clone(),
                };
                Box::pin(async move {
                    match turns {
                        usize::MAX => std::future::pending::<()>().await,
                        turns => Turns(turns).await,
                    }
                    results[0] = value;
                    Ok(())
                })
            })?;
    }
    Ok(linker)
}

async fn call(
    accessor: &Accessor<()>,
    function: Option<Func>,
    arguments: &[Val],
) -> Result<Option<u32>> {
    let Some(function) = function else {
        return Ok(None);
    };
    let mut results = [Val::Bool(false)];
    function
        .call_concurrent(accessor, arguments, &mut results)
        .await?;
    match results {
        [Val::U32(result)] => Ok(Some(result)),
        other => panic!("a number: {other:?}"),
    }
}

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let mut config = Config::new();
    config.wasm_component_model_async(true);
    config.wasm_component_model_more_async_builtins(true);
    config.wasm_component_model_async_stackful(true);
    config.wasm_component_model_error_context(true);
    config.wasm_exceptions(true);
    Engine::new(&config).expect("an engine")
});

/// A component in Wasmtime.
pub fn compile(component: &[u8]) -> Component {
    Component::new(&ENGINE, component).expect("Wasmtime takes the component")
}

/// What the case notes, and how its functions end.
pub fn run(component: &Component, program: usize) -> String {
    let notes = Notes::default();
    let linker = linker(&ENGINE, &notes, program).expect("a linker");
    let mut store = Store::new(&ENGINE, ());
    let ended = block_on(async {
        let instance = linker.instantiate_async(&mut store, component).await?;
        let run = instance.get_func(&mut store, "run");
        let other = instance.get_func(&mut store, "other");
        store
            .run_concurrent(async |accessor| {
                let (run, other) = both(
                    call(accessor, run, &[]),
                    call(accessor, other, &[Val::U32(5)]),
                )
                .await;
                Turns(50).await;
                Ok::<_, wasmtime::Error>((run?, other?))
            })
            .await?
    });
    let mut text = notes.lock().expect("notes").clone();
    match ended {
        Ok((run, other)) => {
            text.push_str(&format!("run: {}\n", run.expect("a function `run`")));
            if let Some(other) = other {
                text.push_str(&format!("other: {other}\n"));
            }
        }
        Err(error) => {
            let cause = error.root_cause().to_string();
            let cause = cause.strip_prefix("wasm trap: ").unwrap_or(&cause);
            text.push_str(&format!("run: trap {cause}\n"));
        }
    }
    text
}
