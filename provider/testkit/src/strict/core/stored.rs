//! How a resource gets into a state file without being made: import, and state of another type. And the way
//! back, from state to configuration.

use tfplugin6::{RawState, generate_resource_config, import_resource_state, move_resource_state};

use super::configure::NOBODYS;
use super::plan::identity_data;
use super::{Halt, Instance, StrictCore, capabilities};
use crate::strict::plan::objects;
use crate::strict::rule::Rule;
use crate::strict::schema::{Fields, Nesting};
use crate::strict::value::{Value, dotted, write};

/// By what something is imported.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ImportKey {
    /// The text of `terraform import`.
    Id(String),
    /// Its identity.
    Identity(Value),
}

impl StrictCore {
    /// Imports a resource and reads it.
    pub(crate) async fn import(&mut self, type_name: &str, key: &ImportKey) -> Result<Instance, Halt> {
        const RPC: &str = "ImportResourceState";
        let resource = self.resource(type_name)?;
        let (id, identity) = match key {
            ImportKey::Id(id) => (id.clone(), None),
            ImportKey::Identity(identity) => (String::new(), identity_data(Some(identity), &resource)),
        };
        let client_capabilities = Some(capabilities(false));
        let type_name = type_name.to_owned();
        let request = import_resource_state::Request {
            type_name: type_name.clone(),
            id,
            client_capabilities,
            identity,
        };
        let mut client = self.client();
        let call = async move { client.import_resource_state(request).await };
        let answer = self.call(RPC, &type_name, call).await?;
        let since = self.broken();
        self.heed(RPC, &type_name, &answer.diagnostics)?;
        self.deferral(RPC, &type_name, false, answer.deferred.as_ref())?;
        let found = answer.imported_resources.iter().map(|one| one.type_name.as_str()).collect::<Vec<_>>();
        if !self
            .ask(Rule::ImportOne, RPC, &type_name, found == [&type_name], || format!("{found:?} was found"))
        {
            return Err(Halt::Broken);
        }
        let Some(one) = answer.imported_resources.into_iter().next() else { return Err(Halt::Broken) };
        let state = self.decode(RPC, &type_name, one.state.as_ref(), &resource.ty)?;
        if !self.ask(Rule::ImportOne, RPC, &type_name, !state.is_null(), || "it is null".into()) {
            return Err(Halt::Broken);
        }
        let unknown = state.unknown_at(&type_name);
        self.ask(Rule::ApplyKnown, RPC, &type_name, unknown.is_none(), || unknown.unwrap_or_default());
        self.no_write_only(RPC, &resource, &state);
        let identity = self.identity(RPC, &resource, &type_name, one.identity.as_ref(), false)?;
        if let ImportKey::Identity(asked) = key {
            let same = identity.as_ref() == Some(asked);
            self.ask(Rule::ImportIdentity, RPC, &type_name, same, || format!("{asked:?} is {identity:?}"));
        }
        let imported = Instance { type_name: type_name.clone(), state, private: one.private, identity };
        let imported = self.unless_broken(since, imported)?;
        match self.read(&imported).await {
            Ok(Some(read)) => {
                self.ask(Rule::ImportRead, RPC, &type_name, true, String::new);
                Ok(read)
            }
            Err(Halt::Broken) => Err(Halt::Broken),
            other => {
                self.ask(Rule::ImportRead, RPC, &type_name, false, || format!("{other:?}"));
                Err(Halt::Broken)
            }
        }
    }

