//! The imports of `wasi:filesystem`, lowered. Paths are pairs of address and length; `ret` is where a result goes
//! that is not a core value.

pub mod raw {
    #[link(wasm_import_module = "wasi:filesystem/types@0.2.12")]
    unsafe extern "C" {
        #[link_name = "[method]descriptor.append-via-stream"]
        pub fn append_via_stream(fd: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.advise"]
        pub fn advise(fd: u32, offset: u64, len: u64, advice: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.sync-data"]
        pub fn sync_data(fd: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.sync"]
        pub fn sync(fd: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.get-flags"]
        pub fn get_flags(fd: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.get-type"]
        pub fn get_type(fd: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.set-size"]
        pub fn set_size(fd: u32, size: u64, ret: *mut u8);
        #[link_name = "[method]descriptor.set-times"]
        pub fn set_times(
            fd: u32,
            at: u32,
            as_: u64,
            an: u32,
            mt: u32,
            ms: u64,
            mn: u32,
            ret: *mut u8,
        );
        #[link_name = "[method]descriptor.read"]
        pub fn read(fd: u32, len: u64, offset: u64, ret: *mut u8);
        #[link_name = "[method]descriptor.write"]
        pub fn write(fd: u32, bytes: *const u8, len: u32, offset: u64, ret: *mut u8);
        #[link_name = "[method]descriptor.read-directory"]
        pub fn read_directory(fd: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.create-directory-at"]
        pub fn create_directory_at(fd: u32, path: *const u8, len: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.stat"]
        pub fn stat(fd: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.stat-at"]
        pub fn stat_at(fd: u32, flags: u32, path: *const u8, len: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.set-times-at"]
        pub fn set_times_at(
            fd: u32,
            flags: u32,
            path: *const u8,
            len: u32,
            at: u32,
            as_: u64,
            an: u32,
            mt: u32,
            ms: u64,
            mn: u32,
            ret: *mut u8,
        );
        #[link_name = "[method]descriptor.link-at"]
        pub fn link_at(
            fd: u32,
            flags: u32,
            old: *const u8,
            old_len: u32,
            to: u32,
            new: *const u8,
            new_len: u32,
            ret: *mut u8,
        );
        #[link_name = "[method]descriptor.open-at"]
        pub fn open_at(
            fd: u32,
            path_flags: u32,
            path: *const u8,
            len: u32,
            open_flags: u32,
            flags: u32,
            ret: *mut u8,
        );
        #[link_name = "[method]descriptor.readlink-at"]
        pub fn readlink_at(fd: u32, path: *const u8, len: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.remove-directory-at"]
        pub fn remove_directory_at(fd: u32, path: *const u8, len: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.rename-at"]
        pub fn rename_at(
            fd: u32,
            old: *const u8,
            old_len: u32,
            to: u32,
            new: *const u8,
            new_len: u32,
            ret: *mut u8,
        );
        #[link_name = "[method]descriptor.symlink-at"]
        pub fn symlink_at(
            fd: u32,
            old: *const u8,
            old_len: u32,
            new: *const u8,
            new_len: u32,
            ret: *mut u8,
        );
        #[link_name = "[method]descriptor.unlink-file-at"]
        pub fn unlink_file_at(fd: u32, path: *const u8, len: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.metadata-hash"]
        pub fn metadata_hash(fd: u32, ret: *mut u8);
        #[link_name = "[method]descriptor.metadata-hash-at"]
        pub fn metadata_hash_at(fd: u32, flags: u32, path: *const u8, len: u32, ret: *mut u8);
        #[link_name = "[resource-drop]descriptor"]
        pub fn drop_descriptor(fd: u32);
        #[link_name = "[method]directory-entry-stream.read-directory-entry"]
        pub fn read_directory_entry(stream: u32, ret: *mut u8);
        #[link_name = "[resource-drop]directory-entry-stream"]
        pub fn drop_directory_entry_stream(stream: u32);
        #[link_name = "filesystem-error-code"]
        pub fn filesystem_error_code(error: u32, ret: *mut u8);
    }
}

/// The same functions with the guest's memory as theirs: buffers are passed as they are. Addresses are the
/// guest's.
pub mod on_guest_memory {
    #[link(wasm_import_module = "on-guest-memory:wasi:filesystem/types@0.2.12")]
    unsafe extern "C" {
        #[link_name = "[method]descriptor.read"]
        pub fn read(fd: u32, len: u64, offset: u64, ret: u32);
        #[link_name = "[method]descriptor.write"]
        pub fn write(fd: u32, bytes: u32, len: u32, offset: u64, ret: u32);
    }
}

pub mod preopens {
    #[link(wasm_import_module = "wasi:filesystem/preopens@0.2.12")]
    unsafe extern "C" {
        #[link_name = "get-directories"]
        pub fn get_directories(ret: *mut u8);
    }
}
