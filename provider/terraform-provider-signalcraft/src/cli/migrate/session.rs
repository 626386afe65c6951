//! A session on the database of a verb, and what was found there.

use kit::stop::Stop;
use migration_engine::Ledger;
use migration_engine::database::{Database as _, ServerFacts};
use serde::Serialize;
use tf_plugin::Environment;

use super::super::aws::{self, AwsArguments};
use super::super::exit::Exit;
use super::super::letters::Refusal;
use crate::environment::ProcessEnvironment;
use crate::migrations::applying::CREDENTIALS_MUST_LAST;
use crate::migrations::connect::{self, Connected, Trouble, Way};
use crate::migrations::letters::{self, During};

/// An open session.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) connected: Connected,
    pub(super) way: Way,
    pub(super) facts: ServerFacts,
    pub(super) ledger: Ledger,
}

/// Which database it is, as a document.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    name: &'a str,
    host: &'a str,
    port: u16,
    resource_id: Option<&'a str>,
    server_version: &'a str,
    role: &'a str,
}

/// Opens a session on this way, and reads the ledger.
pub(super) async fn open(
    way: Way,
    aws: &AwsArguments,
    environment: &Environment,
    during: During,
    stop: &Stop,
) -> Result<Session, Refusal> {
    let process = ProcessEnvironment::new(environment);
    let reach = || aws::connect(aws, &process).map_err(Trouble::Provider);
    let refuse = |trouble: Trouble| {
        let exit = match trouble {
            Trouble::Stopped(_) => Exit::Stopped,
            // what was said of AWS cannot be meant
            Trouble::Provider(_) => Exit::Usage,
            Trouble::NotKnownYet(_)
            | Trouble::Describe(_)
            | Trouble::Replaced { .. }
            | Trouble::Secret { .. }
            | Trouble::NoUser { .. }
            | Trouble::Token(_)
            | Trouble::NoPassword
            | Trouble::LedgerName(_)
            | Trouble::Database(_) => Exit::Failed,
        };
        (letters::trouble(&trouble, during), exit)
    };
    if during == During::Apply && way.needs_aws() {
        let lasting = reach().map_err(refuse)?;
        let lasting = tokio::select! {
            lasting = lasting.ensure_credentials_last(CREDENTIALS_MUST_LAST) => lasting,
            reason = stop.raised() => return Err(refuse(Trouble::Stopped(reason))),
        };
        lasting.map_err(|error| (letters::credentials(&error), Exit::Failed))?;
    }
    let connected = connect::open(&reach, &way, stop).await.map_err(refuse)?;
    let looked = async {
        let facts = connected.database.facts().await?;
        Ok((facts, connected.database.read_ledger().await?))
    };
    let looked = tokio::select! {
        looked = looked => looked.map_err(Trouble::Database),
        reason = stop.raised() => Err(Trouble::Stopped(reason)),
    };
    let (facts, ledger) = looked.map_err(refuse)?;
    Ok(Session { connected, way, facts, ledger })
}

impl Session {
    /// The major version of the server.
    pub(super) fn major(&self) -> u32 {
        self.facts.version_number / 10_000
    }

    /// `SCHEMA.NAME`
    pub(super) fn ledger_name(&self) -> String {
        let (schema, name) = &self.way.ledger;
        format!("{schema}.{name}")
    }

    /// `app on db.internal:5432 (PostgreSQL 17.4), ledger signalcraft.default`
    pub(super) fn title(&self) -> String {
        let Connected { host, port, .. } = &self.connected;
        format!(
            "{} on {host}:{port} (PostgreSQL {}), ledger {}",
            self.facts.database,
            self.facts.version,
            self.ledger_name()
        )
    }

    pub(super) fn document(&self) -> Document<'_> {
        Document {
            name: &self.facts.database,
            host: &self.connected.host,
            port: self.connected.port,
            resource_id: self.connected.resource_id.as_deref(),
            server_version: &self.facts.version,
            role: &self.facts.role,
        }
    }
}
