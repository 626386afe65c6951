//! A provider with one thing of each kind, all of whose descriptions do. It is documented and never called.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use tf_provider::action::{Action, Progress};
use tf_provider::data_source::{DataSource, Looked};
use tf_provider::deferral::Refusal;
use tf_provider::diagnostic::{Diagnostic, Diagnostics};
use tf_provider::ephemeral::{Ephemeral, Opened};
use tf_provider::function::{Function, FunctionError, Parameter, Signature};
use tf_provider::identity::{IdentityAttribute, IdentitySchema};
use tf_provider::list::{ListResource, Listing, Query};
use tf_provider::private::Private;
use tf_provider::provider::Provider;
use tf_provider::resource::{Change, Deleted, Outcome, Resource, Seen};
use tf_provider::schema::{Attribute, Schema};
use tf_provider::scope::Cx;
use tf_provider::value::{Type, Value};

/// What every thing is called.
pub(crate) const NAME: &str = "signalcraft_thing";

/// The provider.
#[derive(Clone)]
pub(crate) struct MadeUp {
    pub(crate) schema: Schema,
    pub(crate) identity: Option<IdentitySchema>,
    pub(crate) signature: Signature,
    /// Everything but the provider block.
    pub(crate) offers: bool,
}

impl MadeUp {
    pub(crate) fn new() -> Self {
        let parameter = |name, text| Parameter::string(name).describe(text);
        let object = Type::Object([("tag".to_owned(), Type::String)].into());
        Self {
            schema: Schema::new([(
                "name",
                Attribute::string().required().describe("How people call the thing."),
            )])
            .describe("A thing that is only written about. It has `marks`, and [a link](index.md)."),
            identity: Some(IdentitySchema::new([(
                "arn",
                IdentityAttribute::required(Type::String, "ARN of the thing, as AWS has it."),
            )])),
            signature: Signature::new([parameter("image", "Name of an image with its tag.")], object)
                .variadic(parameter("more", "Further names of images, after that one."))
                .describe("Takes a name of an image apart.", "Takes names of images apart; gives `tag`."),
            offers: true,
        }
    }
}

#[async_trait]
impl Provider for MadeUp {
    fn schema(&self) -> Schema {
        self.schema.clone()
    }

    fn resources(&self) -> Vec<Arc<dyn Resource>> {
        if self.offers { vec![Arc::new(Thing(self.clone()))] } else { Vec::new() }
    }

    fn data_sources(&self) -> Vec<Arc<dyn DataSource>> {
        if self.offers { vec![Arc::new(Thing(self.clone()))] } else { Vec::new() }
    }

    fn functions(&self) -> Vec<Arc<dyn Function>> {
        if self.offers { vec![Arc::new(Thing(self.clone()))] } else { Vec::new() }
    }

    fn ephemeral_resources(&self) -> Vec<Arc<dyn Ephemeral>> {
        if self.offers { vec![Arc::new(Thing(self.clone()))] } else { Vec::new() }
    }

    fn list_resources(&self) -> Vec<Arc<dyn ListResource>> {
        if self.offers { vec![Arc::new(Thing(self.clone()))] } else { Vec::new() }
    }

    fn actions(&self) -> Vec<Arc<dyn Action>> {
        if self.offers { vec![Arc::new(Thing(self.clone()))] } else { Vec::new() }
    }

    async fn configure(&self, _: &Cx, _: Value, _: &str) -> Diagnostics {
        never()
    }
}

/// Of every kind at once.
struct Thing(MadeUp);

fn never() -> Diagnostics {
    Diagnostic::bug("What is only written about was called").into()
}

#[async_trait]
impl Resource for Thing {
    fn type_name(&self) -> &'static str {
        NAME
    }

    fn schema(&self) -> Schema {
        self.0.schema.clone()
    }

    fn identity(&self) -> Option<IdentitySchema> {
        self.0.identity.clone()
    }

    async fn create(&self, _: &Cx, _: Change) -> Outcome {
        Outcome::Failed(never())
    }

    async fn update(&self, _: &Cx, _: Value, _: Change) -> Outcome {
        Outcome::Failed(never())
    }

    async fn delete(&self, _: &Cx, _: Value, _: Private) -> Deleted {
        Deleted::Failed(never())
    }

    async fn read(&self, _: &Cx, _: Value, _: Private) -> Seen {
        Seen::OutOfReach(never())
    }
}

#[async_trait]
impl DataSource for Thing {
    fn type_name(&self) -> &'static str {
        NAME
    }

    fn schema(&self) -> Schema {
        self.0.schema.clone()
    }

    async fn read(&self, _: &Cx, _: Value) -> Result<Looked, Refusal> {
        Err(never().into())
    }
}

impl Function for Thing {
    fn name(&self) -> &'static str {
        "parse_thing"
    }

    fn signature(&self) -> Signature {
        self.0.signature.clone()
    }

    fn call(&self, _: &[Value]) -> Result<Value, FunctionError> {
        Err(FunctionError::new("What is only written about was called."))
    }
}

#[async_trait]
impl Ephemeral for Thing {
    fn type_name(&self) -> &'static str {
        NAME
    }

    fn schema(&self) -> Schema {
        self.0.schema.clone()
    }

    async fn open(&self, _: &Cx, _: Value) -> Result<Opened, Refusal> {
        Err(never().into())
    }
}

#[async_trait]
impl ListResource for Thing {
    fn type_name(&self) -> &'static str {
        NAME
    }

    fn schema(&self) -> Schema {
        self.0.schema.clone()
    }

    async fn list(&self, _: &Cx, _: Query, _: Listing) -> Diagnostics {
        never()
    }
}

#[async_trait]
impl Action for Thing {
    fn type_name(&self) -> &'static str {
        NAME
    }

    fn schema(&self) -> Schema {
        self.0.schema.clone()
    }

    async fn invoke(&self, _: &Cx, _: Value, _: Progress) -> Diagnostics {
        never()
    }
}

/// The examples that the provider's pages ask for.
pub(crate) const EXAMPLES: [&str; 10] = [
    "examples/provider/provider.tf",
    "examples/resources/signalcraft_thing/resource.tf",
    "examples/resources/signalcraft_thing/import-by-identity.tf",
    "examples/resources/signalcraft_thing/import-by-string-id.tf",
    "examples/resources/signalcraft_thing/import.sh",
    "examples/data-sources/signalcraft_thing/data-source.tf",
    "examples/functions/parse_thing/function.tf",
    "examples/ephemeral-resources/signalcraft_thing/ephemeral-resource.tf",
    "examples/list-resources/signalcraft_thing/list-resource.tfquery.hcl",
    "examples/actions/signalcraft_thing/action.tf",
];

/// A repository with these examples and nothing else. The folder goes at the end.
pub(crate) fn repository() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    for path in EXAMPLES {
        write(root.path(), path, &format!("# {path}\n"));
    }
    root
}

/// Writes a file below `root`, folders included.
pub(crate) fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}
