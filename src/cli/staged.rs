//! Files that appear whole or not at all.
//!
//! The content goes to a temporary file next to the target, which is then renamed over it. The temporary file is
//! removed after an error, and by the signals that ask a process to end.

use std::collections::BTreeSet;
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::NamedTempFile;

/// From now on, a signal that ends the process removes temporary files first, those of links too.
pub fn watch_signals() {
    signals::watch();
}

/// Writes an output, in as many pieces as it likes.
pub type Content<'c> = &'c dyn Fn(&mut dyn Write) -> io::Result<()>;

/// A file that is written, but not yet under its own name.
pub struct Staged {
    /// What replaces the target, which may also be a device or a pipe that was written to directly.
    replacement: Option<(Temporary, PathBuf)>,
}

impl Staged {
    /// Writes the content to a temporary file in the directory of `path`.
    pub fn new(path: &Path, content: Content<'_>) -> io::Result<Staged> {
        // A link is followed, so that the file it names is replaced and not the link itself.
        let target = fs::canonicalize(path).or_else(|_| end_of_links(path))?;
        let existing = fs::metadata(&target).ok();
        if existing.as_ref().is_some_and(|found| !found.is_file()) {
            // A device or a pipe cannot be replaced, only written to; for a directory this is the error.
            content(&mut File::options().write(true).open(&target)?)?;
            return Ok(Staged { replacement: None });
        }
        if existing.is_some() {
            // Renaming would also replace a file that its owner protected against writing.
            File::options().write(true).open(&target)?;
        }
        let directory = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let mut temporary = Temporary::new(directory, existing.as_ref())?;
        content(temporary.file.as_file_mut())?;
        if let Some(existing) = existing {
            temporary.allow_what(&existing)?;
        }
        Ok(Staged {
            replacement: Some((temporary, target)),
        })
    }

    /// Gives the file its own name.
    pub fn finish(self) -> io::Result<()> {
        match self.replacement {
            Some((temporary, target)) => temporary.rename(&target),
            None => Ok(()),
        }
    }
}

/// Where a link leads to that names a file which is not there yet.
fn end_of_links(path: &Path) -> io::Result<PathBuf> {
    const MOST: usize = 40;
    let mut end = path.to_path_buf();
    for _ in 0..MOST {
        match fs::read_link(&end) {
            Ok(next) => end = end.parent().unwrap_or(Path::new("")).join(next),
            Err(_) => return Ok(end),
        }
    }
    Err(io::Error::other("there are too many links"))
}

/// A temporary file that a signal removes.
struct Temporary {
    file: NamedTempFile,
    path: PathBuf,
}

/// The temporary files that there are.
static PATHS: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn paths() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    PATHS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Temporary {
    fn new(directory: &Path, existing: Option<&fs::Metadata>) -> io::Result<Temporary> {
        signals::watch();
        let mut builder = tempfile::Builder::new();
        builder.prefix(".componentize-");
        if let Some(permissions) = permissions(existing) {
            builder.permissions(permissions);
        }
        // Locked, so that no signal falls between making the file and noting its name.
        let mut paths = paths();
        // The temporary file's name would say nothing to the reader of the message.
        let file = builder
            .tempfile_in(directory)
            .map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => io::Error::new(
                    error.kind(),
                    format!("there is no directory `{}`", directory.display()),
                ),
                kind => io::Error::from(kind),
            })?;
        let path = file.path().to_path_buf();
        paths.insert(path.clone());
        Ok(Temporary { file, path })
    }

    /// Gives the file the permissions of the one that it replaces.
    #[cfg(not(target_os = "wasi"))]
    fn allow_what(&self, existing: &fs::Metadata) -> io::Result<()> {
        self.file.as_file().set_permissions(existing.permissions())
    }

    /// Preview1 has no permissions.
    #[cfg(target_os = "wasi")]
    fn allow_what(&self, _existing: &fs::Metadata) -> io::Result<()> {
        Ok(())
    }

    fn rename(self, target: &Path) -> io::Result<()> {
        let renamed = self.file.persist(target);
        paths().remove(&self.path);
        renamed?;
        Ok(())
    }
}

/// The mode a new file is made with; the process's mask still applies.
#[cfg(unix)]
fn permissions(existing: Option<&fs::Metadata>) -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(existing.map_or_else(|| Permissions::from_mode(0o666), fs::Metadata::permissions))
}

/// Where files have no modes, the temporary file's defaults are right.
#[cfg(not(unix))]
fn permissions(_existing: Option<&fs::Metadata>) -> Option<Permissions> {
    None
}

#[cfg(unix)]
mod signals {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;
    use std::sync::Once;

    /// From now on, a signal that ends the process removes the temporary files first.
    pub fn watch() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            // Without the handler a signal leaves a temporary file, which is not a reason to refuse to write.
            if let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) {
                let watch = move || {
                    for signal in signals.forever() {
                        // Kept locked until the end, so that no file is made any more.
                        let paths = super::paths();
                        for path in paths.iter() {
                            let _ = std::fs::remove_file(path);
                        }
                        componentize::linker::abandon();
                        let _ = emulate_default_handler(signal);
                    }
                };
                let _ = std::thread::Builder::new().spawn(watch);
            }
        });
    }
}

/// Elsewhere such signals do not exist.
#[cfg(not(unix))]
mod signals {
    pub fn watch() {}
}
