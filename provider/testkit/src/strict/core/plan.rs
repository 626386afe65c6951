//! Validating and planning a managed resource.

use tfplugin6::{ResourceIdentityData, plan_resource_change, validate_resource_config};

use super::{Halt, Instance, Resource, StrictCore, capabilities};
use crate::strict::plan::{Judge, path_of, proposed, step_into, write_only};
use crate::strict::rule::Rule;
use crate::strict::value::{Value, read, write};

const RPC: &str = "PlanResourceChange";

/// What a plan does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    None,
    /// Makes it.
    Create,
    /// Changes it.
    Update,
    /// Destroys it and makes another.
    Replace,
    /// Destroys it.
    Delete,
}

/// A plan, as the user has seen it.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Of which type.
    pub type_name: String,
    /// The resource as it is.
    pub prior: Option<Instance>,
    /// What it is to be.
    pub planned: Value,
    /// What the provider remembers for the apply.
    pub private: Vec<u8>,
    /// Its identity as planned.
    pub identity: Option<Value>,
    /// What will be done.
    pub action: Action,
}

/// What a plan is asked for with.
#[derive(Clone, Copy)]
struct Question<'q> {
    type_name: &'q str,
    prior: Option<&'q Instance>,
    config: &'q Value,
    /// What the first of two plans for a replacement left.
    replaced_private: &'q [u8],
    /// What the first plan left, when this is the one during apply. Deferrals are allowed then, whatever was said
    /// before.
    planned_private: Option<&'q [u8]>,
}

/// One answer, read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    pub(super) planned: Value,
    private: Vec<u8>,
    identity: Option<Value>,
    replaces: bool,
}

impl StrictCore {
    /// Validates a configuration, as a core does that may have write-only values, or as one that may not.
    pub async fn validate(
        &mut self,
        type_name: &str,
        config: &Value,
        write_only_allowed: bool,
    ) -> Result<(), Halt> {
        const RPC: &str = "ValidateResourceConfig";
        let resource = self.resource(type_name)?;
        let mut capabilities = capabilities(false);
        capabilities.write_only_attributes_allowed = write_only_allowed;
        let request = validate_resource_config::Request {
            type_name: type_name.to_owned(),
            config: write(config, &resource.ty),
            client_capabilities: Some(capabilities),
        };
        let mut client = self.client();
        let call = async move { client.validate_resource_config(request).await };
        let answer = self.call(RPC, type_name, call).await?;
        let heeded = self.heed(RPC, type_name, &answer.diagnostics);
        if !write_only_allowed {
            let said = write_only(&resource.schema.fields, config, type_name);
            for (path, _) in said.into_iter().filter(|(_, value)| !value.is_null()) {
                self.ask(Rule::WriteOnlyRefused, RPC, &path, heeded.is_err(), || "it was valid".into());
            }
        }
        heeded
    }

    /// Plans to make or change a resource.
    pub async fn plan(
        &mut self,
        type_name: &str,
        prior: Option<&Instance>,
        config: &Value,
    ) -> Result<Plan, Halt> {
        let question = Question { type_name, prior, config, replaced_private: &[], planned_private: None };
        self.begin_walk().await?;
        let first = self.plan_once(question).await?;
        self.begin_walk().await?;
        let mut answer = self.plan_once(question).await?;
        self.ask(Rule::PlanStable, RPC, type_name, answer == first, || format!("{first:?}, then {answer:?}"));
        if answer != first {
            return Err(Halt::Broken);
        }
        let action = action(prior, &answer);
        if action == Action::Replace {
            let private = answer.private;
            answer = self.plan_once(Question { prior: None, replaced_private: &private, ..question }).await?;
        }
        let Answer { planned, private, identity, .. } = answer;
        Ok(Plan {
            type_name: type_name.to_owned(),
            prior: prior.cloned(),
            planned,
            private,
            identity,
            action,
        })
    }

