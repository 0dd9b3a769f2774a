//! The arguments that say what a component says about itself.

use clap::Args;
use componentize::Metadata;

/// What the component says about itself.
#[derive(Args, Clone)]
#[command(next_help_heading = "Metadata")]
pub struct MetadataArgs {
    /// The component's name
    #[arg(long)]
    name: Option<String>,

    /// The component's version
    #[arg(long)]
    version: Option<String>,

    /// What the component is, for people
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,

    /// The licenses that it is under, as an SPDX expression
    #[arg(long, value_name = "SPDX")]
    licenses: Option<String>,

    /// The URL of its source code
    #[arg(long, value_name = "URL")]
    source: Option<String>,

    /// The URL of its home page
    #[arg(long, value_name = "URL")]
    homepage: Option<String>,

    /// The revision of its source code
    #[arg(long)]
    revision: Option<String>,
}

impl From<MetadataArgs> for Metadata {
    fn from(arguments: MetadataArgs) -> Metadata {
        let mut metadata = Metadata::default();
        metadata.name = arguments.name;
        metadata.version = arguments.version;
        metadata.description = arguments.description;
        metadata.licenses = arguments.licenses;
        metadata.source = arguments.source;
        metadata.homepage = arguments.homepage;
        metadata.revision = arguments.revision;
        metadata
    }
}
