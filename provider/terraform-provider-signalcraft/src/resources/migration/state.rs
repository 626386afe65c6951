//! From plans, reports and ledgers to the computed attributes, and back.

use std::time::{Duration, SystemTime};

use migration_engine::plan::PlannedStep;
use migration_engine::{Ledger, Plan, Version};
use tf_provider::fields::Fields;
use tf_provider::value::{Number, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::files::Files;
use crate::migrations::locks;

/// How many entries of the ledger `applied` shows.
const APPLIED_SHOWN: usize = 50;

/// Sets an attribute of an object.
pub(super) fn set(state: &mut Value, name: &str, value: Value) {
    if let Value::Object(entries) = state {
        entries.insert(name.to_owned(), value);
    }
}

/// Sets an attribute of a nested object.
pub(super) fn set_in(state: &mut Value, object: &str, name: &str, value: Value) {
    if let Value::Object(entries) = state
        && let Some(nested) = entries.get_mut(object)
    {
        set(nested, name, value);
    }
}

/// `planned_steps`.
pub(super) fn steps(plan: &Plan, files: &Files) -> Value {
    Value::List(plan.steps.iter().map(|step| self::step(step, files)).collect())
}

fn step(step: &PlannedStep, files: &Files) -> Value {
    let report = files.report(step.version).cloned().unwrap_or_default();
    let locks = locks::strongest(&report).into_iter().map(|lock| {
        Value::object([
            ("table", Value::string(lock.table)),
            ("mode", Value::string(lock.mode.to_string())),
            ("blocks", Value::string(lock.blocks)),
            ("scan", Value::Bool(lock.scan)),
            ("rewrite", Value::Bool(lock.rewrite)),
        ])
    });
    let findings = report.findings.into_iter().map(|finding| {
        Value::object([
            ("rule", Value::string(finding.rule)),
            ("level", Value::string(finding.level.to_string())),
            ("line", whole(finding.line as u64)),
            ("message", Value::string(finding.message)),
            ("instead", finding.instead.map_or(Value::Null, Value::string)),
        ])
    });
    Value::object([
        ("version", version(step.version)),
        ("name", Value::string(step.name.clone())),
        ("checksum", Value::string(step.checksum.clone())),
        ("transactional", Value::Bool(step.transactional)),
        ("locks", Value::List(locks.collect())),
        ("findings", Value::List(findings.collect())),
    ])
}

/// The versions and checksums that `planned_steps` names.
pub(super) fn planned(state: &Value) -> Vec<(Version, String)> {
    let steps = Fields::root(state).list("planned_steps").known().unwrap_or_default();
    steps
        .iter()
        .filter_map(|step| {
            let version = step.string("version").known()?.parse().ok()?;
            Some((version, step.string("checksum").known()?))
        })
        .collect()
}

/// A version.
pub(super) fn version(version: Version) -> Value {
    Value::string(version.to_string())
}

/// A version, or null.
pub(super) fn version_or_null(of: Option<Version>) -> Value {
    of.map_or(Value::Null, version)
}

/// Writes into a state what a ledger says: versions, hash, entries. `left`: the versions still to do.
pub(super) fn record(state: &mut Value, ledger: &Ledger, left: &[Version], took: Option<Duration>) {
    let view = ledger.view();
    set(state, "current_version", version_or_null(view.current_version()));
    set(state, "ledger_hash", Value::string(view.ledger_hash()));
    set(state, "pending", Value::List(left.iter().copied().map(version).collect()));
    set(state, "applied", applied(ledger));
    if let Some(took) = took {
        set(state, "total_duration_ms", whole(u64::try_from(took.as_millis()).unwrap_or(u64::MAX)));
    }
}

/// The newest entries of a ledger, newest first. Only what is applied in full.
pub(super) fn applied(ledger: &Ledger) -> Value {
    let entries = ledger.migrations.iter().filter_map(|entry| Some((entry, entry.applied_at?)));
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by_key(|(entry, _)| std::cmp::Reverse(entry.version));
    let shown = entries.into_iter().take(APPLIED_SHOWN).map(|(entry, at)| {
        Value::object([
            ("version", version(entry.version)),
            ("name", Value::string(entry.name.clone())),
            ("checksum", Value::string(entry.checksum.clone())),
            ("applied_at", Value::string(instant(at))),
            ("applied_by", Value::string(entry.applied_by.clone())),
            ("duration_ms", whole(entry.duration_ms)),
        ])
    });
    Value::List(shown.collect())
}

fn instant(at: SystemTime) -> String {
    let at = OffsetDateTime::from(at);
    // whole milliseconds: a ledger keeps microseconds, and nobody reads them
    let at = at.replace_nanosecond(at.nanosecond() / 1_000_000 * 1_000_000).unwrap_or(at);
    at.format(&Rfc3339).unwrap_or_else(|_| "unknown".to_owned())
}

pub(super) fn whole(number: u64) -> Value {
    Value::Number(Number::from(number))
}
