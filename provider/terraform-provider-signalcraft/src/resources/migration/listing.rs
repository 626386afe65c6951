//! `list "signalcraft_migration"`: the ledgers that a database has, managed by anybody or by nobody
//! (`terraform query`). With their states, the configuration for them can be written.

use async_trait::async_trait;
use migration_engine::LedgerName;
use migration_engine::database::Database as _;
use tf_provider::diagnostic::Diagnostics;
use tf_provider::fields::Attr;
use tf_provider::list::{Found, ListResource, Listing, Query};
use tf_provider::schema::{Attribute, Schema, Validator};
use tf_provider::scope::Cx;
use tf_provider::value::Value;

use super::model::Model;
use super::schema::{RULES_TO_LOOK_AT, database_to_look_at, schema};
use super::session::{Purpose, open};
use super::{importing, naming, notices, state};
use crate::migrations::connect::{Connected, Trouble};
use crate::migrations::letters::{self, During};
use crate::ports::Ports;

/// The list resource.
#[derive(Debug)]
pub struct Ledgers {
    ports: Ports,
}

impl Ledgers {
    /// A list that works through these ports.
    pub fn new(ports: Ports) -> Self {
        Self { ports }
    }
}

#[async_trait]
impl ListResource for Ledgers {
    fn type_name(&self) -> &'static str {
        "signalcraft_migration"
    }

    fn schema(&self) -> Schema {
        let schema = Schema::new([
            ("database", database_to_look_at()),
            (
                "ledger_schema",
                Attribute::string()
                    .optional()
                    .validate(Validator::not_blank())
                    .describe("Find only ledgers in this schema. Null: in all of them."),
            ),
        ])
        .describe("The ledgers of a database that have at least one entry, whoever manages them.");
        RULES_TO_LOOK_AT.into_iter().fold(schema, Schema::rule)
    }

    async fn list(&self, cx: &Cx, query: Query, listing: Listing) -> Diagnostics {
        let found = Box::pin(self.find(cx, &query, listing)).await;
        found.unwrap_or_else(|trouble| letters::trouble(&trouble, During::Look).into())
    }
}

impl Ledgers {
    async fn find(&self, cx: &Cx, query: &Query, mut listing: Listing) -> Result<Diagnostics, Trouble> {
        let model = Model::read(&query.config);
        let connected = open(&self.ports, &model, None, Purpose::Look, &cx.stop).await?;
        let (ledgers, closed) = connected.database.ledgers().await.map_err(Trouble::Database)?;
        let only = query.config.get("ledger_schema").and_then(Value::as_str);
        for ledger in ledgers.into_iter().filter(|ledger| only.is_none_or(|only| ledger.schema() == only)) {
            let found = self.found(cx, query, &model, &connected, &ledger).await?;
            if listing.push(found).await.is_err() {
                break;
            }
        }
        Ok(if closed.is_empty() { Diagnostics::new() } else { notices::closed_schemas(&closed).into() })
    }

    async fn found(
        &self,
        cx: &Cx,
        query: &Query,
        model: &Model,
        connected: &Connected,
        ledger: &LedgerName,
    ) -> Result<Found, Trouble> {
        let id = connected.resource_id.clone();
        let (schema, name) = (ledger.schema(), ledger.name());
        let database = model.database.name.as_known().cloned().unwrap_or_default();
        let resource = if query.with_resource {
            let mut model = model.clone();
            model.ledger = Attr::Known((schema.to_owned(), name.to_owned()));
            let session = open(&self.ports, &model, None, Purpose::Look, &cx.stop).await?;
            let entries = session.database.read_ledger().await.map_err(Trouble::Database)?;
            Some(state_of(query, connected, ledger, &entries))
        } else {
            None
        };
        Ok(Found {
            display_name: format!("{database}: {schema}.{name}"),
            identity: naming::of_ledger(model, id, schema, name),
            resource,
            diagnostics: Diagnostics::new(),
        })
    }
}

/// The state that an import would lead to, with the login of the query in it.
fn state_of(
    query: &Query,
    connected: &Connected,
    ledger: &LedgerName,
    entries: &migration_engine::Ledger,
) -> Value {
    let mut found = importing::nothing(&schema().ty());
    let mut database = importing::nothing(&schema().block.attributes["database"].ty());
    if let (Some(Value::Object(asked)), Value::Object(target)) = (query.config.get("database"), &mut database)
    {
        target.extend(asked.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    let id = connected.resource_id.clone().map_or(Value::Null, Value::string);
    state::set(&mut database, "resource_id", id);
    state::set(&mut found, "database", database);
    let name = [("schema", Value::string(ledger.schema())), ("name", Value::string(ledger.name()))];
    state::set(&mut found, "ledger", Value::object(name));
    state::record(&mut found, entries, &[], None);
    found
}