    /// Hands over state of another type.
    pub async fn take_over(
        &mut self,
        source_type: &str,
        source: &serde_json::Value,
        target: &str,
    ) -> Result<Instance, Halt> {
        const RPC: &str = "MoveResourceState";
        let resource = self.resource(target)?;
        let request = move_resource_state::Request {
            source_provider_address: "registry.terraform.io/strict/core".to_owned(),
            source_type_name: source_type.to_owned(),
            source_state: Some(RawState { json: source.to_string().into_bytes(), ..RawState::default() }),
            target_type_name: target.to_owned(),
            ..Default::default()
        };
        let mut client = self.client();
        let call = async move { client.move_resource_state(request).await };
        let answer = self.call(RPC, target, call).await?;
        let since = self.broken();
        let heeded = self.heed(RPC, target, &answer.diagnostics);
        let state = self.decode(RPC, target, answer.target_state.as_ref(), &resource.ty)?;
        let answered = heeded.is_err() || !state.is_null();
        self.ask(Rule::MoveAnswered, RPC, target, answered, || "neither a state nor an error".into());
        if source_type == NOBODYS && answered {
            self.ask(Rule::MoveRefused, RPC, target, heeded.is_err(), || format!("{state:?}"));
        }
        heeded?;
        let unknown = state.unknown_at(target);
        self.ask(Rule::ApplyKnown, RPC, target, unknown.is_none(), || unknown.unwrap_or_default());
        self.no_write_only(RPC, &resource, &state);
        let identity = self.identity(RPC, &resource, target, answer.target_identity.as_ref(), false)?;
        let moved =
            Instance { type_name: target.to_owned(), state, private: answer.target_private, identity };
        self.unless_broken(since, moved)
    }

    /// Hands over state of a type that nobody knows.
    pub async fn take_over_nonsense(&mut self, target: &str) -> Result<(), Halt> {
        match self.take_over(NOBODYS, &serde_json::json!({ "of": "another world" }), target).await {
            Err(Halt::Broken) => Err(Halt::Broken),
            Ok(_) | Err(Halt::Refused(_) | Halt::Deferred) => Ok(()),
        }
    }

    /// Writes the configuration of a resource from its state.
    pub async fn generate(&mut self, instance: &Instance, configured: &Value) -> Result<(), Halt> {
        const RPC: &str = "GenerateResourceConfig";
        let (resource, about) = (self.resource(&instance.type_name)?, &instance.type_name);
        let state = write(&instance.state, &resource.ty);
        let request = generate_resource_config::Request { type_name: about.clone(), state };
        let mut client = self.client();
        let call = async move { client.generate_resource_config(request).await };
        let answer = self.call(RPC, about, call).await?;
        let since = self.broken();
        self.heed(RPC, about, &answer.diagnostics)?;
        let config = self.decode(RPC, about, answer.config.as_ref(), &resource.ty)?;
        let said = provider_only(&resource.schema.fields, &config, about);
        self.ask(Rule::GeneratedComputed, RPC, about, said.is_empty(), || format!("{said:?} are there"));
        self.unless_broken(since, ())?;
        let config = with_write_only(&resource.schema.fields, config, configured);
        match self.validate(about, &config, true).await {
            Err(Halt::Broken) => Err(Halt::Broken),
            valid => {
                self.ask(Rule::GeneratedValid, RPC, about, valid.is_ok(), || {
                    format!("{config:?}: {valid:?}")
                });
                self.unless_broken(since, ())
            }
        }
    }
}

/// A generated configuration with the write-only values of another, as a user would write them into it.
fn with_write_only(fields: &Fields, generated: Value, configured: &Value) -> Value {
    let Value::Object(mut entries) = generated else { return generated };
    for (name, member) in &fields.0 {
        let (Some(value), said) = (entries.get_mut(name), configured.entry(name)) else { continue };
        if member.attribute().is_some_and(|one| one.write_only) {
            *value = said.clone();
        } else if let Some((Nesting::Single | Nesting::Group, fields)) = member.below() {
            *value = with_write_only(fields, value.clone(), said);
        }
    }
    Value::Object(entries)
}

/// Places that no configuration can have: of computed attributes that are not optional, and of write-only ones,
/// of which state says nothing.
fn provider_only(fields: &Fields, config: &Value, path: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (name, member) in &fields.0 {
        let (here, value) = (dotted(path, name), config.entry(name));
        let never = member.attribute().is_some_and(|one| one.write_only || !(one.required || one.optional));
        if never && !value.is_null() {
            found.push(here);
        } else if let Some((nesting, fields)) = member.below() {
            for (_, object) in objects(nesting, value) {
                found.extend(provider_only(fields, object, &here));
            }
        }
    }
    found
}
