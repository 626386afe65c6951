//! The provider itself: one thing of each kind for each schema in the file.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use tf_provider::data_source::DataSource;
use tf_provider::diagnostic::{Diagnostic, Diagnostics};
use tf_provider::ephemeral::Ephemeral;
use tf_provider::function::{Function, Signature};
use tf_provider::identity::IdentitySchema;
use tf_provider::provider::Provider;
use tf_provider::resource::Resource;
use tf_provider::schema::{Attribute, Schema};
use tf_provider::scope::Cx;
use tf_provider::value::{Type, Value};

use crate::data_source::StubDataSource;
use crate::document::{LoadError, Offer, SchemaJson};
use crate::ephemeral::StubEphemeral;
use crate::function::StubFunction;
use crate::made::Twins;
use crate::resource::StubResource;
use crate::schema::{self, SchemaError};
use crate::settings::Settings;

/// A provider of whatever is in the file.
#[derive(Debug)]
pub struct Stub {
    offered: Offered,
    unfit: Diagnostics,
    world: World,
}

/// What all of one provider share.
#[derive(Debug, Clone)]
pub(crate) struct World {
    settings: Arc<RwLock<Settings>>,
    pub(crate) twins: Arc<Twins>,
}

impl World {
    fn new(settings: Settings) -> Self {
        Self { settings: Arc::new(RwLock::new(settings)), twins: Arc::default() }
    }

    pub(crate) fn settings(&self) -> Settings {
        self.settings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[derive(Debug, Default)]
struct Offered {
    provider: Schema,
    resources: BTreeMap<String, Arc<Schema>>,
    identities: BTreeMap<String, IdentitySchema>,
    data_sources: BTreeMap<String, Arc<Schema>>,
    ephemerals: BTreeMap<String, Arc<Schema>>,
    functions: BTreeMap<String, Signature>,
}

impl Offered {
    fn of(offer: Offer) -> Result<Self, SchemaError> {
        Ok(Self {
            provider: schema::schema(offer.provider.unwrap_or_default())?,
            resources: schemas(offer.resource_schemas)?,
            identities: each(offer.resource_identity_schemas, schema::identity)?,
            data_sources: schemas(offer.data_source_schemas)?,
            ephemerals: schemas(offer.ephemeral_resource_schemas)?,
            functions: each(offer.functions, schema::signature)?,
        })
    }
}

fn schemas(all: BTreeMap<String, SchemaJson>) -> Result<BTreeMap<String, Arc<Schema>>, SchemaError> {
    each(all, |json| schema::schema(json).map(Arc::new))
}

fn each<J, T>(
    all: BTreeMap<String, J>,
    convert: impl Fn(J) -> Result<T, SchemaError>,
) -> Result<BTreeMap<String, T>, SchemaError> {
    let converted = all.into_iter().map(|(name, json)| match convert(json) {
        Ok(one) => Ok((name, one)),
        Err(error) => Err(error.inside(&name)),
    });
    converted.collect()
}

impl Stub {
    /// A stub of what was loaded. If nothing was, Terraform is told why when it asks for the schema.
    pub fn new(loaded: Result<Offer, LoadError>, settings: Settings) -> Self {
        let world = World::new(settings);
        let unfit = |why: &(dyn std::error::Error + 'static)| {
            let detail = format!("{}.", kit::error::chain(why));
            Diagnostic::error("The stub has no schema to serve", detail).into()
        };
        let (offered, unfit) = match loaded {
            Err(error) => (Offered::default(), unfit(&error)),
            Ok(offer) => match Offered::of(offer) {
                Ok(offered) => (offered, Diagnostics::new()),
                Err(error) => (Offered::default(), unfit(&error)),
            },
        };
        Self { offered, unfit, world }
    }
}

#[async_trait]
impl Provider for Stub {
    fn schema(&self) -> Schema {
        self.offered.provider.clone()
    }

    /// The file does not tell it. A provider with a function for it has the attribute.
    fn meta_schema(&self) -> Option<Schema> {
        let attribute = Attribute::list(Type::String).optional();
        self.offered.functions.contains_key("user_agent").then(|| Schema::new([("user_agent", attribute)]))
    }

    fn is_foreign(&self) -> bool {
        true
    }

    fn unfit(&self) -> Diagnostics {
        self.unfit.clone()
    }

    fn resources(&self) -> Vec<Arc<dyn Resource>> {
        let all = self.offered.resources.iter();
        all.map(|(name, schema)| {
            let identity = self.offered.identities.get(name).cloned();
            StubResource::new(name.clone(), schema.clone(), identity, self.world.clone())
        })
        .map(|resource| Arc::new(resource) as Arc<dyn Resource>)
        .collect()
    }

    fn data_sources(&self) -> Vec<Arc<dyn DataSource>> {
        let all = self.offered.data_sources.iter();
        all.map(|(name, schema)| StubDataSource::new(name.clone(), schema.clone(), self.world.clone()))
            .map(|source| Arc::new(source) as Arc<dyn DataSource>)
            .collect()
    }

    fn ephemeral_resources(&self) -> Vec<Arc<dyn Ephemeral>> {
        let all = self.offered.ephemerals.iter();
        all.map(|(name, schema)| StubEphemeral::new(name.clone(), schema.clone(), self.world.clone()))
            .map(|ephemeral| Arc::new(ephemeral) as Arc<dyn Ephemeral>)
            .collect()
    }

    fn functions(&self) -> Vec<Arc<dyn Function>> {
        let all = self.offered.functions.iter();
        all.map(|(name, signature)| StubFunction::new(name.clone(), signature.clone()))
            .map(|function| Arc::new(function) as Arc<dyn Function>)
            .collect()
    }

    async fn configure(&self, _cx: &Cx, config: Value, _terraform_version: &str) -> Diagnostics {
        let configured = self.world.settings().configured(&config);
        *self.world.settings.write().unwrap_or_else(PoisonError::into_inner) = configured;
        Diagnostics::new()
    }
}
