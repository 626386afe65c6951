//! A refresh: stored state is upgraded, then read.

use tfplugin6::{RawState, read_resource, upgrade_resource_identity, upgrade_resource_state};

use super::plan::identity_data;
use super::{Halt, Instance, StrictCore, capabilities};
use crate::strict::rule::Rule;
use crate::strict::value::{Value, to_json, write};

/// An attribute that some earlier version had.
const LEFT_OVER: &str = "left_over_of_an_earlier_version";

impl StrictCore {
    /// Reads a resource out of its state file and looks at it: what is there now, or that it is gone.
    pub async fn refresh(&mut self, instance: &Instance) -> Result<Option<Instance>, Halt> {
        let since = self.broken();
        self.upgrade(instance).await?;
        let read = self.read(instance).await?;
        self.unless_broken(since, read)
    }

    async fn upgrade(&mut self, instance: &Instance) -> Result<(), Halt> {
        let resource = self.resource(&instance.type_name)?;
        let stored = to_json(&instance.state);
        let mut longer = stored.clone();
        if let Some(entries) = longer.as_object_mut() {
            entries.insert(LEFT_OVER.to_owned(), "nobody knows it any more".into());
        }
        for (rule, stored) in [(Rule::UpgradeIdentical, stored), (Rule::UpgradeStrips, longer)] {
            let upgraded = self.upgraded(instance, resource.schema.version, &stored).await;
            if upgraded == Err(Halt::Broken) {
                return Err(Halt::Broken);
            }
            let same = upgraded.as_ref() == Ok(&instance.state);
            let what = || format!("{:?} came back as {upgraded:?}", instance.state);
            if !self.ask(rule, "UpgradeResourceState", &instance.type_name, same, what) {
                return Err(Halt::Broken);
            }
        }
        if let (Some(identity), Some((ty, version))) = (&instance.identity, &resource.identity) {
            const RPC: &str = "UpgradeResourceIdentity";
            let json = to_json(identity).to_string().into_bytes();
            let request = upgrade_resource_identity::Request {
                type_name: instance.type_name.clone(),
                version: *version,
                raw_identity: Some(RawState { json, ..RawState::default() }),
            };
            let mut client = self.client();
            let call = async move { client.upgrade_resource_identity(request).await };
            let answer = self.call(RPC, &instance.type_name, call).await?;
            let heeded = self.heed(RPC, &instance.type_name, &answer.diagnostics);
            let data = answer.upgraded_identity.and_then(|data| data.identity_data);
            let upgraded = self.decode(RPC, &instance.type_name, data.as_ref(), ty)?;
            let same = heeded.is_ok() && upgraded == *identity;
            let what = || format!("{identity:?} came back as {upgraded:?}, {heeded:?}");
            self.ask(Rule::IdentityUpgrade, RPC, &instance.type_name, same, what);
        }
        Ok(())
    }

    async fn upgraded(
        &mut self,
        of: &Instance,
        version: i64,
        stored: &serde_json::Value,
    ) -> Result<Value, Halt> {
        const RPC: &str = "UpgradeResourceState";
        let resource = self.resource(&of.type_name)?;
        let raw_state = Some(RawState { json: stored.to_string().into_bytes(), ..RawState::default() });
        let type_name = of.type_name.clone();
        let request = upgrade_resource_state::Request { type_name, version, raw_state };
        let mut client = self.client();
        let call = async move { client.upgrade_resource_state(request).await };
        let answer = self.call(RPC, &of.type_name, call).await?;
        self.heed(RPC, &of.type_name, &answer.diagnostics)?;
        let state = self.decode(RPC, &of.type_name, answer.upgraded_state.as_ref(), &resource.ty)?;
        self.no_write_only(RPC, &resource, &state);
        Ok(state)
    }

    /// Looks at a resource.
    pub async fn read(&mut self, instance: &Instance) -> Result<Option<Instance>, Halt> {
        const RPC: &str = "ReadResource";
        let (resource, about) = (self.resource(&instance.type_name)?, &instance.type_name);
        let request = read_resource::Request {
            type_name: about.clone(),
            current_state: write(&instance.state, &resource.ty),
            private: instance.private.clone(),
            client_capabilities: Some(capabilities(false)),
            current_identity: identity_data(instance.identity.as_ref(), &resource),
            ..Default::default()
        };
        let mut client = self.client();
        let call = async move { client.read_resource(request).await };
        let answer = self.call(RPC, about, call).await?;
        let since = self.broken();
        self.heed(RPC, about, &answer.diagnostics)?;
        self.deferral(RPC, about, false, answer.deferred.as_ref())?;
        let state = self.decode(RPC, about, answer.new_state.as_ref(), &resource.ty)?;
        if state.is_null() {
            return Ok(None);
        }
        let unknown = state.unknown_at(about);
        self.ask(Rule::ApplyKnown, RPC, about, unknown.is_none(), || unknown.unwrap_or_default());
        self.no_write_only(RPC, &resource, &state);
        let identity = self.identity(RPC, &resource, about, answer.new_identity.as_ref(), false)?;
        if resource.identity.is_some() {
            self.ask(Rule::IdentityThere, RPC, about, identity.is_some(), || "there is none".into());
        }
        if let (Some(before), Some(now)) = (&instance.identity, &identity)
            && now.is_wholly_known()
        {
            self.ask(Rule::IdentityStable, RPC, about, self.same_identity(before, now), || {
                format!("{before:?} became {now:?}")
            });
        }
        let read = Instance { type_name: about.clone(), state, private: answer.private, identity };
        self.unless_broken(since, Some(read))
    }
}