    /// Plans again during apply, when all is known, and holds it against what the user has seen.
    pub(super) async fn replan(
        &mut self,
        plan: &Plan,
        prior: Option<&Instance>,
        config: &Value,
    ) -> Result<Answer, Halt> {
        let question = Question {
            type_name: &plan.type_name,
            prior,
            config,
            replaced_private: &[],
            planned_private: Some(&plan.private),
        };
        self.begin_walk().await?;
        let answer = match self.plan_once(question).await {
            Err(Halt::Deferred) => {
                self.ask(Rule::DeferralAtApply, RPC, &plan.type_name, false, || {
                    "deferred during apply".into()
                });
                return Err(Halt::Broken);
            }
            answer => answer?,
        };
        self.ask(Rule::DeferralAtApply, RPC, &plan.type_name, true, String::new);
        let since = self.broken();
        let moved = crate::strict::plan::compatible(&plan.planned, &answer.planned, &plan.type_name);
        self.tell(Rule::FinalPlan, RPC, &plan.type_name, moved);
        let (first, second) = (plan.action, action(prior, &answer));
        let same = match first {
            Action::Replace => second == Action::Create,
            Action::Update => matches!(second, Action::Update | Action::None),
            Action::None | Action::Create | Action::Delete => first == second,
        };
        self.ask(Rule::FinalAction, RPC, &plan.type_name, same, || format!("{first:?}, then {second:?}"));
        self.unless_broken(since, answer)
    }

    /// Plans to destroy a resource, if the provider wants to be asked.
    pub(super) async fn plan_destroy(&mut self, instance: &Instance) -> Result<Vec<u8>, Halt> {
        if !self.loaded.capabilities.plan_destroy {
            return Ok(instance.private.clone());
        }
        self.begin_walk().await?;
        let resource = self.resource(&instance.type_name)?;
        let request = plan_resource_change::Request {
            type_name: instance.type_name.clone(),
            prior_state: write(&instance.state, &resource.ty),
            proposed_new_state: write(&Value::Null, &resource.ty),
            config: write(&Value::Null, &resource.ty),
            prior_private: instance.private.clone(),
            client_capabilities: Some(capabilities(false)),
            prior_identity: identity_data(instance.identity.as_ref(), &resource),
            ..Default::default()
        };
        let mut client = self.client();
        let call = async move { client.plan_resource_change(request).await };
        let answer = self.call(RPC, &instance.type_name, call).await?;
        self.heed(RPC, &instance.type_name, &answer.diagnostics)?;
        let planned = self.decode(RPC, &instance.type_name, answer.planned_state.as_ref(), &resource.ty)?;
        let gone = self
            .ask(Rule::DestroyPlan, RPC, &instance.type_name, planned.is_null(), || format!("{planned:?}"));
        if gone { Ok(answer.planned_private) } else { Err(Halt::Broken) }
    }

    async fn plan_once(&mut self, question: Question<'_>) -> Result<Answer, Halt> {
        let Question { type_name, prior, config, .. } = question;
        let resource = self.resource(type_name)?;
        let fields = &resource.schema.fields;
        let before = prior.map_or(Value::Null, |prior| prior.state.clone());
        let identity = prior.and_then(|prior| prior.identity.as_ref());
        let deferral = question.planned_private.is_some();
        let mut client_capabilities = capabilities(deferral);
        // every other core is one from before 1.16, which hands nothing back
        self.hands_back = !self.hands_back;
        client_capabilities.store_planned_private = self.hands_back;
        let handed_back = question.planned_private.filter(|_| self.hands_back);
        let request = plan_resource_change::Request {
            type_name: type_name.to_owned(),
            prior_state: write(&before, &resource.ty),
            proposed_new_state: write(&proposed(fields, &before, config), &resource.ty),
            config: write(config, &resource.ty),
            prior_private: prior
                .map_or_else(|| question.replaced_private.to_vec(), |prior| prior.private.clone()),
            planned_private: handed_back.unwrap_or_default().to_vec(),
            client_capabilities: Some(client_capabilities),
            prior_identity: identity_data(identity, &resource),
            ..Default::default()
        };
        let mut client = self.client();
        let call = async move { client.plan_resource_change(request).await };
        let answer = self.call(RPC, type_name, call).await?;
        let since = self.broken();
        self.heed(RPC, type_name, &answer.diagnostics)?;
        self.ask(Rule::NotLegacy, RPC, type_name, !answer.legacy_type_system, || "it is claimed".into());
        self.deferral(RPC, type_name, deferral, answer.deferred.as_ref())?;
        let planned = self.decode(RPC, type_name, answer.planned_state.as_ref(), &resource.ty)?;
        let there = !planned.is_null();
        if !self.ask(Rule::PlanPresent, RPC, type_name, there, || "it is planned as null".into()) {
            return Err(Halt::Broken);
        }
        Judge { report: &mut self.report, rpc: RPC }.plan(fields, &before, config, &planned, type_name);
        self.no_write_only(RPC, &resource, &planned);
        let mut replaces = false;
        for path in &answer.requires_replace {
            let (old, new) = (step_into(&before, path), step_into(&planned, path));
            let leads = (old.is_some() || new.is_some()) && path_of(path).is_some();
            self.ask(Rule::ReplacePaths, RPC, type_name, leads, || format!("{path:?} leads nowhere"));
            replaces |= old != new || new.is_some_and(|new| !new.is_wholly_known());
        }
        let creates = prior.is_none() || replaces;
        let identity = self.identity(RPC, &resource, type_name, answer.planned_identity.as_ref(), creates)?;
        if let (Some(before), Some(now), false) =
            (prior.and_then(|prior| prior.identity.as_ref()), &identity, creates)
        {
            self.ask(Rule::IdentityStable, RPC, type_name, self.same_identity(before, now), || {
                format!("{before:?} became {now:?}")
            });
        }
        let answer = Answer { planned, private: answer.planned_private, identity, replaces };
        self.unless_broken(since, answer)
    }

