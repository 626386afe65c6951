//! What a provider has: schemas, identities, functions, metadata.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tfplugin6 as wire;
use wire::{get_functions, get_metadata, get_provider_schema, get_resource_identity_schemas};

use super::{Halt, StrictCore};
use crate::strict::rule::{Need, Rule};
use crate::strict::schema::{Member, Nesting, Schema, functions, identities, identity_type, schemas};
use crate::strict::value::Type;

const RPC: &str = "GetProviderSchema";

/// What a provider has, as read.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The `provider` block.
    pub provider: Schema,
    /// Managed resources.
    pub resources: BTreeMap<String, Resource>,
    /// Data sources.
    pub data: BTreeMap<String, Schema>,
    /// Ephemeral resources.
    pub ephemeral: BTreeMap<String, Schema>,
    /// List resources.
    pub lists: BTreeMap<String, Schema>,
    /// Actions.
    pub actions: BTreeMap<String, Schema>,
    /// Functions.
    pub functions: BTreeMap<String, wire::Function>,
    /// What the provider is able to do.
    pub capabilities: wire::ServerCapabilities,
}

/// A managed resource.
#[derive(Debug, Clone)]
pub struct Resource {
    /// What stands in it.
    pub schema: Schema,
    /// The type of its values.
    pub ty: Type,
    /// Its identity's type and version, if it has any.
    pub identity: Option<(Type, i64)>,
}

impl StrictCore {
    /// Asks for everything that the provider has. Comes first.
    pub async fn load(&mut self) -> Result<(), Halt> {
        let since = self.broken();
        self.report_mut().offered.insert(Need::Provider);
        let answer = self.schemas().await?;
        let again = self.schemas().await?;
        self.ask(Rule::SchemaStable, RPC, "schemas", answer == again, || "other schemas than before".into());
        schemas(&answer, &mut self.report);
        self.metadata(&answer).await?;
        let identity_schemas = self.identity_schemas(&answer).await?;
        let mut client = self.client();
        let call = async move { client.get_functions(get_functions::Request {}).await };
        let functions_again = self.call("GetFunctions", "functions", call).await?;
        self.heed("GetFunctions", "functions", &functions_again.diagnostics)?;
        functions(&answer.functions, &functions_again.functions, &mut self.report);
        for name in answer.list_resource_schemas.keys() {
            let known = answer.resource_schemas.contains_key(name) && identity_schemas.contains_key(name);
            self.ask(Rule::ListSchema, RPC, name, known, || {
                "no resource with an identity of that name".into()
            });
        }
        self.unless_broken(since, ())?;
        let loaded = understood(&answer, &identity_schemas);
        let error = loaded.as_ref().err().cloned();
        self.ask(Rule::SchemaType, RPC, "schemas", error.is_none(), || error.unwrap_or_default());
        self.loaded = Arc::new(loaded.map_err(|_| Halt::Broken)?);
        self.offer();
        Ok(())
    }

    async fn schemas(&mut self) -> Result<get_provider_schema::Response, Halt> {
        let mut client = self.client();
        let call = async move { client.get_provider_schema(get_provider_schema::Request {}).await };
        let answer = self.call(RPC, "schemas", call).await?;
        self.heed(RPC, "schemas", &answer.diagnostics)?;
        Ok(answer)
    }

    async fn metadata(&mut self, schemas: &get_provider_schema::Response) -> Result<(), Halt> {
        const RPC: &str = "GetMetadata";
        let mut client = self.client();
        let call = async move { client.get_metadata(get_metadata::Request {}).await };
        let answer = self.call(RPC, "metadata", call).await?;
        self.heed(RPC, "metadata", &answer.diagnostics)?;
        let told: [(&str, Vec<&String>, Vec<&String>); 7] = [
            (
                "resources",
                answer.resources.iter().map(|one| &one.type_name).collect(),
                schemas.resource_schemas.keys().collect(),
            ),
            (
                "data sources",
                answer.data_sources.iter().map(|one| &one.type_name).collect(),
                schemas.data_source_schemas.keys().collect(),
            ),
            (
                "functions",
                answer.functions.iter().map(|one| &one.name).collect(),
                schemas.functions.keys().collect(),
            ),
            (
                "ephemeral resources",
                answer.ephemeral_resources.iter().map(|one| &one.type_name).collect(),
                schemas.ephemeral_resource_schemas.keys().collect(),
            ),
            (
                "list resources",
                answer.list_resources.iter().map(|one| &one.type_name).collect(),
                schemas.list_resource_schemas.keys().collect(),
            ),
            (
                "state stores",
                answer.state_stores.iter().map(|one| &one.type_name).collect(),
                schemas.state_store_schemas.keys().collect(),
            ),
            (
                "actions",
                answer.actions.iter().map(|one| &one.type_name).collect(),
                schemas.action_schemas.keys().collect(),
            ),
        ];
        for (what, told, there) in told {
            let told = told.into_iter().collect::<BTreeSet<_>>();
            let there = there.into_iter().collect::<BTreeSet<_>>();
            self.ask(Rule::MetadataAgrees, RPC, what, told == there, || {
                format!("{told:?} instead of {there:?}")
            });
        }
        let alike = answer.server_capabilities == schemas.server_capabilities;
        self.ask(Rule::MetadataAgrees, RPC, "capabilities", alike, || {
            format!("{:?}", answer.server_capabilities)
        });
        Ok(())
    }

