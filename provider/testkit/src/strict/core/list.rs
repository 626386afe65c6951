//! Listing what is there.

use tfplugin6::{list_resource as rpc, validate_list_resource_config};
use tonic::Streaming;

use super::data::of;
use super::{Halt, StrictCore};
use crate::strict::rule::Rule;
use crate::strict::value::{Type, Value, write};

const RPC: &str = "ListResource";
/// A listing that does not end by itself is not read further than this.
const MOST: usize = 10_000;

/// A listed resource.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Its identity, if the event was more than a warning.
    pub identity: Option<Value>,
    /// Its state, if it was asked for.
    pub object: Option<Value>,
}

impl StrictCore {
    /// Validates the configuration of a listing.
    pub async fn validate_list(&mut self, type_name: &str, config: &Value) -> Result<(), Halt> {
        const RPC: &str = "ValidateListResourceConfig";
        let request = validate_list_resource_config::Request {
            type_name: type_name.to_owned(),
            config: write(config, &of(&self.loaded.lists, type_name)?.ty()),
            include_resource_object: write(&Value::Bool(false), &Type::Bool),
            limit: write(&Value::int(100), &Type::Number),
        };
        let mut client = self.client();
        let call = async move { client.validate_list_resource_config(request).await };
        let answer = self.call(RPC, type_name, call).await?;
        self.heed(RPC, type_name, &answer.diagnostics)
    }

    /// Lists up to so many resources, reading on beyond that: a core would not, but the provider should know.
    pub async fn list(
        &mut self,
        type_name: &str,
        config: &Value,
        with_objects: bool,
        limit: i64,
    ) -> Result<Vec<Listed>, Halt> {
        let mut events = self.listing(type_name, config, with_objects, limit).await?;
        let (since, mut all) = (self.broken(), Vec::new());
        while let Some(event) = self.next_event(type_name, &mut events).await? {
            let listed = self.event(type_name, with_objects, &event)?;
            all.push(listed);
            if all.len() >= MOST {
                break;
            }
        }
        let within = i64::try_from(all.len()).is_ok_and(|count| count <= limit);
        self.ask(Rule::ListLimit, RPC, type_name, within, || format!("{} instead of {limit}", all.len()));
        self.unless_broken(since, all)
    }

    /// Begins a listing, reads one event, and hangs up.
    pub async fn list_and_cancel(&mut self, type_name: &str, config: &Value) -> Result<(), Halt> {
        let mut events = self.listing(type_name, config, false, 1_000).await?;
        self.next_event(type_name, &mut events).await?;
        drop(events);
        self.serves(Rule::ListCancelled, RPC, type_name).await
    }

    async fn listing(
        &mut self,
        type_name: &str,
        config: &Value,
        include_resource_object: bool,
        limit: i64,
    ) -> Result<Streaming<rpc::Event>, Halt> {
        let config = write(config, &of(&self.loaded.lists, type_name)?.ty());
        let request =
            rpc::Request { type_name: type_name.to_owned(), config, include_resource_object, limit };
        let mut client = self.client();
        self.call(RPC, type_name, async move { client.list_resource(request).await }).await
    }

    async fn next_event(
        &mut self,
        type_name: &str,
        events: &mut Streaming<rpc::Event>,
    ) -> Result<Option<rpc::Event>, Halt> {
        self.call(RPC, type_name, async { events.message().await.map(tonic::Response::new) }).await
    }

    fn event(&mut self, type_name: &str, with_objects: bool, event: &rpc::Event) -> Result<Listed, Halt> {
        let resource = self.resource(type_name)?;
        self.heed(RPC, type_name, &event.diagnostic)?;
        let identity = self.identity(RPC, &resource, type_name, event.identity.as_ref(), false)?;
        let told = !event.diagnostic.is_empty() && event.resource_object.is_none();
        let there = identity.is_some() || told;
        self.ask(Rule::ListIdentity, RPC, type_name, there, || format!("`{}` has none", event.display_name));
        let has = event.resource_object.is_some();
        let fits = if told && identity.is_none() { !has } else { has == with_objects };
        self.ask(Rule::ListObject, RPC, type_name, fits, || {
            format!("asked for: {with_objects}, there: {has}")
        });
        let object = event.resource_object.as_ref();
        let object =
            object.map(|object| self.decode(RPC, type_name, Some(object), &resource.ty)).transpose()?;
        if let Some(object) = &object {
            self.no_write_only(RPC, &resource, object);
        }
        Ok(Listed { identity, object })
    }
}
