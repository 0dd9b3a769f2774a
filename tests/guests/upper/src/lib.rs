//! A command of WASI 0.3 that also uses WASI 0.2, through preview1 and the adapter: it writes a variable, which std reads,
//! its arguments, and its input in capitals. With the argument `fail` it fails.

use wasip3::cli::{environment, stdin, stdout};
use wasip3::clocks::monotonic_clock;
use wasip3::wit_bindgen::StreamResult;

wasip3::cli::command::export!(Program);

struct Program;

impl wasip3::exports::cli::run::Guest for Program {
    async fn run() -> Result<(), ()> {
        let name = std::env::var("NAME").map_err(|_| ())?;
        let arguments = environment::get_arguments();
        monotonic_clock::wait_for(1_000_000).await;
        let (mut output, taken) = wasip3::wit_stream::new();
        let written = stdout::write_via_stream(taken);
        output
            .write_all(format!("{name}: {:?}\n", &arguments[1..]).into_bytes())
            .await;
        let (mut input, ended) = stdin::read_via_stream();
        loop {
            let (result, chunk) = input.read(Vec::with_capacity(4096)).await;
            let rest = output.write_all(chunk.to_ascii_uppercase()).await;
            assert!(rest.is_empty());
            if result == StreamResult::Dropped {
                break;
            }
        }
        ended.await.map_err(|_| ())?;
        drop(output);
        written.await.map_err(|_| ())?;
        match arguments.iter().any(|argument| argument == "fail") {
            true => Err(()),
            false => Ok(()),
        }
    }
}
