//! The file that says what to serve: `terraform providers schema -json`, plain or in gzip. Only what is read
//! here is known; keys that a later Terraform adds are passed over.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read as _};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use serde::Deserialize;

/// Beside the binary, if no variable names another.
const BESIDE: [&str; 2] = ["schema.json", "schema.json.gz"];
/// The first bytes of gzip.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// The longest file that is read, in bytes, unpacked. All of hashicorp/aws is 6 MB.
const LONGEST: u64 = 256 << 20;

/// Where the schema is.
#[derive(Debug, Clone)]
pub struct Source {
    file: Option<PathBuf>,
    provider: Option<String>,
}

/// Why there is no schema.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Nothing names a file.
    #[error("no schema: set SCHEMA_STUB_FILE, or put schema.json or schema.json.gz beside the binary")]
    NoFile,
    /// The file cannot be read.
    #[error("read the schema {}", path.display())]
    Unreadable {
        /// Its path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is something else.
    #[error("the schema {} is not the json of `terraform providers schema`", path.display())]
    Malformed {
        /// Its path.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// Several providers are in it.
    #[error("the schema is of {}; set SCHEMA_STUB_PROVIDER to one of them", .0.join(", "))]
    WhichProvider(Vec<String>),
}

/// What one provider offers, as Terraform writes it.
#[derive(Debug, Default, Deserialize)]
pub struct Offer {
    /// The `provider` block.
    #[serde(default)]
    pub provider: Option<SchemaJson>,
    /// Managed resources.
    #[serde(default)]
    pub resource_schemas: BTreeMap<String, SchemaJson>,
    /// Data sources.
    #[serde(default)]
    pub data_source_schemas: BTreeMap<String, SchemaJson>,
    /// Ephemeral resources.
    #[serde(default)]
    pub ephemeral_resource_schemas: BTreeMap<String, SchemaJson>,
    /// Functions.
    #[serde(default)]
    pub functions: BTreeMap<String, FunctionJson>,
    /// Identities of managed resources.
    #[serde(default)]
    pub resource_identity_schemas: BTreeMap<String, IdentityJson>,
}

/// A schema.
#[derive(Debug, Default, Deserialize)]
#[expect(missing_docs, reason = "named as in Terraform's own documentation of this format")]
pub struct SchemaJson {
    #[serde(default)]
    pub version: i64,
    #[serde(default)]
    pub block: BlockJson,
}

/// A block.
#[derive(Debug, Default, Deserialize)]
#[expect(missing_docs, reason = "named as in Terraform's own documentation of this format")]
pub struct BlockJson {
    #[serde(default)]
    pub attributes: BTreeMap<String, AttributeJson>,
    #[serde(default)]
    pub block_types: BTreeMap<String, NestedBlockJson>,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub deprecated: bool,
    #[serde(default)]
    pub deprecation_message: String,
}

/// An attribute.
#[derive(Debug, Default, Deserialize)]
#[expect(missing_docs, reason = "named as in Terraform's own documentation of this format")]
#[expect(clippy::struct_excessive_bools, reason = "the format's own independent flags")]
pub struct AttributeJson {
    #[serde(default)]
    pub r#type: Option<serde_json::Value>,
    #[serde(default)]
    pub nested_type: Option<NestedTypeJson>,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub optional: bool,
    #[serde(default)]
    pub computed: bool,
    #[serde(default)]
    pub sensitive: bool,
    #[serde(default)]
    pub write_only: bool,
    #[serde(default)]
    pub deprecated: bool,
    #[serde(default)]
    pub deprecation_message: String,
}

/// Nested attributes.
#[derive(Debug, Default, Deserialize)]
#[expect(missing_docs, reason = "named as in Terraform's own documentation of this format")]
pub struct NestedTypeJson {
    #[serde(default)]
    pub attributes: BTreeMap<String, AttributeJson>,
    #[serde(default)]
    pub nesting_mode: String,
}

/// A block inside another.
#[derive(Debug, Default, Deserialize)]
#[expect(missing_docs, reason = "named as in Terraform's own documentation of this format")]
pub struct NestedBlockJson {
    #[serde(default)]
    pub nesting_mode: String,
    #[serde(default)]
    pub block: BlockJson,
    #[serde(default)]
    pub min_items: u64,
    #[serde(default)]
    pub max_items: u64,
}

/// A function.
#[derive(Debug, Default, Deserialize)]
#[expect(missing_docs, reason = "named as in Terraform's own documentation of this format")]
pub struct FunctionJson {
    #[serde(default)]
    pub summary: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub deprecation_message: String,
    pub return_type: serde_json::Value,
    #[serde(default)]
    pub parameters: Vec<ParameterJson>,
    #[serde(default)]
    pub variadic_parameter: Option<ParameterJson>,
}

/// A parameter of a function.
#[derive(Debug, Default, Deserialize)]
#[expect(missing_docs, reason = "named as in Terraform's own documentation of this format")]
pub struct ParameterJson {
    pub name: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub is_nullable: bool,
    pub r#type: serde_json::Value,
}

/// The identity of a resource.
#[derive(Debug, Default, Deserialize)]
#[expect(missing_docs, reason = "named as in Terraform's own documentation of this format")]
pub struct IdentityJson {
    #[serde(default)]
    pub version: i64,
    #[serde(default)]
    pub attributes: BTreeMap<String, IdentityAttributeJson>,
}

/// An attribute of an identity.
#[derive(Debug, Default, Deserialize)]
#[expect(missing_docs, reason = "named as in Terraform's own documentation of this format")]
pub struct IdentityAttributeJson {
    pub r#type: serde_json::Value,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub required_for_import: bool,
}

#[derive(Deserialize)]
struct Whole {
    provider_schemas: BTreeMap<String, Offer>,
}

impl Source {
    /// `file`: the schema, or none to look beside the binary. `provider`: its address or the last part of that,
    /// for a file with several.
    pub fn new(file: Option<&str>, provider: Option<&str>) -> Self {
        Self { file: file.map(PathBuf::from), provider: provider.map(str::to_owned) }
    }

    fn path(&self) -> Result<PathBuf, LoadError> {
        if let Some(file) = &self.file {
            return Ok(file.clone());
        }
        // as it was started, and not what a link leads to: that may be shared by several stubs
        let started = std::env::args_os().next().map(PathBuf::from);
        let folders = [started, std::env::current_exe().ok()].into_iter().flatten();
        let candidates = folders.filter_map(|binary| binary.parent().map(Path::to_owned));
        candidates
            .flat_map(|folder| BESIDE.map(|name| folder.join(name)))
            .find(|path| path.is_file())
            .ok_or(LoadError::NoFile)
    }
}

/// Reads the schema.
pub fn load(source: &Source) -> Result<Offer, LoadError> {
    let path = source.path()?;
    let unreadable = |error| LoadError::Unreadable { path: path.clone(), source: error };
    let mut bytes = Vec::new();
    open(&path).map_err(unreadable)?.take(LONGEST).read_to_end(&mut bytes).map_err(unreadable)?;
    let whole: Whole = serde_json::from_slice(&bytes)
        .map_err(|error| LoadError::Malformed { path: path.clone(), source: error })?;
    let mut offers = whole.provider_schemas;
    if let Some(wanted) = &source.provider {
        offers.retain(|address, _| address == wanted || address.ends_with(&format!("/{wanted}")));
    }
    let addresses: Vec<String> = offers.keys().cloned().collect();
    let mut offers = offers.into_values();
    match (offers.next(), offers.next()) {
        (Some(offer), None) => Ok(offer),
        _ => Err(LoadError::WhichProvider(addresses)),
    }
}

fn open(path: &Path) -> io::Result<Box<dyn io::Read>> {
    let mut start = Vec::new();
    File::open(path)?.take(2).read_to_end(&mut start)?;
    let file = BufReader::new(File::open(path)?);
    Ok(if start == GZIP { Box::new(GzDecoder::new(file)) } else { Box::new(file) })
}
