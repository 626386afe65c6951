//! Import: adopts a ledger without doing anything. The id says which one; what the configuration says beyond
//! that (directory, credentials) comes with the first plan.

use std::collections::BTreeMap;

use migration_engine::LedgerName;
use tf_provider::deferral::Refusal;
use tf_provider::diagnostic::Diagnostics;
use tf_provider::private::Private;
use tf_provider::resource::Imported;
use tf_provider::value::{Number, Type, Value};

use super::connect::{Trouble, resource_id};
use super::model::Model;
use super::schema::schema;
use super::{diagnose, state};
use crate::ports::Ports;

pub(super) async fn import(ports: &Ports, id: &str) -> Result<Imported, Refusal> {
    let mut state = parse(id).ok_or_else(|| diagnose::not_an_import_id(id))?;
    let found = resource_id(ports, &Model::read(&state)).await;
    let found = found.map_err(|trouble: Trouble| diagnose::trouble(&trouble, diagnose::During::Apply))?;
    state::set_in(&mut state, "database", "resource_id", found.map_or(Value::Null, Value::string));
    Ok(Imported { state, private: Private::default(), diagnostics: Diagnostics::new() })
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
    let mut state = nothing(&schema().ty());
    let mut database = nothing(&schema().block.attributes["database"].ty());
    state::set(&mut database, "name", Value::string(name));
    match place.split_once(':') {
        None => state::set(&mut database, "rds_instance", Value::string(place)),
        Some(("cluster", identifier)) => state::set(&mut database, "rds_cluster", Value::string(identifier)),
        Some((host, port)) => {
            let port: u16 = port.parse().ok()?;
            state::set(&mut database, "host", Value::string(host));
            state::set(&mut database, "port", Value::Number(Number::from(u64::from(port))));
        }
    }
    state::set(&mut state, "database", database);
    let ledger = [("schema", Value::string(schema_name)), ("name", Value::string(ledger_name))];
    state::set(&mut state, "ledger", Value::object(ledger));
    Some(state)
}

/// An object of a type with null everywhere.
fn nothing(ty: &Type) -> Value {
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
