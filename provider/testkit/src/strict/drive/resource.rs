//! The life of a managed resource: planned while much is unknown, made, looked at, found unchanged, changed,
//! imported, written down, destroyed; and what is left when things go wrong.

use super::{Drive, Subject};
use crate::strict::core::{Action, Halt, ImportKey, Instance, Plan, Resource};
use crate::strict::rule::{Need, Rule};
use crate::strict::value::Value;

const PLAN: &str = "PlanResourceChange";
const APPLY: &str = "ApplyResourceChange";

impl Drive<'_> {
    pub(super) async fn resource(&mut self, type_name: &str) -> Result<(), Halt> {
        let Some(resource) = self.core.loaded().resources.get(type_name).cloned() else { return Ok(()) };
        let subject = Subject::Resource(type_name);
        let (open, known) = self.configs(subject, &resource.schema.fields);
        if !self.accepted(subject, &open, &known).await? {
            return Ok(());
        }
        // how it looks to a core without write-only attributes; what it says is asked there
        if self.core.validate(type_name, &known, false).await == Err(Halt::Broken) {
            return Err(Halt::Broken);
        }
        let Some(plan) = self.planned(type_name, None, &open, &known).await? else { return Ok(()) };
        if self.core.loaded().capabilities.move_resource_state {
            self.core.take_over_nonsense(type_name).await?;
        }
        if !self.guide.works(Subject::Resource(type_name)) {
            self.core.plan_again(&plan, &known).await?;
            return self.trouble(type_name, &known).await;
        }
        let Some(instance) = self.applied(&plan, &known).await? else { return Ok(()) };
        let (instance, known) = self.changed(&resource, instance, known).await?;
        self.adopted(&resource, &instance).await?;
        if self.core.loaded().capabilities.generate_resource_config {
            self.core.generate(&instance, &known).await?;
        }
        let instance = self.failed_update(instance, &known).await?;
        self.removed(&instance).await?;
        self.trouble(type_name, &known).await
    }

    /// A plan of what is not all known yet. If it can be planned when all is known, it can be now.
    async fn planned(
        &mut self,
        type_name: &str,
        prior: Option<&Instance>,
        open: &Value,
        known: &Value,
    ) -> Result<Option<Plan>, Halt> {
        if let Err(Halt::Refused(why)) = self.core.plan(type_name, prior, known).await {
            self.note(why);
            return Ok(None);
        }
        let plan = match self.core.plan(type_name, prior, open).await {
            Err(Halt::Refused(why)) => Err(why),
            other => Ok(other?),
        };
        let (degrades, what) = (plan.is_ok(), || format!("{plan:?}: {open:?}"));
        self.core.report_mut().ask(Rule::PlanDegrades, PLAN, type_name, degrades, what);
        plan.map(Some).map_err(|_| Halt::Broken)
    }

    /// Applies, looks, and finds nothing left to do.
    async fn applied(&mut self, plan: &Plan, known: &Value) -> Result<Option<Instance>, Halt> {
        let applied = self.core.apply(plan, known).await?;
        if let Some(why) = applied.error {
            self.note(why);
            if let Some(left) = applied.instance {
                self.removed(&left).await?;
            }
            return Ok(None);
        }
        let Some(instance) = applied.instance else { return Ok(None) };
        let name = &instance.type_name;
        let read = self.core.refresh(&instance).await;
        if read == Err(Halt::Broken) {
            return Err(Halt::Broken);
        }
        let settled = matches!(&read, Ok(Some(read)) if read.state == instance.state);
        let what = || format!("{:?} was read as {read:?}", instance.state);
        self.core.report_mut().ask(Rule::ReadSettled, "ReadResource", name, settled, what);
        let Ok(Some(read)) = read else { return Err(Halt::Broken) };
        let again = self.core.plan(name, Some(&read), known).await;
        if matches!(again, Err(Halt::Broken)) {
            return Err(Halt::Broken);
        }
        let unchanged = matches!(&again, Ok(again) if again.action == Action::None);
        let what = || format!("{:?} with {known:?} is planned as {again:?}", read.state);
        self.core.report_mut().ask(Rule::NothingChanged, PLAN, name, unchanged, what);
        if settled && unchanged { Ok(Some(read)) } else { Err(Halt::Broken) }
    }

    async fn changed(
        &mut self,
        resource: &Resource,
        instance: Instance,
        known: Value,
    ) -> Result<(Instance, Value), Halt> {
        let (type_name, fields) = (instance.type_name.clone(), &resource.schema.fields);
        let subject = Subject::Resource(&type_name);
        let changed = self.dice.changed(fields, &known);
        let open = self.guide.config(subject, changed);
        let wanted = self.known(subject, fields, &open);
        if !self.accepted(subject, &open, &wanted).await? {
            return Ok((instance, known));
        }
        let plan = self.planned(&type_name, Some(&instance), &open, &wanted).await?;
        let Some(plan) = plan else { return Ok((instance, known)) };
        let changed = self.applied(&plan, &wanted).await?;
        changed.map(|changed| (changed, wanted)).ok_or_else(|| Halt::Refused("the change was refused".into()))
    }

    /// Imports what is there, by both ways.
    async fn adopted(&mut self, resource: &Resource, instance: &Instance) -> Result<(), Halt> {
        let Some(id) = self.guide.import_id(instance) else { return Ok(()) };
        self.core.report_mut().offered.insert(Need::Import);
        let by_id = self.core.import(&instance.type_name, &ImportKey::Id(id)).await?;
        let (Some(_), Some(identity)) = (&resource.identity, &instance.identity) else {
            self.core.report_mut().ask(Rule::ImportIdentity, "ImportResourceState", "", true, String::new);
            return Ok(());
        };
        let key = ImportKey::Identity(identity.clone());
        let by_identity = self.core.import(&instance.type_name, &key).await?;
        let what = || format!("by id {by_id:?}, by identity {by_identity:?}");
        let same = by_id.state == by_identity.state;
        self.core.report_mut().ask(
            Rule::ImportIdentity,
            "ImportResourceState",
            &instance.type_name,
            same,
            what,
        );
        Ok(())
    }

    /// A change that does not work out: it says so, and leaves what is there.
    async fn failed_update(&mut self, instance: Instance, known: &Value) -> Result<Instance, Halt> {
        let Some(config) = self.guide.failing(&instance.type_name, known) else { return Ok(instance) };
        let name = instance.type_name.clone();
        let plan = match self.core.plan(&name, Some(&instance), &config).await {
            Ok(plan) if plan.action == Action::Update => plan,
            Err(Halt::Broken) => return Err(Halt::Broken),
            _ => return Ok(instance),
        };
        let applied = self.core.apply(&plan, &config).await?;
        let said = applied.error.is_some();
        self.core.report_mut().ask(Rule::FailureSaid, APPLY, &name, said, || "no error".into());
        let Some(left) = applied.instance else { return Err(Halt::Broken) };
        let read = self.core.refresh(&left).await?;
        let truth = read.as_ref().is_some_and(|read| read.state == left.state);
        let what = || format!("{:?} was left, {read:?} is there", left.state);
        self.core.report_mut().ask(Rule::FailureTruth, APPLY, &name, truth, what);
        if said && truth { Ok(left) } else { Err(Halt::Broken) }
    }

    async fn removed(&mut self, instance: &Instance) -> Result<(), Halt> {
        if let Some(why) = self.core.destroy(instance).await?.error {
            self.note(why);
        }
        Ok(())
    }

    /// Making something that fails, is stopped, or is not waited for.
    async fn trouble(&mut self, type_name: &str, known: &Value) -> Result<(), Halt> {
        if let Some(config) = self.guide.failing(type_name, known) {
            let plan = self.core.plan(type_name, None, &config).await?;
            let applied = self.core.apply(&plan, &config).await?;
            let (said, left) = (applied.error.is_some(), applied.instance);
            self.core.report_mut().ask(Rule::FailureSaid, APPLY, type_name, said, || "no error".into());
            if said {
                let what = || format!("{left:?} was left");
                self.core.report_mut().ask(Rule::FailedCreateForgets, APPLY, type_name, left.is_none(), what);
            }
        }
        if let Some(config) = self.guide.slow(type_name, known) {
            let plan = self.core.plan(type_name, None, &config).await?;
            self.core.apply_and_drop(&plan, &config).await?;
            // which ends it, if it goes on without its caller
            self.core.stop().await?;
            let plan = self.core.plan(type_name, None, &config).await?;
            let applied = self.core.apply_and_stop(&plan, &config).await?;
            if let Some(left) = applied.instance {
                self.core.refresh(&left).await?;
                self.removed(&left).await?;
            }
        }
        if self.guide.works(Subject::Resource(type_name)) {
            let plan = self.core.plan(type_name, None, known).await?;
            self.core.apply_and_drop(&plan, known).await?;
        }
        Ok(())
    }
}
