//! Identity: what names a ledger wherever it is looked for. The resource id, the database and the ledger are
//! fixed; what the place is called today may change and only helps to find it.

use tf_provider::fields::{Attr, Fields};
use tf_provider::identity::{IdentityAttribute, IdentitySchema};
use tf_provider::value::{Type, Value};

use super::model::Model;

/// What a ledger is called when nothing is said.
pub(super) const DEFAULT_SCHEMA: &str = "signalcraft";
pub(super) const DEFAULT_LEDGER: &str = "default";

pub(super) fn schema() -> IdentitySchema {
    let text = |description: &str| IdentityAttribute::optional(Type::String, description);
    IdentitySchema::new([
        (
            "resource_id",
            text("Resource id of the RDS instance (`db-...`) or cluster (`cluster-...`); null for a `host`."),
        ),
        ("rds_instance", text("Identifier of the RDS instance, as it is called today. Left out for a cluster or a `host`.").mutable()),
        ("rds_cluster", text("Identifier of the Aurora cluster, as it is called today. Left out for an instance or a `host`.").mutable()),
        ("host", text("Host name, for a database that RDS does not know. Left out for those that it does.").mutable()),
        (
            "port",
            IdentityAttribute::optional(Type::Number, "Port, beside `host`. Default: `5432`.").mutable(),
        ),
        ("database", IdentityAttribute::required(Type::String, "Name of the database.")),
        ("ledger_schema", text("Schema of the ledger's tables. Default: `signalcraft`.")),
        ("ledger_name", text("Name of the ledger within that schema. Default: `default`.")),
    ])
}

/// The identity of a state or plan.
pub(super) fn identify(state: &Value) -> Value {
    let (root, database) = (Fields::root(state), Fields::root(state).nested("database"));
    let ledger = root.nested("ledger");
    let same = |name: &str| database.value(name).clone();
    Value::object([
        ("resource_id", same("resource_id")),
        ("rds_instance", same("rds_instance")),
        ("rds_cluster", same("rds_cluster")),
        ("host", same("host")),
        ("port", same("port")),
        ("database", same("name")),
        ("ledger_schema", ledger.value("schema").clone()),
        ("ledger_name", ledger.value("name").clone()),
    ])
}

/// The identity of a ledger in the database of `model`.
pub(super) fn of_ledger(model: &Model, resource_id: Option<String>, schema: &str, name: &str) -> Value {
    let database = &model.database;
    let text = |attr: &Attr<String>| attr.as_known().map_or(Value::Null, Value::string);
    Value::object([
        ("resource_id", resource_id.map_or(Value::Null, Value::string)),
        ("rds_instance", text(&database.rds_instance)),
        ("rds_cluster", text(&database.rds_cluster)),
        ("host", text(&database.host)),
        ("port", database.port.as_known().map_or(Value::Null, |port| Value::Number((*port).into()))),
        ("database", text(&database.name)),
        ("ledger_schema", Value::string(schema)),
        ("ledger_name", Value::string(name)),
    ])
}
