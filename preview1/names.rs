//! The names on which the adapter's source, its link step and `componentize` agree. The link step compiles this file, too.

/// Name, parameters and results, where `i` is `i32` and `I` is `i64`.
pub const FUNCTIONS: [(&str, &str, &str); 46] = [
    ("args_get", "ii", "i"),
    ("args_sizes_get", "ii", "i"),
    ("clock_res_get", "ii", "i"),
    ("clock_time_get", "iIi", "i"),
    ("environ_get", "ii", "i"),
    ("environ_sizes_get", "ii", "i"),
    ("fd_advise", "iIIi", "i"),
    ("fd_allocate", "iII", "i"),
    ("fd_close", "i", "i"),
    ("fd_datasync", "i", "i"),
    ("fd_fdstat_get", "ii", "i"),
    ("fd_fdstat_set_flags", "ii", "i"),
    ("fd_fdstat_set_rights", "iII", "i"),
    ("fd_filestat_get", "ii", "i"),
    ("fd_filestat_set_size", "iI", "i"),
    ("fd_filestat_set_times", "iIIi", "i"),
    ("fd_pread", "iiiIi", "i"),
    ("fd_prestat_dir_name", "iii", "i"),
    ("fd_prestat_get", "ii", "i"),
    ("fd_pwrite", "iiiIi", "i"),
    ("fd_read", "iiii", "i"),
    ("fd_readdir", "iiiIi", "i"),
    ("fd_renumber", "ii", "i"),
    ("fd_seek", "iIii", "i"),
    ("fd_sync", "i", "i"),
    ("fd_tell", "ii", "i"),
    ("fd_write", "iiii", "i"),
    ("path_create_directory", "iii", "i"),
    ("path_filestat_get", "iiiii", "i"),
    ("path_filestat_set_times", "iiiiIIi", "i"),
    ("path_link", "iiiiiii", "i"),
    ("path_open", "iiiiiIIii", "i"),
    ("path_readlink", "iiiiii", "i"),
    ("path_remove_directory", "iii", "i"),
    ("path_rename", "iiiiii", "i"),
    ("path_symlink", "iiiii", "i"),
    ("path_unlink_file", "iii", "i"),
    ("poll_oneoff", "iiii", "i"),
    ("proc_exit", "i", ""),
    ("proc_raise", "i", "i"),
    ("random_get", "ii", "i"),
    ("sched_yield", "", "i"),
    ("sock_accept", "iii", "i"),
    ("sock_recv", "iiiiii", "i"),
    ("sock_send", "iiiii", "i"),
    ("sock_shutdown", "ii", "i"),
];

/// The adapter's own memory, as it is exported and imported. The adapter is recognised by this name.
pub const PRIVATE_MEMORY: &str = "private-memory";
/// The adapter's allocator for what the host returns.
pub const REALLOC: &str = "cabi_import_realloc";
/// The adapter's export that is called before and after a call during which may-leave is false.
pub const FORBID_LEAVE: &str = "forbid-leave";
/// The adapter's function that returns the size of the guest's memory.
pub const GUEST_MEMORY_BYTES: &str = "guest-memory-bytes";
/// Exports with this prefix are the entry points of a capability.
pub const CUT: &str = "cut:";
/// The prefix of the module name of an import that is lowered on the guest's memory; the interface follows it.
pub const ON_GUEST_MEMORY: &str = "on-guest-memory:";
/// The table of functions that stand-ins call, by the name that wit-component gives to its own.
pub const TABLE: &str = "$imports";
/// The module name of what the adapter imports from its front.
pub const FRONT: &str = "front";
