//! A directory next to an output, where wasm-ld writes and from where the component is renamed over the output.
//!
//! wasm-ld puts the name of its output into the module's name section, so its file here has the output's own name:
//! the directory leaves no trace in the bytes.

use anyhow::{Context, Result, anyhow};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The directory, which is removed when this value is dropped.
pub struct Workspace {
    directory: PathBuf,
    core: PathBuf,
    target: Target,
}

/// Where the output goes.
enum Target {
    /// A file, which is replaced.
    File(PathBuf),
    /// A device or a pipe, which is written to.
    Device(PathBuf),
    /// Standard output.
    Stdout,
}

impl Workspace {
    /// Makes the directory for an output.
    pub fn for_output(output: &OsStr) -> Result<Workspace> {
        let path = Path::new(output);
        let name = path.file_name().unwrap_or(OsStr::new("a.wasm"));
        // A link is followed, so that the file it names is replaced and not the link itself.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let existing = fs::metadata(&path).ok();
        let target = match existing {
            _ if output == "-" => Target::Stdout,
            Some(existing) if existing.is_dir() => {
                return Err(anyhow!("the output `{}` is a directory", path.display()));
            }
            Some(existing) if !existing.is_file() => Target::Device(path),
            _ => Target::File(path),
        };
        let parent = match &target {
            Target::File(path) => match path.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
                _ => PathBuf::from("."),
            },
            _ => std::env::temp_dir(),
        };
        let directory = new_directory(&parent).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => anyhow!(
                "failed to write `{}`: there is no directory `{}`",
                output.display(),
                parent.display()
            ),
            _ => anyhow::Error::new(error).context(format!(
                "failed to make a directory in `{}`",
                parent.display()
            )),
        })?;
        Ok(Workspace {
            core: directory.join("core").join(name),
            directory,
            target,
        })
    }

    /// A directory for arguments only.
    pub fn without_output() -> Result<Workspace> {
        Workspace::for_output(OsStr::new("-"))
    }

    /// The directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Where wasm-ld writes the core module.
    pub fn core(&self) -> &Path {
        &self.core
    }

    /// Makes what `content` writes the output, whole or not at all.
    pub fn finish(&self, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        let write = || match &self.target {
            Target::Stdout => {
                let mut stdout = io::stdout().lock();
                content(&mut stdout)?;
                stdout.flush()
            }
            Target::Device(path) => content(&mut File::options().write(true).open(path)?),
            Target::File(path) => self.replace(path, content),
        };
        write().with_context(|| match &self.target {
            Target::Stdout => "failed to write standard output".to_string(),
            Target::Device(path) | Target::File(path) => {
                format!("failed to write `{}`", path.display())
            }
        })
    }

    fn replace(
        &self,
        path: &Path,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        // wasm-ld marks its output as a program, which some systems then run by its name; so does Go.
        let like = fs::metadata(self.core()).or_else(|_| fs::metadata(path));
        // The core module has been read by now. Writing over its file is faster than making another and removing it.
        let mut file = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(self.core())?;
        content(&mut file)?;
        let written = file.stream_position()?;
        file.set_len(written)?;
        if let Ok(like) = like {
            file.set_permissions(like.permissions())?;
        }
        drop(file);
        fs::rename(self.core(), path)
    }
}

/// The directories that there are.
static DIRECTORIES: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn directories() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    DIRECTORIES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes what links in progress have written, when a signal is about to end the process. A link that is still running
/// waits for that end.
pub fn abandon() {
    let directories = directories();
    for directory in directories.iter() {
        let _ = fs::remove_dir_all(directory);
    }
    std::mem::forget(directories);
}

/// Makes a directory of a name that nothing has.
fn new_directory(parent: &Path) -> io::Result<PathBuf> {
    let process = std::process::id();
    // Locked, so that no signal falls between making the directory and noting its name.
    let mut directories = directories();
    for number in 0_u32.. {
        let path = parent.join(format!(".componentize-{process}-{number}"));
        match fs::create_dir(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => {
                made?;
                directories.insert(path.clone());
                return fs::create_dir(path.join("core")).map(|()| path);
            }
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

impl Drop for Workspace {
    fn drop(&mut self) {
        // A directory that cannot be removed does no harm.
        let _ = fs::remove_dir_all(&self.directory);
        directories().remove(&self.directory);
    }
}

/// Writes a file whole or not at all.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    Workspace::for_output(path.as_os_str())?.finish(|output| output.write_all(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_appears_whole_and_the_directory_goes_away() {
        let directory = tempfile::tempdir().unwrap();
        let output = directory.path().join("app.wasm");
        fs::write(&output, "old").unwrap();
        let workspace = Workspace::for_output(output.as_os_str()).unwrap();
        assert_eq!(workspace.core().file_name(), Some(OsStr::new("app.wasm")));
        let failed = workspace.finish(|output| {
            output.write_all(b"half")?;
            Err(io::Error::other("disk"))
        });
        assert!(format!("{:#}", failed.unwrap_err()).ends_with("disk"));
        assert_eq!(fs::read(&output).unwrap(), b"old");
        workspace.finish(|output| output.write_all(b"new")).unwrap();
        assert_eq!(fs::read(&output).unwrap(), b"new");
        drop(workspace);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn nothing_is_left_of_a_longer_core_module() {
        let directory = tempfile::tempdir().unwrap();
        let output = directory.path().join("app.wasm");
        let workspace = Workspace::for_output(output.as_os_str()).unwrap();
        fs::write(workspace.core(), "a core module").unwrap();
        workspace.finish(|output| output.write_all(b"new")).unwrap();
        assert_eq!(fs::read(&output).unwrap(), b"new");
    }

    #[test]
    fn a_missing_directory_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let output = directory.path().join("none/app.wasm");
        let error = Workspace::for_output(output.as_os_str()).err().unwrap();
        assert!(
            error.to_string().contains("there is no directory"),
            "{error}"
        );
    }

    #[test]
    #[cfg(unix)]
    fn a_device_is_written_to_and_a_link_followed() {
        write_file(Path::new("/dev/null"), b"x").unwrap();
        let directory = tempfile::tempdir().unwrap();
        let (file, link) = (directory.path().join("file"), directory.path().join("link"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink("file", &link).unwrap();
        write_file(&link, b"new").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
