//! `signalcraft notify`: whether those who are to be told can be told. The file says whom, in the words of the
//! provider block's `notifications`.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use clap::{Args, Subcommand};
use kit::clock::{Clock as _, SystemClock};
use kit::stop::Stop;
use notify::{Event, Kind, Notifier, Outcome, Severity};
use serde::Serialize;
use tf_plugin::Environment;
use tf_provider::diagnostic::{Diagnostic, Diagnostics};
use tf_provider::schema::Schema;
use tf_provider::value::Value;
use tf_provider::value::codec::json;

use super::arguments::Output;
use super::aws::{self, AwsArguments};
use super::console::{Console, GREEN, RED};
use super::exit::Exit;
use super::letters::{Refusal, usage};
use super::{letters, stopping};
use crate::environment::ProcessEnvironment;
use crate::notifications::{self, Notifications, diagnose};
use crate::ports::Ports;

/// The most that a file of receivers holds.
const MAX_BYTES: u64 = 1024 * 1024;

/// What to do about notifications.
#[derive(Debug, Subcommand)]
pub(crate) enum Notify {
    Test(Test),
}

/// Send a test message to receivers, and say whether they took it.
///
/// FILE is JSON: `{"notifications": {"ops": {"type": "slack", "webhook_url_secret_arn": "arn:..."}}}`, with the
/// attributes that `notifications` has in the provider block. Secrets are named by ARN, or the file itself comes
/// on stdin and is written nowhere.
#[derive(Debug, Args)]
#[command(after_help = super::arguments::EXIT_CODES)]
pub(crate) struct Test {
    /// The receivers by name [default: all of the file].
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// A JSON file that says whom to tell; - is stdin.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The environment that the message is about; receivers may hear of some only.
    #[arg(long, value_name = "NAME", default_value = "test")]
    environment: String,
    #[command(flatten)]
    pub(super) output: Output,
    #[command(flatten)]
    aws: AwsArguments,
}

/// What became of it, as a document.
#[derive(Debug, Serialize)]
struct Document {
    r#type: &'static str,
    receivers: Vec<Told>,
}

#[derive(Debug, Serialize)]
struct Told {
    name: String,
    delivered: bool,
    /// Why not.
    why: Option<String>,
}

pub(crate) fn run(console: &Console, environment: &Environment, verb: &Notify) -> Exit {
    let Notify::Test(test) = verb;
    let receivers = match read(&test.config) {
        Ok(receivers) => receivers,
        Err((problems, exit)) => return letters::end(console, &problems, exit),
    };
    stopping::run(console, |stop| send(console, environment, test, receivers, stop))
}

/// The receivers of a file, held to the schema of the provider block.
fn read(file: &Path) -> Result<Notifications, (Diagnostics, Exit)> {
    let one = |(letter, exit): Refusal| (letter.into(), exit);
    let mut bytes = Vec::new();
    let called = if file == Path::new("-") { "stdin".to_owned() } else { file.display().to_string() };
    let read = if file == Path::new("-") {
        std::io::stdin().take(MAX_BYTES).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|opened| opened.take(MAX_BYTES).read_to_end(&mut bytes))
    };
    if let Err(error) = read {
        let letter = Diagnostic::error("The file cannot be read", format!("{called}: {error}."));
        return Err((letter.into(), Exit::Failed));
    }
    let schema = Schema::new([("notifications", notifications::schema())]);
    let config = json::decode(&bytes, &schema.ty()).map_err(|error| {
        one(usage(format!("{called} does not say whom to tell: {}.", kit::error::chain(&error))))
    })?;
    let mut problems = tf_provider::validate::config(&schema, &config, true);
    problems.extend(notifications::check(&config));
    if problems.has_errors() {
        return Err((problems, Exit::Usage));
    }
    if matches!(config.get("notifications"), None | Some(Value::Null)) {
        return Err(one(usage(format!("{called} has no `notifications`."))));
    }
    Ok(Notifications::read(&config))
}

async fn send(
    console: &Console,
    environment: &Environment,
    test: &Test,
    all: Notifications,
    stop: Stop,
) -> Exit {
    let process = ProcessEnvironment::new(environment);
    let aws = match aws::connect(&test.aws, &process) {
        Ok(aws) => Some(aws),
        Err(letter) => return letters::end(console, &letter.into(), Exit::Usage),
    };
    let names = match names(test, &all) {
        Ok(names) => names,
        Err(letter) => return letters::end(console, &letter.into(), Exit::Usage),
    };
    let (mut receivers, mut told) = (Vec::new(), Vec::new());
    for name in &names {
        let opened = tokio::select! {
            opened = all.receiver(name, aws.as_ref()) => opened,
            _ = stop.raised() => return Exit::Stopped,
        };
        match opened {
            Ok(receiver) => receivers.push(receiver.only_events([Kind::Message])),
            Err(letter) => {
                letters::send(console, &letter);
                told.push(Told { name: name.clone(), delivered: false, why: Some(letter.detail) });
            }
        }
    }
    let ports = Ports::new(Arc::new(SystemClock), process);
    let now = SystemClock.now();
    let seed = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().subsec_nanos();
    let notifier = Notifier::new(receivers, ports.senders(aws), u64::from(seed));
    let mut event = Event::message("This is a test", Severity::Info, &test.environment, "signalcraft", now);
    event.text =
        Some("Sent by `signalcraft notify test`. Whoever reads this is told when it matters.".to_owned());
    let report = notifier.notify(&event, &stop).await;
    for delivery in report.deliveries {
        let why = match &delivery.outcome {
            Outcome::Delivered { .. } => None,
            Outcome::Skipped(why) => Some(why.to_string()),
            Outcome::Failed { error, .. } => Some(kit::error::chain(error)),
        };
        told.push(Told { name: delivery.receiver, delivered: why.is_none(), why });
    }
    if stop.is_raised() {
        return Exit::Stopped;
    }
    show(console, told)
}

/// Those to tell, each of which is in the file.
fn names(test: &Test, all: &Notifications) -> Result<Vec<String>, Diagnostic> {
    if test.names.is_empty() {
        return Ok(all.names().map(str::to_owned).collect());
    }
    match test.names.iter().find(|name| all.has(name) != Some(true)) {
        Some(unknown) => Err(diagnose::no_receiver(unknown, all)),
        None => Ok(test.names.clone()),
    }
}

fn show(console: &Console, told: Vec<Told>) -> Exit {
    let well = told.iter().all(|each| each.delivered) && !told.is_empty();
    if console.is_json() {
        console.document(&Document { r#type: "notify_test", receivers: told });
    } else {
        for each in &told {
            let (style, words) = if each.delivered { (GREEN, "told") } else { (RED, "not told") };
            let why = each.why.as_ref().map_or_else(String::new, |why| format!(": {why}"));
            console.data(format!("{}: {}{why}", each.name, console.paint(style, words)));
        }
    }
    if well { Exit::Done } else { Exit::Failed }
}
