//! Actions: planned, then invoked.

use tfplugin6::deferred::Reason;
use tfplugin6::{invoke_action, plan_action, validate_action_config};

use super::data::of;
use super::{Halt, StrictCore, capabilities};
use crate::strict::rule::Rule;
use crate::strict::value::{Value, write};

impl StrictCore {
    /// Validates the configuration of an action.
    pub async fn validate_action(&mut self, type_name: &str, config: &Value) -> Result<(), Halt> {
        const RPC: &str = "ValidateActionConfig";
        let config = write(config, &of(&self.loaded.actions, type_name)?.ty());
        let request = validate_action_config::Request { type_name: type_name.to_owned(), config };
        let mut client = self.client();
        let call = async move { client.validate_action_config(request).await };
        let answer = self.call(RPC, type_name, call).await?;
        self.heed(RPC, type_name, &answer.diagnostics)
    }

    /// Plans an action, as a core does that takes a deferral.
    pub async fn plan_action(&mut self, type_name: &str, config: &Value) -> Result<(), Halt> {
        const RPC: &str = "PlanAction";
        let config = write(config, &of(&self.loaded.actions, type_name)?.ty());
        let client_capabilities = Some(capabilities(true));
        let request = plan_action::Request { action_type: type_name.to_owned(), config, client_capabilities };
        let mut client = self.client();
        let call = async move { client.plan_action(request).await };
        let answer = self.call(RPC, type_name, call).await?;
        self.heed(RPC, type_name, &answer.diagnostics)?;
        let legal = |reason| matches!(reason, Reason::ProviderConfigUnknown | Reason::Unknown);
        let legal = answer.deferred.is_none_or(|one| legal(one.reason()));
        self.ask(Rule::ActionDeferral, RPC, type_name, legal, || format!("{:?}", answer.deferred));
        // none at all is another rule's
        self.deferral(RPC, type_name, true, answer.deferred.as_ref())
    }

    /// Invokes an action and follows it to its end. Returns what it said on the way.
    pub async fn invoke_action(&mut self, type_name: &str, config: &Value) -> Result<Vec<String>, Halt> {
        use invoke_action::event::Type;
        const RPC: &str = "InvokeAction";
        let config = write(config, &of(&self.loaded.actions, type_name)?.ty());
        let client_capabilities = Some(capabilities(false));
        let request =
            invoke_action::Request { action_type: type_name.to_owned(), config, client_capabilities };
        let mut client = self.client();
        let call = async move { client.invoke_action(request).await };
        let mut events = self.call(RPC, type_name, call).await?;
        let (mut said, mut completed, mut after) = (Vec::new(), 0, 0);
        let (since, mut outcome) = (self.broken(), Ok(()));
        loop {
            let next = async { events.message().await.map(tonic::Response::new) };
            let Some(event) = self.call(RPC, type_name, next).await? else { break };
            after += usize::from(completed > 0);
            self.ask(Rule::ActionEvent, RPC, type_name, event.r#type.is_some(), || {
                "an event of no type".into()
            });
            match event.r#type {
                None => {}
                Some(Type::Progress(progress)) => said.push(progress.message),
                Some(Type::Completed(end)) => {
                    completed += 1;
                    outcome = self.heed(RPC, type_name, &end.diagnostics);
                }
            }
        }
        let what = || format!("completed {completed} times, {after} events afterwards");
        self.ask(Rule::ActionCompletes, RPC, type_name, completed == 1 && after == 0, what);
        self.unless_broken(since, ())?;
        outcome.map(|()| said)
    }
}
