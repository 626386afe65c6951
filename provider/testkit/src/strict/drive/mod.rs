//! Driving a provider: everything that it has, with random configurations, round by round.

mod others;
mod resource;

use std::time::Duration;

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use tfplugin6::provider_client::ProviderClient;
use tonic::transport::Channel;

use super::core::{Halt, Instance, StrictCore};
use super::random::Dice;
use super::report::Report;
use super::rule::{Need, Rule};
use super::schema::Fields;
use super::value::Value;

/// How often something is unknown or left out, in percent.
const UNKNOWN: u32 = 20;
const NULL: u32 = 35;

/// How to drive.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The same seed drives the same way.
    pub seed: u64,
    /// How often each type is gone through.
    pub rounds: u64,
    /// How long an answer may take.
    pub limit: Duration,
    /// With so many violations no further round is begun.
    pub enough: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: 1, rounds: 20, limit: Duration::from_secs(10), enough: 25 }
    }
}

/// What a configuration is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject<'n> {
    /// The `provider` block.
    Provider,
    /// A managed resource.
    Resource(&'n str),
    /// A data source.
    Data(&'n str),
    /// An ephemeral resource.
    Ephemeral(&'n str),
    /// A list resource.
    List(&'n str),
    /// An action.
    Action(&'n str),
}

/// What a schema does not tell of a provider. Every answer has one that suits a provider which takes anything.
pub trait Guide: Sync {
    /// Makes a random configuration one that means something. Asked with unknowns in it and without; of the
    /// `provider` block it is asked with one in which all is null.
    fn config(&self, _subject: Subject<'_>, random: Value) -> Value {
        random
    }

    /// Whether it can be used here, or only validated and planned.
    fn works(&self, _subject: Subject<'_>) -> bool {
        true
    }

    /// Whether random changes make new resources at times.
    fn replaces(&self) -> bool {
        false
    }

    /// The same configuration, so that making or changing it fails, and made nothing.
    fn failing(&self, _type_name: &str, _config: &Value) -> Option<Value> {
        None
    }

    /// The same configuration, so that making it takes until it is stopped.
    fn slow(&self, _type_name: &str, _config: &Value) -> Option<Value> {
        None
    }

    /// Attributes of identities that may change while what they name stays the same.
    fn moving(&self) -> &[&'static str] {
        &[]
    }

    /// By what id a resource is imported.
    fn import_id(&self, _instance: &Instance) -> Option<String> {
        None
    }

    /// Whether ephemeral resources ask to be renewed.
    fn renews(&self) -> bool {
        false
    }
}

/// Says nothing: for a provider that takes anything.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unguided;

impl Guide for Unguided {}

/// Plays Terraform towards a provider. Everything that is found, and how much was asked, is in the report.
pub async fn drive(client: ProviderClient<Channel>, guide: &dyn Guide, options: Options) -> Report {
    let mut core = StrictCore::new(client, options.limit);
    core.let_move(guide.moving());
    if core.load().await.is_ok() {
        let rng = StdRng::seed_from_u64(options.seed);
        let dice = Dice { rng, unknown: UNKNOWN, null: NULL };
        let mut drive = Drive { core: &mut core, guide, dice };
        drive.offer();
        let _ = drive.provider().await;
        for _ in 0..options.rounds {
            drive.round().await;
            if drive.core.broken() >= options.enough {
                break;
            }
        }
        let _ = drive.core.stop_idle().await;
    }
    core.finish()
}

struct Drive<'d> {
    core: &'d mut StrictCore,
    guide: &'d dyn Guide,
    dice: Dice,
}

impl Drive<'_> {
    /// What only the guide knows to be there.
    fn offer(&mut self) {
        let loaded = self.core.loaded();
        let works = |subject| self.guide.works(subject);
        let applied: Vec<_> =
            loaded.resources.iter().filter(|(name, _)| works(Subject::Resource(name))).collect();
        let empty = Value::Object(std::collections::BTreeMap::new());
        let fails = |name: &str| self.guide.failing(name, &empty).is_some();
        let slow = loaded.resources.keys().any(|name| self.guide.slow(name, &empty).is_some());
        let capabilities = loaded.capabilities;
        let offered = [
            (Need::Apply, !applied.is_empty()),
            (Need::PlanDestroy, capabilities.plan_destroy && !applied.is_empty()),
            (Need::AppliedIdentity, applied.iter().any(|(_, resource)| resource.identity.is_some())),
            (Need::Replace, self.guide.replaces()),
            (Need::Failure, loaded.resources.keys().any(|name| fails(name))),
            (Need::FailedUpdate, applied.iter().any(|(name, _)| fails(name))),
            (Need::Slow, slow),
            (Need::Renew, self.guide.renews()),
            (Need::Move, capabilities.move_resource_state && !loaded.resources.is_empty()),
            (Need::Generate, capabilities.generate_resource_config && !applied.is_empty()),
            (Need::Data, loaded.data.keys().any(|name| works(Subject::Data(name)))),
            (Need::Ephemeral, loaded.ephemeral.keys().any(|name| works(Subject::Ephemeral(name)))),
            (Need::List, loaded.lists.keys().any(|name| works(Subject::List(name)))),
            (Need::Action, loaded.actions.keys().any(|name| works(Subject::Action(name)))),
        ];
        let offered = offered.into_iter().filter(|(_, there)| *there).map(|(need, _)| need);
        self.core.report_mut().offered.extend(offered);
    }

    /// The provider's own block.
    async fn provider(&mut self) -> Result<(), Halt> {
        let loaded = self.core.loaded();
        let empty = loaded.provider.fields.0.iter().map(|(name, member)| {
            let value = match member.below() {
                // blocks that are not written are there all the same, but for single ones
                Some((nesting, fields)) if member.attribute().is_none() => nothing(nesting, fields),
                _ => Value::Null,
            };
            (name.clone(), value)
        });
        let config = self.guide.config(Subject::Provider, Value::Object(empty.collect()));
        self.core.nonsense().await?;
        self.core.configure(&config).await
    }

    async fn round(&mut self) {
        let loaded = self.core.loaded();
        for name in loaded.resources.keys() {
            // what went wrong is in the report, and the next round is another one
            let _ = self.resource(name).await;
        }
        self.others(&loaded).await;
    }

    /// A configuration with unknowns in it, and what becomes of it.
    fn configs(&mut self, subject: Subject<'_>, fields: &Fields) -> (Value, Value) {
        let open = self.dice.config(fields);
        let open = self.guide.config(subject, open);
        let known = self.known(subject, fields, &open);
        (open, known)
    }

    /// A configuration in which everything unknown has become known.
    fn known(&mut self, subject: Subject<'_>, fields: &Fields, open: &Value) -> Value {
        let known = self.dice.resolved(fields, open);
        self.guide.config(subject, known)
    }

    /// Whether a configuration is accepted when it is known. Then it must be while it is not, too.
    async fn accepted(&mut self, subject: Subject<'_>, open: &Value, known: &Value) -> Result<bool, Halt> {
        if let Err(Halt::Refused(why)) = self.validate(subject, known).await {
            self.note(why);
            return Ok(false);
        }
        let tolerated = match self.validate(subject, open).await {
            Err(Halt::Refused(why)) => Err(why),
            other => Ok(other?),
        };
        let what = || format!("{tolerated:?}: {open:?}");
        let kept = self.core.report_mut().ask(
            Rule::UnknownTolerated,
            "Validate",
            name(subject),
            tolerated.is_ok(),
            what,
        );
        if kept { Ok(true) } else { Err(Halt::Broken) }
    }

    async fn validate(&mut self, subject: Subject<'_>, config: &Value) -> Result<(), Halt> {
        match subject {
            Subject::Provider => self.core.validate_provider(config).await,
            Subject::Resource(name) => self.core.validate(name, config, true).await,
            Subject::Data(name) => self.core.validate_data(name, config).await,
            Subject::Ephemeral(name) => self.core.validate_ephemeral(name, config).await,
            Subject::List(name) => self.core.validate_list(name, config).await,
            Subject::Action(name) => self.core.validate_action(name, config).await,
        }
    }

    /// Writes down that something was refused.
    fn note(&mut self, why: String) {
        *self.core.report_mut().refused.entry(why).or_default() += 1;
    }
}

fn name(subject: Subject<'_>) -> &str {
    match subject {
        Subject::Provider => "provider",
        Subject::Resource(name)
        | Subject::Data(name)
        | Subject::Ephemeral(name)
        | Subject::List(name)
        | Subject::Action(name) => name,
    }
}

/// Blocks that nobody wrote.
fn nothing(nesting: super::schema::Nesting, fields: &Fields) -> Value {
    use super::schema::Nesting;
    match nesting {
        Nesting::Single => Value::Null,
        Nesting::List => Value::List(Vec::new()),
        Nesting::Set => Value::set(Vec::new()),
        Nesting::Map => Value::Map(std::collections::BTreeMap::new()),
        Nesting::Group => {
            let each = |(name, member): (&String, &super::schema::Member)| {
                let value = match member.below() {
                    Some((nesting, fields)) if member.attribute().is_none() => nothing(nesting, fields),
                    _ => Value::Null,
                };
                (name.clone(), value)
            };
            Value::Object(fields.0.iter().map(each).collect())
        }
    }
}
