//! Import: adopts a ledger without doing anything. An id or an identity says which one; what the
//! configuration says beyond that (directory, credentials) comes with the first plan.

use std::collections::BTreeMap;

use migration_engine::LedgerName;
use tf_provider::deferral::{Deferral, Refusal};
use tf_provider::diagnostic::Diagnostics;
use tf_provider::fields::Fields;
use tf_provider::private::Private;
use tf_provider::resource::Imported;
use tf_provider::value::{Number, Type, Value};

use super::model::Model;
use super::schema::schema;
use super::session::{by_resource_id, resource_id};
use super::{naming, notices, state};
use crate::migrations::connect::Trouble;
use crate::migrations::letters::{self, During};
use crate::ports::Ports;

pub(super) async fn by_id(ports: &Ports, id: &str) -> Result<Imported, Refusal> {
    let state = parse(id).ok_or_else(|| notices::not_an_import_id(id))?;
    adopt(ports, state).await
}

/// Whatever names the place is enough, and the resource id alone is too.
pub(super) async fn by_identity(ports: &Ports, identity: &Value) -> Result<Imported, Refusal> {
    let named = Fields::root(identity);
    let text = |name: &str| named.string(name).known();
    let place = if let Some(instance) = text("rds_instance") {
        Place::Instance(instance)
    } else if let Some(cluster) = text("rds_cluster") {
        Place::Cluster(cluster)
    } else if let Some(host) = text("host") {
        Place::Host(host, named.u64("port").known())
    } else if let Some(resource_id) = text("resource_id") {
        let found = by_resource_id(ports, &resource_id).await;
        found.map_err(|trouble| letters::trouble(&trouble, During::Look))?
    } else {
        return Err(notices::nameless_identity().into());
    };
    let database = text("database").unwrap_or_default();
    let schema = text("ledger_schema").unwrap_or_else(|| naming::DEFAULT_SCHEMA.to_owned());
    let ledger = text("ledger_name").unwrap_or_else(|| naming::DEFAULT_LEDGER.to_owned());
    if let Err(error) = LedgerName::new(&schema, &ledger) {
        let trouble = Trouble::LedgerName(kit::error::chain(&error));
        return Err(letters::trouble(&trouble, During::Look).into());
    }
    let mut state = blank(&place, &database, &schema, &ledger);
    // what is named has to be what is there
    state::set_in(
        &mut state,
        "database",
        "resource_id",
        text("resource_id").map_or(Value::Null, Value::string),
    );
    adopt(ports, state).await
}

/// Completes the state with what the place says of itself. Adopts without doing anything.
async fn adopt(ports: &Ports, mut state: Value) -> Result<Imported, Refusal> {
    let found = resource_id(ports, &Model::read(&state)).await;
    let found = match found {
        Ok(found) => found,
        Err(Trouble::NotKnownYet(_)) => return Err(Refusal::Deferred(Deferral::ProviderConfigUnknown)),
        Err(trouble) => return Err(letters::trouble(&trouble, During::Look).into()),
    };
    state::set_in(&mut state, "database", "resource_id", found.map_or(Value::Null, Value::string));
    Ok(Imported { state, private: Private::default(), diagnostics: Diagnostics::new() })
}

/// Where a database is.
pub(super) enum Place {
    Instance(String),
    Cluster(String),
    Host(String, Option<u64>),
}

/// A state that says where a ledger is, and nothing else.
pub(super) fn blank(place: &Place, name: &str, schema_name: &str, ledger_name: &str) -> Value {
    let mut state = nothing(&schema().ty());
    let mut database = nothing(&schema().block.attributes["database"].ty());
    state::set(&mut database, "name", Value::string(name));
    match place {
        Place::Instance(identifier) => state::set(&mut database, "rds_instance", Value::string(identifier)),
        Place::Cluster(identifier) => state::set(&mut database, "rds_cluster", Value::string(identifier)),
        Place::Host(host, port) => {
            state::set(&mut database, "host", Value::string(host));
            let port = port.map_or(Value::Null, |port| Value::Number(Number::from(port)));
            state::set(&mut database, "port", port);
        }
    }
    state::set(&mut state, "database", database);
    let ledger = [("schema", Value::string(schema_name)), ("name", Value::string(ledger_name))];
    state::set(&mut state, "ledger", Value::object(ledger));
    state
}

/// `DATABASE/NAME/SCHEMA.LEDGER`
fn parse(id: &str) -> Option<Value> {
    let mut parts = id.split('/');
    let (place, name, ledger) = (parts.next()?, parts.next()?, parts.next()?);
    let (schema_name, ledger_name) = ledger.split_once('.')?;
    if parts.next().is_some() || place.is_empty() || name.is_empty() {
        return None;
    }
    LedgerName::new(schema_name, ledger_name).ok()?;
    let place = match place.split_once(':') {
        None => Place::Instance(place.to_owned()),
        Some(("cluster", identifier)) => Place::Cluster(identifier.to_owned()),
        Some((host, port)) => Place::Host(host.to_owned(), Some(port.parse::<u16>().ok()?.into())),
    };
    Some(blank(&place, name, schema_name, ledger_name))
}

/// An object of a type with null everywhere.
pub(super) fn nothing(ty: &Type) -> Value {
    let fields: BTreeMap<_, _> = match ty {
        Type::Object(fields) => fields.keys().map(|name| (name.clone(), Value::Null)).collect(),
        Type::Bool
        | Type::Number
        | Type::String
        | Type::Dynamic
        | Type::List(_)
        | Type::Set(_)
        | Type::Map(_)
        | Type::Tuple(_) => BTreeMap::new(),
    };
    Value::Object(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_names_a_database_and_a_ledger() {
        for (id, attribute, place) in [
            ("orders/app/signalcraft.main", "rds_instance", "orders"),
            ("cluster:orders/app/signalcraft.main", "rds_cluster", "orders"),
            ("db.internal:5433/app/signalcraft.main", "host", "db.internal"),
        ] {
            let state = parse(id).expect(id);
            assert_eq!(
                state.get("database").and_then(|d| d.get(attribute)),
                Some(&Value::string(place)),
                "{id}"
            );
            assert_eq!(state.get("ledger").and_then(|l| l.get("name")), Some(&Value::string("main")));
        }
        for id in
            ["", "orders", "orders/app", "orders/app/main", "orders/app/a.b/c", "host:x/app/a.b", "/app/a.b"]
        {
            assert!(parse(id).is_none(), "{id}");
        }
    }
}
