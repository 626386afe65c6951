//! What happens in the middle of things: a stop, and a caller who hangs up.

use std::time::Duration;

use tfplugin6::{stop_provider, validate_provider_config};
use tokio::time::timeout;

use super::{Applied, Halt, Plan, StrictCore};
use crate::strict::rule::Rule;
use crate::strict::value::{Value, write};

const RPC: &str = "StopProvider";
/// How long a stop may take to be acknowledged, on a machine that is busy.
const AT_ONCE: Duration = Duration::from_secs(3);
/// How long a call is given to be at work before something happens to it.
const AT_WORK: Duration = Duration::from_millis(20);

impl StrictCore {
    /// Asks everything in flight to stop, as the first Ctrl-C does.
    pub async fn stop(&mut self) -> Result<(), Halt> {
        let mut client = self.client();
        let answer = timeout(AT_ONCE.min(self.limit), client.stop_provider(stop_provider::Request {})).await;
        let error = match answer {
            Err(_) => Some("no answer".to_owned()),
            Ok(Err(status)) => Some(status.to_string()),
            Ok(Ok(answer)) => Some(answer.into_inner().error).filter(|error| !error.is_empty()),
        };
        let replies = error.is_none();
        self.ask(Rule::StopReplies, RPC, "provider", replies, || error.unwrap_or_default());
        if replies { Ok(()) } else { Err(Halt::Broken) }
    }

    /// Stops the provider while nothing is in flight, and asks it something.
    pub async fn stop_idle(&mut self) -> Result<(), Halt> {
        self.stop().await?;
        self.serves(Rule::ServesOn, RPC, "provider").await
    }

    /// Applies a plan and stops the provider meanwhile.
    pub async fn apply_and_stop(&mut self, plan: &Plan, config: &Value) -> Result<Applied, Halt> {
        let (prior, request) = self.prepare(plan, config).await?;
        let Some((request, planned, identity)) = request else {
            return Ok(Applied { instance: prior, error: None });
        };
        let mut client = self.client();
        let mut work = tokio::spawn(async move { client.apply_resource_change(request).await });
        let patience = self.limit / 20;
        // A stop may overtake the call on its way; whoever is at work is asked again.
        let mut answer = timeout(AT_WORK, &mut work).await;
        for _ in 0..20 {
            if answer.is_ok() {
                break;
            }
            self.stop().await?;
            answer = timeout(patience, &mut work).await;
        }
        let ended = matches!(&answer, Ok(Ok(Ok(_))));
        let what = || format!("{:?}", answer.as_ref().map(|joined| joined.as_ref().map(Result::is_ok)));
        self.ask(Rule::StopEnds, "ApplyResourceChange", &plan.type_name, ended, what);
        let Ok(Ok(Ok(answer))) = answer else { return Err(Halt::Broken) };
        let applied =
            self.settle(&plan.type_name, prior, &planned, identity.as_ref(), answer.into_inner())?;
        self.serves(Rule::ServesOn, RPC, "provider").await?;
        Ok(applied)
    }

    /// Applies a plan and hangs up before the answer is there. What became of it is in no state.
    pub async fn apply_and_drop(&mut self, plan: &Plan, config: &Value) -> Result<(), Halt> {
        let (_, request) = self.prepare(plan, config).await?;
        if let Some((request, ..)) = request {
            let mut client = self.client();
            // one that is done by then has answered nobody; one that is not is at work, and its caller goes
            let _ = timeout(AT_WORK, client.apply_resource_change(request)).await;
        }
        self.serves(Rule::CancelSurvived, "ApplyResourceChange", &plan.type_name).await
    }

    /// Asks for something that a provider can always say.
    pub(super) async fn serves(&mut self, rule: Rule, rpc: &'static str, about: &str) -> Result<(), Halt> {
        let config = write(&Value::Null, &self.loaded.provider.ty());
        let mut client = self.client();
        let call = client.validate_provider_config(validate_provider_config::Request { config });
        let answer = timeout(self.limit, call).await;
        let serves = matches!(&answer, Ok(Ok(_)));
        self.ask(rule, rpc, about, serves, || format!("afterwards: {answer:?}"));
        if serves { Ok(()) } else { Err(Halt::Broken) }
    }
}
