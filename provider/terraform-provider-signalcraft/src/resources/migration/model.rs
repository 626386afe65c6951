//! The configuration (or state) of a migration as a typed model. What is not known yet says so.

use std::time::Duration;

use migration_engine::Limits;
use migration_engine::adopt::Wanted;
use migration_lint::{Allow, Level};
use tf_provider::fields::{Attr, Fields};
use tf_provider::value::{Path, Value};

use super::adopting;

/// What a configuration says.
#[derive(Debug, Clone)]
pub(super) struct Model {
    pub(super) directory: Attr<String>,
    pub(super) layout: Attr<String>,
    pub(super) target_version: Attr<String>,
    /// Never connect while planning.
    pub(super) offline: Attr<bool>,
    pub(super) plan_secret_arn: Attr<String>,
    pub(super) ledger: Attr<(String, String)>,
    pub(super) database: Database,
    pub(super) lint: Attr<Lint>,
    pub(super) limits: Attr<Limits>,
    /// Whose ledger to take over; null: nobody's.
    pub(super) adopt: Attr<Wanted>,
}

/// Where the database is and whom to be there.
#[derive(Debug, Clone)]
pub(super) struct Database {
    pub(super) name: Attr<String>,
    pub(super) rds_instance: Attr<String>,
    pub(super) rds_cluster: Attr<String>,
    pub(super) resource_id: Attr<String>,
    pub(super) host: Attr<String>,
    pub(super) port: Attr<u64>,
    pub(super) secret_arn: Attr<String>,
    pub(super) iam_auth: Attr<bool>,
    pub(super) username: Attr<String>,
    /// Whether `password_wo` is there; its value is read where it is used, straight from the configuration.
    pub(super) has_password: bool,
    pub(super) role: Attr<String>,
    pub(super) sslmode: Attr<String>,
    pub(super) ca_bundle: Attr<String>,
}

/// How to judge the files.
#[derive(Debug, Clone)]
pub(super) struct Lint {
    pub(super) level: Level,
    pub(super) pg_version: u32,
    pub(super) start_after: Option<u64>,
    pub(super) allow: Vec<Allow>,
}

impl Model {
    /// Reads a configuration, plan or state.
    pub(super) fn read(value: &Value) -> Self {
        let root = Fields::root(value);
        Self {
            directory: root.string("directory"),
            layout: root.string("layout"),
            target_version: root.string("target_version"),
            offline: root.string("plan").or("live".to_owned()).map(|plan| plan == "offline"),
            plan_secret_arn: root.string("plan_secret_arn"),
            ledger: ledger(&root.nested("ledger")),
            database: Database::read(&root.nested("database")),
            lint: lint(&root.nested("lint")),
            limits: limits(&root.nested("locks")),
            adopt: adopting::wanted(&root.nested("adopt")),
        }
    }

    /// What this resource is: a database and a ledger in it, as one text. `None` while that is not known.
    pub(super) fn key(&self) -> Option<String> {
        if self.unknown_address().is_some() {
            return None;
        }
        let database = &self.database;
        let place = match (&database.rds_instance, &database.rds_cluster, &database.host) {
            (Attr::Known(instance), _, _) => instance.clone(),
            (_, Attr::Known(cluster), _) => format!("cluster:{cluster}"),
            (_, _, Attr::Known(host)) => format!("{host}:{}", database.port.as_known().unwrap_or(&5432)),
            _ => return None,
        };
        let (schema, name) = self.ledger.as_known()?;
        Some(format!("{place}/{}/{schema}.{name}", database.name.as_known()?))
    }

    /// Whether both name one place, as far as is known.
    pub(super) fn same_address(&self, other: &Self) -> bool {
        let place = |model: &Self| {
            let database = &model.database;
            (database.rds_instance.clone(), database.rds_cluster.clone(), database.host.clone())
        };
        place(self) == place(other)
    }

    /// What must be known to say where the database is, and is not: the first such attribute.
    pub(super) fn unknown_address(&self) -> Option<Path> {
        let database = &self.database;
        let attributes = [
            ("database.name", database.name.is_unknown()),
            ("database.rds_instance", database.rds_instance.is_unknown()),
            ("database.rds_cluster", database.rds_cluster.is_unknown()),
            ("database.host", database.host.is_unknown()),
            ("database.port", database.port.is_unknown()),
            ("ledger", self.ledger.is_unknown()),
        ];
        first_unknown(&attributes)
    }

