//! `componentize oci`: writes a component as an OCI artifact.

use super::console::Console;
use super::io::{self, IN_AND_OUT, InputArg};
use anyhow::{Context, Result, bail};
use clap::Args;
use componentize::oci::{Artifact, ArtifactOptions};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Write a component as an OCI artifact, for a registry of containers
///
/// The output is a directory in OCI's image layout, which tools such as oras and skopeo push. Its digest is printed, and
/// depends on the component and these options alone. SOURCE_DATE_EPOCH sets the artifact's time, in seconds; without it, the
/// time is 1970-01-01.
#[derive(Args)]
#[command(
    mut_arg("path", |argument| InputArg::component(argument).index(1).required(true)),
    after_help = "\
Examples:
  A layout with the tag `1.0`, and a push of it:
    componentize oci app.wasm app-layout:1.0
    oras cp --from-oci-layout app-layout:1.0 registry.example/team/app:1.0"
)]
pub struct Oci {
    #[command(flatten)]
    input: InputArg,

    /// The layout's directory, and the tag: `latest` if none is named
    ///
    /// Other tags that the layout has are kept.
    #[arg(value_name = "DIR[:TAG]", index = 2)]
    layout: Layout,

    /// The world that the component targets, as `namespace:package/world@version`
    #[arg(long, value_name = "WORLD", help_heading = IN_AND_OUT)]
    target: Option<String>,

    /// An annotation of the manifest; it replaces one that comes from the component's metadata
    #[arg(long, value_name = "KEY=VALUE", value_parser = parse_annotation, help_heading = IN_AND_OUT)]
    annotation: Vec<(String, String)>,
}

fn parse_annotation(text: &str) -> Result<(String, String), &'static str> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_string(), value.to_string())),
        _ => Err("expected `KEY=VALUE`"),
    }
}

impl Oci {
    /// Reads, encodes, writes.
    pub fn run(self, console: &Console) -> Result<()> {
        let component = self.input.read()?;
        let mut options = options()?;
        options.target = self.target;
        options.annotations = self.annotation.into_iter().collect();
        let artifact = Artifact::new(&component, &options)
            .map_err(|error| error.in_file(&self.input.file()))
            .with_context(|| format!("failed to read {}", self.input.name()))?;
        self.layout.ready(&artifact)?.write()?;
        console.say(|| format!("wrote {} as `{}`", self.input.name(), self.layout));
        io::write_stdout(format!("{}\n", artifact.digest()).as_bytes())
    }
}

/// The options that the environment gives.
fn options() -> Result<ArtifactOptions> {
    let mut options = ArtifactOptions::default();
    if let Some(seconds) = env::var_os("SOURCE_DATE_EPOCH").filter(|it| !it.is_empty()) {
        let seconds = seconds.to_string_lossy();
        options.created = seconds.parse().with_context(|| {
            format!("expected a number of seconds in SOURCE_DATE_EPOCH but found `{seconds}`")
        })?;
    }
    Ok(options)
}

/// A directory in OCI's image layout, and a tag in it.
#[derive(Debug, Clone)]
pub struct Layout {
    directory: PathBuf,
    tag: String,
}

impl std::fmt::Display for Layout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.directory.display(), self.tag)
    }
}

impl FromStr for Layout {
    type Err = String;

    /// What follows the last `:` is the tag, unless it has a separator of paths, as in `C:\\layout`.
    fn from_str(text: &str) -> Result<Layout, String> {
        let (directory, tag) = match text.rsplit_once(':') {
            Some((directory, tag)) if !tag.contains(['/', '\\']) => (directory, tag),
            _ => (text, "latest"),
        };
        if directory.is_empty() {
            return Err("expected a directory before `:`".to_string());
        }
        if !is_tag(tag) {
            return Err(format!(
                "expected a tag of at most 128 letters, digits, `_`, `.` and `-`, of which the last two cannot come first, but found `{tag}`"
            ));
        }
        Ok(Layout {
            directory: directory.into(),
            tag: tag.to_string(),
        })
    }
}

/// Whether a registry takes it as a tag: the rule is OCI's distribution specification's.
fn is_tag(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let bytes = text.as_bytes();
    bytes.first().is_some_and(|first| plain(*first))
        && bytes.len() <= 128
        && bytes
            .iter()
            .all(|byte| plain(*byte) || matches!(byte, b'.' | b'-'))
}

impl Layout {
    /// Makes the artifact of a component that was just made. Nothing is written yet.
    pub fn artifact_of(
        &self,
        component: &[u8],
        target: Option<String>,
    ) -> Result<ReadyArtifact<'_>> {
        let mut options = options()?;
        options.target = target;
        self.ready(&Artifact::new(component, &options)?)
    }

    /// The artifact's files under the tag, next to the other tags of a layout that is there.
    fn ready(&self, artifact: &Artifact) -> Result<ReadyArtifact<'_>> {
        let path = self.directory.join("index.json");
        let index = self.existing_index(&path)?;
        let files = artifact
            .files(&self.tag, index.as_deref())
            .with_context(|| format!("failed to add to `{}`", path.display()))?;
        Ok(ReadyArtifact {
            layout: self,
            digest: artifact.digest().to_string(),
            files,
        })
    }

    /// The index of the layout, if there is a layout.
    fn existing_index(&self, path: &Path) -> Result<Option<Vec<u8>>> {
        let directory = &self.directory;
        if path.is_file() && directory.join("oci-layout").is_file() {
            return io::read(path).map(Some);
        }
        let entries = fs::read_dir(directory);
        if entries.is_ok_and(|mut entries| entries.next().is_some()) {
            bail!(
                "expected an OCI layout, an empty directory or none at `{}`, but found a directory with other files",
                directory.display()
            );
        }
        Ok(None)
    }
}

/// An artifact that fits its layout and is not written yet.
pub struct ReadyArtifact<'l> {
    layout: &'l Layout,
    digest: String,
    files: Vec<(String, Vec<u8>)>,
}

impl ReadyArtifact<'_> {
    /// Writes the files; returns the digest.
    pub fn write(self) -> Result<String> {
        let files = self.files.iter();
        let files = files.map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
        io::write_files(&self.layout.directory, files)?;
        Ok(self.digest)
    }
}

#[cfg(test)]
mod tests {
    use super::Layout;

    fn parsed(text: &str) -> Result<(String, String), String> {
        let layout: Layout = text.parse()?;
        Ok((layout.directory.display().to_string(), layout.tag))
    }

    #[test]
    fn a_tag_follows_the_last_colon() {
        let pair = |directory: &str, tag: &str| Ok((directory.to_string(), tag.to_string()));
        assert_eq!(parsed("out"), pair("out", "latest"));
        assert_eq!(parsed("out:1.0"), pair("out", "1.0"));
        assert_eq!(parsed("a:b/out"), pair("a:b/out", "latest"));
        assert_eq!(parsed(r"C:\out"), pair(r"C:\out", "latest"));
        assert_eq!(parsed("a:b:c"), pair("a:b", "c"));
    }

    #[test]
    fn what_no_registry_takes_as_a_tag_is_refused() {
        for text in ["out:", "out:-1", "out:.", "out:ü", ":latest"] {
            assert!(parsed(text).is_err(), "{text}");
        }
        assert!(parsed(&format!("out:{}", "a".repeat(128))).is_ok());
        assert!(parsed(&format!("out:{}", "a".repeat(129))).is_err());
    }
}
