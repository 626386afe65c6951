//! Applying a plan, and what is left when that does not work out.

use tfplugin6::apply_resource_change as rpc;

use super::plan::identity_data;
use super::{Action, Halt, Instance, Plan, StrictCore};
use crate::strict::plan::compatible;
use crate::strict::rule::Rule;
use crate::strict::value::{Value, write};

const RPC: &str = "ApplyResourceChange";

/// What an apply came to.
#[derive(Debug, Clone)]
pub struct Applied {
    /// What is in the state file now.
    pub instance: Option<Instance>,
    /// What the provider said went wrong.
    pub error: Option<String>,
}

impl StrictCore {
    /// Applies a plan with the configuration as it is now that all is known: plans again first, as a core does.
    pub async fn apply(&mut self, plan: &Plan, config: &Value) -> Result<Applied, Halt> {
        let (prior, request) = self.prepare(plan, config).await?;
        let Some(request) = request else { return Ok(Applied { instance: prior, error: None }) };
        let mut client = self.client();
        let call = async move { client.apply_resource_change(request.0).await };
        let answer = self.call(RPC, &plan.type_name, call).await?;
        self.settle(&plan.type_name, prior, &request.1, request.2.as_ref(), answer)
    }

    /// Only plans again as during an apply, where nothing may be applied.
    pub async fn plan_again(&mut self, plan: &Plan, config: &Value) -> Result<(), Halt> {
        self.replan(plan, plan.prior.as_ref(), config).await.map(drop)
    }

    /// Everything up to the apply itself: destroys what is replaced, plans again. No request: nothing to do.
    pub(super) async fn prepare(
        &mut self,
        plan: &Plan,
        config: &Value,
    ) -> Result<(Option<Instance>, Option<(rpc::Request, Value, Option<Value>)>), Halt> {
        let mut prior = plan.prior.clone();
        if plan.action == Action::Replace
            && let Some(old) = prior.take()
        {
            let destroyed = self.destroy(&old).await?;
            if let Some(error) = destroyed.error {
                return Err(Halt::Refused(error));
            }
        }
        let answer = self.replan(plan, prior.as_ref(), config).await?;
        let resource = self.resource(&plan.type_name)?;
        let before = prior.as_ref().map_or(Value::Null, |prior| prior.state.clone());
        if answer.planned == before {
            return Ok((prior, None));
        }
        let (planned, planned_private, identity) = answer.into_parts();
        let request = rpc::Request {
            type_name: plan.type_name.clone(),
            prior_state: write(&before, &resource.ty),
            planned_state: write(&planned, &resource.ty),
            config: write(config, &resource.ty),
            planned_private,
            planned_identity: identity_data(identity.as_ref(), &resource),
            ..Default::default()
        };
        Ok((prior, Some((request, planned, identity))))
    }

    /// Destroys a resource.
    pub async fn destroy(&mut self, instance: &Instance) -> Result<Applied, Halt> {
        let planned_private = self.plan_destroy(instance).await?;
        let resource = self.resource(&instance.type_name)?;
        let request = rpc::Request {
            type_name: instance.type_name.clone(),
            prior_state: write(&instance.state, &resource.ty),
            planned_state: write(&Value::Null, &resource.ty),
            config: write(&Value::Null, &resource.ty),
            planned_private,
            planned_identity: identity_data(instance.identity.as_ref(), &resource),
            ..Default::default()
        };
        let mut client = self.client();
        let call = async move { client.apply_resource_change(request).await };
        let answer = self.call(RPC, &instance.type_name, call).await?;
        self.settle(&instance.type_name, Some(instance.clone()), &Value::Null, None, answer)
    }

    /// Judges an answer, and takes out of it what a core stores.
    pub(super) fn settle(
        &mut self,
        type_name: &str,
        prior: Option<Instance>,
        planned: &Value,
        planned_identity: Option<&Value>,
        answer: rpc::Response,
    ) -> Result<Applied, Halt> {
        let resource = self.resource(type_name)?;
        let since = self.broken();
        let error = match self.heed(RPC, type_name, &answer.diagnostics) {
            Err(Halt::Refused(error)) => Some(error),
            heeded => {
                heeded?;
                None
            }
        };
        self.ask(Rule::NotLegacy, RPC, type_name, !answer.legacy_type_system, || "it is claimed".into());
        let state = self.decode(RPC, type_name, answer.new_state.as_ref(), &resource.ty)?;
        let unknown = state.unknown_at(type_name);
        self.ask(Rule::ApplyKnown, RPC, type_name, unknown.is_none(), || unknown.unwrap_or_default());
        self.no_write_only(RPC, &resource, &state);
        if error.is_none() && planned.is_null() {
            self.ask(Rule::DestroyGone, RPC, type_name, state.is_null(), || format!("{state:?}"));
        } else if error.is_none() {
            let there = !state.is_null();
            if !self.ask(Rule::ApplyPresent, RPC, type_name, there, || "there is none".into()) {
                return Err(Halt::Broken);
            }
            self.tell(Rule::ApplyConsistent, RPC, type_name, compatible(planned, &state, type_name));
        }
        if state.is_null() {
            // core keeps what it had when a change fails with nothing
            let kept = if error.is_some() { prior } else { None };
            return self.unless_broken(since, Applied { instance: kept, error });
        }
        let identity = self.identity(RPC, &resource, type_name, answer.new_identity.as_ref(), false)?;
        if resource.identity.is_some() && error.is_none() {
            self.ask(Rule::IdentityThere, RPC, type_name, identity.is_some(), || "there is none".into());
        }
        // what failed may have left the thing where it was
        if let (Some(planned), Some(identity), None) = (planned_identity, &identity, &error) {
            self.tell(Rule::IdentityStable, RPC, type_name, compatible(planned, identity, type_name));
        }
        let prior_identity = prior.as_ref().and_then(|prior| prior.identity.clone());
        if let (Some(before), Some(now)) = (&prior_identity, &identity) {
            self.ask(Rule::IdentityStable, RPC, type_name, self.same_identity(before, now), || {
                format!("{before:?} became {now:?}")
            });
        }
        if let (Some(prior), Some(_)) = (&prior, &error) {
            let survives = prior.private.is_empty() || !answer.private.is_empty();
            self.ask(Rule::PrivateSurvives, RPC, type_name, survives, || "it is gone".into());
            let survives = prior.identity.is_none() || identity.is_some();
            self.ask(Rule::IdentitySurvives, RPC, type_name, survives, || "it is gone".into());
        }
        let identity = identity.or(prior_identity);
        let instance = Instance { type_name: type_name.to_owned(), state, private: answer.private, identity };
        self.unless_broken(since, Applied { instance: Some(instance), error })
    }
}