    /// A core takes a provider that does not know this call for one without identities.
    async fn identity_schemas(
        &mut self,
        schemas: &get_provider_schema::Response,
    ) -> Result<BTreeMap<String, wire::ResourceIdentitySchema>, Halt> {
        const RPC: &str = "GetResourceIdentitySchemas";
        let mut client = self.client();
        let call = async move {
            let answer =
                client.get_resource_identity_schemas(get_resource_identity_schemas::Request {}).await;
            match answer {
                Err(status) if status.code() == tonic::Code::Unimplemented => {
                    Ok(tonic::Response::new(get_resource_identity_schemas::Response::default()))
                }
                answer => answer,
            }
        };
        let answer = self.call(RPC, "identities", call).await?;
        self.heed(RPC, "identities", &answer.diagnostics)?;
        identities(&answer, &schemas.resource_schemas, &mut self.report);
        Ok(answer.identity_schemas)
    }

    /// Writes down what there is to ask about, as far as the schemas tell.
    fn offer(&mut self) {
        let loaded = self.loaded();
        let resources = || loaded.resources.values();
        let any = |ask: &dyn Fn(&Member) -> bool| {
            resources().any(|one| one.schema.fields.any(&|member| ask(member)))
        };
        let settable = |member: &Member| member.attribute().is_none_or(|one| one.required || one.optional);
        let offered = [
            (Need::Resource, !loaded.resources.is_empty()),
            (Need::Configurable, any(&|member| member.attribute().is_some() && settable(member))),
            (
                Need::NotComputed,
                any(&|member| {
                    member.attribute().is_some_and(|one| one.optional && !one.computed && !one.write_only)
                }),
            ),
            (
                Need::Nested,
                any(&|member| member.attribute().is_some() && settable(member) && member.below().is_some()),
            ),
            (Need::Blocks, any(&|member| member.attribute().is_none())),
            (
                Need::RepeatedBlocks,
                any(&|member| match member {
                    Member::Attribute(_) => false,
                    Member::Block(block) => !matches!(block.nesting, Nesting::Single | Nesting::Group),
                }),
            ),
            (Need::WriteOnly, any(&|member| member.attribute().is_some_and(|one| one.write_only))),
            (Need::Identity, resources().any(|one| one.identity.is_some())),
            (Need::NoIdentity, resources().any(|one| one.identity.is_none())),
            (Need::Function, !loaded.functions.is_empty()),
        ];
        self.report.offered.extend(offered.into_iter().filter(|(_, there)| *there).map(|(need, _)| need));
    }
}

fn understood(
    answer: &get_provider_schema::Response,
    identities: &BTreeMap<String, wire::ResourceIdentitySchema>,
) -> Result<Loaded, String> {
    let read = |all: &BTreeMap<String, wire::Schema>| -> Result<BTreeMap<String, Schema>, String> {
        all.iter().map(|(name, schema)| Ok((name.clone(), Schema::from_wire(schema)?))).collect()
    };
    let mut resources = BTreeMap::new();
    for (name, schema) in read(&answer.resource_schemas)? {
        let identity = identities.get(&name);
        let identity = identity.map(|one| Ok::<_, String>((identity_type(one)?, one.version))).transpose()?;
        resources.insert(name, Resource { ty: schema.ty(), schema, identity });
    }
    let action = |(name, action): (&String, &wire::ActionSchema)| {
        let schema = action.schema.as_ref().ok_or_else(|| format!("action {name} without a schema"))?;
        Ok::<_, String>((name.clone(), Schema::from_wire(schema)?))
    };
    Ok(Loaded {
        provider: answer.provider.as_ref().map(Schema::from_wire).transpose()?.unwrap_or_default(),
        resources,
        data: read(&answer.data_source_schemas)?,
        ephemeral: read(&answer.ephemeral_resource_schemas)?,
        lists: read(&answer.list_resource_schemas)?,
        actions: answer.action_schemas.iter().map(action).collect::<Result<_, _>>()?,
        functions: answer.functions.clone(),
        capabilities: answer.server_capabilities.unwrap_or_default(),
    })
}
