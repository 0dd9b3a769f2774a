//! A component as an OCI artifact, so that a registry of containers can keep it.
//!
//! [`Artifact`] has the files of an image layout, a directory that the registries' own tools push:
//!
//! ```text
//! oci-layout                 the version of the layout
//! index.json                 which tag is which manifest
//! blobs/sha256/DIGEST        the manifest, the configuration, and the component as the only layer
//! ```
//!
//! The form is the CNCF's "Wasm OCI Artifact Layout" in OCI's image layout 1.0. Nothing in it depends on the machine, the
//! directory or the time: the same component gives the same digest.
//!
//! ```
//! use componentize::oci::{Artifact, ArtifactOptions};
//!
//! let component = componentize::Componentizer::new(b"(module)").encode()?;
//! let artifact = Artifact::new(&component, &ArtifactOptions::default())?;
//! assert!(artifact.digest().starts_with("sha256:"));
//! # Ok::<(), componentize::Error>(())
//! ```

use crate::error::Error;
use crate::input;
use crate::inspect::{Extern, Identity, inspect};
use serde_derive::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::time::{Duration, SystemTime};

/// The media type of the image index, `index.json`.
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// The media type of the manifest.
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// The media type of the configuration.
const CONFIG: &str = "application/vnd.wasm.config.v0+json";
/// The media type of the component.
const LAYER: &str = "application/wasm";
/// The annotation of an index entry that is its tag.
const TAG: &str = "org.opencontainers.image.ref.name";
/// The annotation that names a layer's file, and what the manifest is called.
const TITLE: &str = "org.opencontainers.image.title";

/// What an artifact says besides what the component says itself.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ArtifactOptions {
    /// When it was made, in seconds since 1970-01-01 00:00 UTC. Registries show it.
    pub created: u64,
    /// The world that the component targets, as `namespace:package/world@version`.
    pub target: Option<String>,
    /// Annotations of the manifest. They replace those that come from the component's metadata.
    pub annotations: BTreeMap<String, String>,
}

/// The parts of an OCI artifact.
#[derive(Debug, Clone)]
pub struct Artifact {
    manifest: Blob,
    config: Blob,
    layer: Blob,
}

/// Bytes, and the name that they have from their digest.
#[derive(Debug, Clone)]
struct Blob {
    digest: String,
    bytes: Vec<u8>,
}

/// Why an index was not extended.
#[derive(Debug, thiserror::Error)]
#[error("expected an OCI image index, JSON with a list `manifests`, but found {found}")]
#[non_exhaustive]
pub struct NotAnIndex {
    /// What is there instead.
    found: String,
}

impl Artifact {
    /// Makes the artifact of a component, in the binary format or as WAT text.
    ///
    /// # Errors
    ///
    /// The input is not a component, or is one that [`inspect`] refuses.
    pub fn new(component: &[u8], options: &ArtifactOptions) -> Result<Artifact, Error> {
        let component = input::component(component)?;
        let report = inspect(&component)?;
        let layer = Blob::new(component.into_owned());
        let config = Config {
            created: humantime::format_rfc3339_seconds(created(options)).to_string(),
            author: report.metadata.authors.as_deref(),
            architecture: "wasm",
            os: "wasip2",
            layer_digests: vec![&layer.digest],
            component: ComponentConfig {
                exports: names(&report.exports),
                imports: names(&report.imports),
                target: options.target.as_deref(),
            },
        };
        let config = Blob::new(json_bytes(&config));
        let file_name = file_name(&report.metadata);
        let title = BTreeMap::from([(TITLE, file_name.as_str())]);
        let manifest = Manifest {
            schema_version: 2,
            media_type: MANIFEST,
            config: config.descriptor(CONFIG, BTreeMap::new()),
            layers: vec![layer.descriptor(LAYER, title)],
            annotations: annotations(&report.metadata, options),
        };
        let manifest = Blob::new(json_bytes(&manifest));
        Ok(Artifact {
            manifest,
            config,
            layer,
        })
    }

    /// The manifest's digest, which is what a registry knows the artifact by: `sha256:` and 64 hexadecimal digits.
    pub fn digest(&self) -> &str {
        &self.manifest.digest
    }

    /// The files of the layout in the order to write them, with paths that have `/`. The last is `index.json`: it has the
    /// artifact under `tag`, and whatever `index`, the one that is there already, has under other tags.
    ///
    /// # Errors
    ///
    /// `index` is not an image index.
    pub fn files(
        &self,
        tag: &str,
        index: Option<&[u8]>,
    ) -> Result<Vec<(String, Vec<u8>)>, NotAnIndex> {
        let index = self.index(tag, index)?;
        let mut files = Vec::new();
        for blob in [&self.layer, &self.config, &self.manifest] {
            files.push((blob.path(), blob.bytes.clone()));
        }
        let layout = json_bytes(&json!({ "imageLayoutVersion": "1.0.0" }));
        files.push(("oci-layout".to_string(), layout));
        files.push(("index.json".to_string(), index));
        Ok(files)
    }