    /// What must be known to connect, and is not: the first such attribute.
    pub(super) fn unknown_connection(&self) -> Option<Path> {
        let database = &self.database;
        let attributes = [
            ("database.secret_arn", database.secret_arn.is_unknown()),
            ("database.iam_auth", database.iam_auth.is_unknown()),
            ("database.username", database.username.is_unknown()),
            ("database.role", database.role.is_unknown()),
            ("database.sslmode", database.sslmode.is_unknown()),
            ("database.ca_bundle", database.ca_bundle.is_unknown()),
            ("plan_secret_arn", self.plan_secret_arn.is_unknown()),
        ];
        self.unknown_address().or_else(|| first_unknown(&attributes))
    }

    /// What must be known to read and judge the files, and is not: the first such attribute.
    pub(super) fn unknown_files(&self) -> Option<Path> {
        let attributes = [
            ("directory", self.directory.is_unknown()),
            ("layout", self.layout.is_unknown()),
            ("target_version", self.target_version.is_unknown()),
            ("lint", self.lint.is_unknown()),
            ("adopt", self.adopt.is_unknown()),
        ];
        first_unknown(&attributes)
    }
}

fn first_unknown(attributes: &[(&str, bool)]) -> Option<Path> {
    attributes.iter().find(|(_, unknown)| *unknown).map(|(path, _)| Path::attribute(path))
}

impl Database {
    fn read(fields: &Fields<'_>) -> Self {
        Self {
            name: fields.string("name"),
            rds_instance: fields.string("rds_instance"),
            rds_cluster: fields.string("rds_cluster"),
            resource_id: fields.string("resource_id"),
            host: fields.string("host"),
            port: fields.u64("port"),
            secret_arn: fields.string("secret_arn"),
            iam_auth: fields.bool("iam_auth"),
            username: fields.string("username"),
            has_password: !fields.value("password_wo").is_null(),
            role: fields.string("role"),
            sslmode: fields.string("sslmode"),
            ca_bundle: fields.string("ca_bundle"),
        }
    }
}

fn ledger(fields: &Fields<'_>) -> Attr<(String, String)> {
    if fields.is_unknown() {
        return Attr::Unknown;
    }
    let (schema, name) = (fields.string("schema"), fields.string("name"));
    if schema.is_unknown() || name.is_unknown() {
        return Attr::Unknown;
    }
    let or = |attr: Attr<String>, default: &str| attr.known().unwrap_or_else(|| default.to_owned());
    Attr::Known((or(schema, "signalcraft"), or(name, "default")))
}

fn lint(fields: &Fields<'_>) -> Attr<Lint> {
    if fields.is_unknown() {
        return Attr::Unknown;
    }
    let (level, version) = (fields.string("level"), fields.string("pg_version"));
    let (after, allow) = (fields.string("start_after"), fields.list("allow"));
    if level.is_unknown() || version.is_unknown() || after.is_unknown() || allow.is_unknown() {
        return Attr::Unknown;
    }
    let mut allowed = Vec::new();
    for entry in allow.known().into_iter().flatten() {
        let (rule, file, reason) = (entry.string("rule"), entry.string("file"), entry.string("reason"));
        if rule.is_unknown() || file.is_unknown() || reason.is_unknown() {
            return Attr::Unknown;
        }
        let text = |attr: Attr<String>| attr.known().unwrap_or_default();
        allowed.push(Allow { rule: text(rule), file: text(file), reason: text(reason) });
    }
    let major = |text: String| text.split('.').next().and_then(|major| major.parse().ok());
    Attr::Known(Lint {
        level: match level.known().as_deref() {
            Some("note") => Level::Note,
            Some("warn") => Level::Warn,
            _ => Level::Error,
        },
        pg_version: version.known().and_then(major).unwrap_or(17),
        start_after: after.known().and_then(|text| text.parse().ok()),
        allow: allowed,
    })
}

fn limits(fields: &Fields<'_>) -> Attr<Limits> {
    if fields.is_unknown() {
        return Attr::Unknown;
    }
    let defaults = Limits::default();
    let durations =
        [fields.duration("lock_timeout"), fields.duration("deadline"), fields.duration("statement_timeout")];
    let retries = fields.u64("retries");
    if retries.is_unknown() || durations.iter().any(Attr::is_unknown) {
        return Attr::Unknown;
    }
    let [lock_timeout, deadline, statement_timeout] = durations;
    let or = |attr: Attr<Duration>, default| attr.known().unwrap_or(default);
    Attr::Known(Limits {
        lock_timeout: or(lock_timeout, defaults.lock_timeout),
        deadline: or(deadline, defaults.deadline),
        statement_timeout: or(statement_timeout, defaults.statement_timeout),
        retries: retries.known().and_then(|retries| u32::try_from(retries).ok()).unwrap_or(defaults.retries),
        ..defaults
    })
}
