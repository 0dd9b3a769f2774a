//! What wasmtime-wasi provides: the interfaces that it adds to a linker, and its types for their resources.

use crate::bindgen::names::{version_track, without_version};

/// The interfaces of WASI 0.2 that wasmtime-wasi implements.
const INTERFACES: &[&str] = &[
    "wasi:cli/environment",
    "wasi:cli/exit",
    "wasi:cli/stderr",
    "wasi:cli/stdin",
    "wasi:cli/stdout",
    "wasi:cli/terminal-input",
    "wasi:cli/terminal-output",
    "wasi:cli/terminal-stderr",
    "wasi:cli/terminal-stdin",
    "wasi:cli/terminal-stdout",
    "wasi:clocks/monotonic-clock",
    "wasi:clocks/wall-clock",
    "wasi:filesystem/preopens",
    "wasi:filesystem/types",
    "wasi:io/error",
    "wasi:io/poll",
    "wasi:io/streams",
    "wasi:random/insecure",
    "wasi:random/insecure-seed",
    "wasi:random/random",
    "wasi:sockets/instance-network",
    "wasi:sockets/ip-name-lookup",
    "wasi:sockets/network",
    "wasi:sockets/tcp",
    "wasi:sockets/tcp-create-socket",
    "wasi:sockets/udp",
    "wasi:sockets/udp-create-socket",
];

/// Resources, and the types of wasmtime-wasi for them.
const RESOURCES: &[(&str, &str, &str)] = &[
    (
        "wasi:cli/terminal-input",
        "terminal-input",
        "bindings::cli::terminal_input::TerminalInput",
    ),
    (
        "wasi:cli/terminal-output",
        "terminal-output",
        "bindings::cli::terminal_output::TerminalOutput",
    ),
    (
        "wasi:filesystem/types",
        "descriptor",
        "bindings::filesystem::types::Descriptor",
    ),
    (
        "wasi:filesystem/types",
        "directory-entry-stream",
        "bindings::filesystem::types::DirectoryEntryStream",
    ),
    ("wasi:io/error", "error", "IoError"),
    ("wasi:io/poll", "pollable", "DynPollable"),
    ("wasi:io/streams", "input-stream", "DynInputStream"),
    ("wasi:io/streams", "output-stream", "DynOutputStream"),
    (
        "wasi:sockets/ip-name-lookup",
        "resolve-address-stream",
        "bindings::sockets::ip_name_lookup::ResolveAddressStream",
    ),
    (
        "wasi:sockets/network",
        "network",
        "bindings::sockets::network::Network",
    ),
    (
        "wasi:sockets/tcp",
        "tcp-socket",
        "bindings::sockets::tcp::TcpSocket",
    ),
    (
        "wasi:sockets/udp",
        "incoming-datagram-stream",
        "bindings::sockets::udp::IncomingDatagramStream",
    ),
    (
        "wasi:sockets/udp",
        "outgoing-datagram-stream",
        "bindings::sockets::udp::OutgoingDatagramStream",
    ),
    (
        "wasi:sockets/udp",
        "udp-socket",
        "bindings::sockets::udp::UdpSocket",
    ),
];

/// Whether wasmtime-wasi implements an interface, in a version of WASI 0.2.
pub fn is_provided(interface: &str) -> bool {
    let name = without_version(interface);
    INTERFACES.contains(&name)
        && version_track(interface).is_some_and(|track| track.ends_with("@0.2."))
}

/// The module of wasmtime-wasi with its bindings of an interface that it provides.
pub fn module(interface: &str, asynchronous: bool) -> String {
    let name = without_version(interface);
    let name = name.strip_prefix("wasi:").unwrap_or(name);
    let path = name.replace('/', "::").replace('-', "_");
    let kind = if asynchronous { "" } else { "sync::" };
    format!("wasmtime_wasi::p2::bindings::{kind}{path}")
}

/// The type of wasmtime-wasi for a resource, a path in its module `p2`.
pub fn resource(interface: &str, name: &str) -> Option<&'static str> {
    let known = |row: &&(&str, &str, &'static str)| {
        is_provided(interface) && (row.0, row.1) == (without_version(interface), name)
    };
    RESOURCES.iter().find(known).map(|row| row.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_another_track_are_not_provided() {
        assert!(is_provided("wasi:io/streams@0.2.12"));
        assert!(!is_provided("wasi:io/streams@0.3.0"));
        assert!(!is_provided("wasi:io/streams"));
        assert!(!is_provided("wasi:keyvalue/store@0.2.0"));
    }

    #[test]
    fn every_resource_belongs_to_an_interface() {
        for (interface, name, path) in RESOURCES {
            assert!(INTERFACES.contains(interface));
            assert_eq!(resource(&format!("{interface}@0.2.0"), name), Some(*path));
        }
    }
}