    /// The index with this artifact under `tag`.
    fn index(&self, tag: &str, existing: Option<&[u8]>) -> Result<Vec<u8>, NotAnIndex> {
        let mut manifests = existing.map_or(Ok(Vec::new()), manifests)?;
        manifests.retain(|manifest| tag_of(manifest) != Some(tag));
        let annotations = BTreeMap::from([(TAG, tag)]);
        let entry = self.manifest.descriptor(MANIFEST, annotations);
        manifests.push(json!(entry));
        Ok(json_bytes(&json!({
            "schemaVersion": 2,
            "mediaType": INDEX,
            "manifests": manifests,
        })))
    }
}

impl Blob {
    fn new(bytes: Vec<u8>) -> Blob {
        let mut digest = "sha256:".to_string();
        for byte in Sha256::digest(&bytes) {
            write!(digest, "{byte:02x}").expect("a string takes any text");
        }
        Blob { digest, bytes }
    }

    /// The file of this blob in the layout.
    fn path(&self) -> String {
        format!("blobs/{}", self.digest.replace(':', "/"))
    }

    fn descriptor<'a>(
        &'a self,
        media_type: &'static str,
        annotations: BTreeMap<&'a str, &'a str>,
    ) -> Descriptor<'a> {
        Descriptor {
            media_type,
            digest: &self.digest,
            size: self.bytes.len(),
            annotations,
        }
    }
}

/// A reference to a blob.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'a> {
    media_type: &'static str,
    digest: &'a str,
    size: usize,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest<'a> {
    schema_version: u32,
    media_type: &'static str,
    config: Descriptor<'a>,
    layers: Vec<Descriptor<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<&'a str, &'a str>,
}

/// The configuration, which lets a registry answer questions without reading the component.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Config<'a> {
    created: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<&'a str>,
    architecture: &'static str,
    /// `wasip2` stands for every component, whatever it imports.
    os: &'static str,
    layer_digests: Vec<&'a str>,
    component: ComponentConfig<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ComponentConfig<'a> {
    exports: BTreeSet<String>,
    imports: BTreeSet<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<&'a str>,
}

/// The names of imports or exports: of a label, the interface that it implements.
fn names(externs: &[Extern]) -> BTreeSet<String> {
    let name = |it: &Extern| match (&it.interface, &it.version) {
        (Some(interface), Some(version)) => format!("{interface}@{version}"),
        (Some(interface), None) => interface.clone(),
        (None, _) => it.name.clone(),
    };
    externs.iter().map(name).collect()
}

/// The file's name for tools that pull the layer: they skip one without, and take `/` for a directory.
fn file_name(metadata: &Identity) -> String {
    let name = metadata.name.as_deref().unwrap_or("component");
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-');
    let name = name.replace(|letter| !plain(letter), "-");
    format!("{name}.wasm")
}

/// The manifest's annotations, by the names of OCI's image specification.
fn annotations<'a>(
    metadata: &'a Identity,
    options: &'a ArtifactOptions,
) -> BTreeMap<&'a str, &'a str> {
    let from_metadata = [
        (TITLE, &metadata.name),
        ("org.opencontainers.image.version", &metadata.version),
        (
            "org.opencontainers.image.description",
            &metadata.description,
        ),
        ("org.opencontainers.image.authors", &metadata.authors),
        ("org.opencontainers.image.licenses", &metadata.licenses),
        ("org.opencontainers.image.source", &metadata.source),
        ("org.opencontainers.image.url", &metadata.homepage),
        ("org.opencontainers.image.revision", &metadata.revision),
    ];
    let from_metadata = from_metadata
        .into_iter()
        .filter_map(|(key, value)| Some((key, value.as_deref()?)));
    let own = options.annotations.iter();
    let own = own.map(|(key, value)| (key.as_str(), value.as_str()));
    from_metadata.chain(own).collect()
}

/// The last second that RFC 3339 can name.
const LAST_SECOND: u64 = 253_402_300_799;

fn created(options: &ArtifactOptions) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(options.created.min(LAST_SECOND))
}

/// The tag of an entry of an index.
fn tag_of(manifest: &Value) -> Option<&str> {
    manifest.get("annotations")?.get(TAG)?.as_str()
}

/// The manifests that an index has.
fn manifests(index: &[u8]) -> Result<Vec<Value>, NotAnIndex> {
    let not_an_index = |found: String| NotAnIndex { found };
    let mut index: Value = serde_json::from_slice(index)
        .map_err(|error| not_an_index(format!("text that is not JSON: {error}")))?;
    match index.get_mut("manifests").map(Value::take) {
        Some(Value::Array(manifests)) => Ok(manifests),
        _ => Err(not_an_index("JSON without that list".to_string())),
    }
}

fn json_bytes(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("it holds texts, numbers and lists only")
}