    /// The resource of a type; of one that is not there nothing can be asked.
    pub(super) fn resource(&self, type_name: &str) -> Result<Resource, Halt> {
        let resource = self.loaded.resources.get(type_name).cloned();
        resource.ok_or_else(|| Halt::Refused(format!("the schemas have no resource {type_name}")))
    }

    /// Asks that nothing write-only stands in a plan or state.
    pub(super) fn no_write_only(&mut self, rpc: &'static str, resource: &Resource, value: &Value) {
        for (path, value) in write_only(&resource.schema.fields, value, "") {
            self.ask(Rule::WriteOnlyNull, rpc, &path, value.is_null(), || "it is there".into());
        }
    }

    /// Writes down places that are not as they should be, or that there are none.
    pub(super) fn tell(&mut self, rule: Rule, rpc: &'static str, about: &str, moved: Vec<(String, String)>) {
        if moved.is_empty() {
            self.ask(rule, rpc, about, true, String::new);
        }
        for (path, what) in moved {
            self.ask(rule, rpc, &path, false, || what);
        }
    }

    /// Reads an identity and asks whether it is known, or may be otherwise.
    pub(super) fn identity(
        &mut self,
        rpc: &'static str,
        resource: &Resource,
        about: &str,
        data: Option<&ResourceIdentityData>,
        may_be_unknown: bool,
    ) -> Result<Option<Value>, Halt> {
        let data = data.and_then(|data| data.identity_data.as_ref());
        let Some((ty, _)) = &resource.identity else {
            self.ask(Rule::IdentityUnasked, rpc, about, data.is_none(), || {
                "an identity without a schema".into()
            });
            return Ok(None);
        };
        let read = read(data, ty);
        let error = read.as_ref().err().map(ToString::to_string);
        self.ask(Rule::Decodes, rpc, about, error.is_none(), || error.unwrap_or_default());
        let identity = read.map_err(|_| Halt::Broken)?;
        if identity.is_null() {
            return Ok(None);
        }
        let known = may_be_unknown || identity.is_wholly_known();
        self.ask(Rule::IdentityKnown, rpc, about, known, || format!("{identity:?}"));
        Ok(Some(identity))
    }
}

/// An identity as a message has it.
pub(super) fn identity_data(identity: Option<&Value>, resource: &Resource) -> Option<ResourceIdentityData> {
    let (identity, (ty, _)) = (identity?, resource.identity.as_ref()?);
    Some(ResourceIdentityData { identity_data: write(identity, ty) })
}

fn action(prior: Option<&Instance>, answer: &Answer) -> Action {
    match prior {
        None => Action::Create,
        Some(_) if answer.replaces => Action::Replace,
        Some(prior) if prior.state == answer.planned => Action::None,
        Some(_) => Action::Update,
    }
}

impl Answer {
    pub(super) fn into_parts(self) -> (Value, Vec<u8>, Option<Value>) {
        (self.planned, self.private, self.identity)
    }
}
