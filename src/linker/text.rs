//! Converts the words of the platform, which need not be text, to bytes and text, and back.

use anyhow::{Result, anyhow};
use std::ffi::{OsStr, OsString};

/// A word from bytes that are a piece of another word, or of a file.
#[cfg(unix)]
pub fn os_string(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStrExt;
    OsStr::from_bytes(bytes).to_os_string()
}

/// Elsewhere words are text.
#[cfg(not(unix))]
pub fn os_string(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}

/// A word that must be text.
pub fn text(word: &OsStr) -> Result<&str> {
    word.to_str()
        .ok_or_else(|| anyhow!("`{}` is not UTF-8", word.display()))
}
