//! Starts one plugin as a host does, asks for its schema, and says as JSON on stdout what that took. The
//! benchmark runs it once for each sample, for our binary and its peers alike: `measure BINARY [--plaintext]
//! [--nobody] [--calls N]`. Times are in milliseconds and begin before the process is started; memory is in KiB,
//! after the answer.
//!
//! `--calls` asks for the schema N more times on the same connection, or for two seconds, and says how long one
//! call took: from the request to the whole answer, decoded.
//!
//! `--nobody` asks without a certificate, of a plugin that was told of one: whether it answers is the result.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use kit::clock::{Clock as _, SystemClock};
use serde_json::json;
use testkit::client::wire::get_provider_schema;
use testkit::client::{Caller, Host, Launch};
use tokio::time::timeout;

/// Schemas of several megabytes take their time; a hanging plugin must not take ours.
const ANSWER_LIMIT: Duration = Duration::from_secs(20);
/// Calls that come after take no longer together.
const CALLS_LIMIT: Duration = Duration::from_secs(2);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asked = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let value = |flag: &str| arguments.iter().skip_while(|argument| *argument != flag).nth(1);
    let calls: usize = value("--calls").and_then(|number| number.parse().ok()).unwrap_or_default();
    let Some(binary) = arguments.first().filter(|first| !first.starts_with("--")).map(PathBuf::from) else {
        return say(&json!({ "error": "usage: measure BINARY [--plaintext] [--nobody] [--calls N]" }));
    };
    let launch = Launch::new(&binary);
    let launch = if asked("--plaintext") { launch.in_plaintext() } else { launch };
    let caller = if asked("--nobody") { Caller::Nobody } else { Caller::Host };

    let clock = SystemClock;
    let begun = clock.instant();
    let elapsed_ms = || clock.instant().duration_since(begun).as_secs_f64() * 1000.0;
    let plugin = launch.start().await;
    let handshake_ms = elapsed_ms();
    let handshake = plugin.handshake();

    let answer = timeout(ANSWER_LIMIT, async {
        let host = plugin.connect_as(caller).await.map_err(|error| kit::error::chain(&error))?;
        schema(&host).await.map(|resources| (host, resources))
    });
    let answer = answer.await.unwrap_or_else(|_| Err(format!("no answer within {ANSWER_LIMIT:?}")));
    let schema_ms = elapsed_ms();
    let (answer, error) = match answer {
        Ok(answer) => (Some(answer), None),
        Err(error) => (None, Some(error)),
    };
    let after = match &answer {
        Some((host, _)) if calls > 0 => more(host, calls).await,
        Some(_) | None => json!(null),
    };
    say(&json!({
        "handshake_ms": handshake_ms,
        "schema_ms": schema_ms,
        "cpu_ms": processor_ms(plugin.id()),
        "resident_kib": memory_kib(plugin.id(), "VmRSS:"),
        "peak_kib": memory_kib(plugin.id(), "VmHWM:"),
        "network": handshake.network,
        "tls": handshake.certificate().is_some(),
        "resources": answer.map(|(_, resources)| resources),
        "calls": after,
        "error": error,
    }))
}

/// Asks for the schema; the number of resources in it.
async fn schema(host: &Host) -> Result<usize, String> {
    let request = get_provider_schema::Request::default();
    let answer = host.provider().get_provider_schema(request).await;
    answer
        .map_err(|status| kit::error::chain(&status))
        .map(|answer| answer.into_inner().resource_schemas.len())
}

/// Asks for the schema again and again, one call after the other.
async fn more(host: &Host, calls: usize) -> serde_json::Value {
    let clock = SystemClock;
    let begun = clock.instant();
    let mut taken = Vec::with_capacity(calls);
    while taken.len() < calls && clock.instant().duration_since(begun) < CALLS_LIMIT {
        let asked = clock.instant();
        if let Err(error) = schema(host).await {
            return json!({ "error": error });
        }
        taken.push(clock.instant().duration_since(asked));
    }
    taken.sort_unstable();
    let at = |share: usize| taken[(taken.len() - 1) * share / 100].as_secs_f64() * 1000.0;
    json!({ "number": taken.len(), "median_ms": at(50), "p95_ms": at(95), "slowest_ms": at(100) })
}

/// Time on a processor so far, of all its threads: what waits for other processes of the machine is not in it.
fn processor_ms(process: u32) -> Option<f64> {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).ok()?;
    let nanoseconds = threads.flatten().filter_map(|thread| {
        let account = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        account.split(' ').next()?.parse::<u64>().ok()
    });
    Some(Duration::from_nanos(nanoseconds.sum()).as_secs_f64() * 1000.0)
}

/// A line of the kernel's account of the process.
fn memory_kib(process: u32, what: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix(what))?.trim().trim_end_matches("kB").trim().parse().ok()
}

fn say(value: &serde_json::Value) -> ExitCode {
    match writeln!(std::io::stdout(), "{value}") {
        Ok(()) if value["error"].is_null() => ExitCode::SUCCESS,
        Ok(()) | Err(_) => ExitCode::FAILURE,
    }
}
