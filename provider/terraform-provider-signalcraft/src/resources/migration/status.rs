//! `data "signalcraft_migration_status"`: what a ledger says, and whether a directory of files agrees with
//! it. Only looks. What is wrong is a finding, so that a `check` or a postcondition decides what becomes of
//! it; that the database cannot be reached is an error.

use async_trait::async_trait;
use migration_engine::database::Database as _;
use migration_engine::{Ledger, Version};
use migration_lint::Level;
use tf_provider::data_source::{DataSource, Looked};
use tf_provider::deferral::{Deferral, Refusal};
use tf_provider::diagnostic::{Diagnostic, Diagnostics};
use tf_provider::schema::{Attribute, Nesting, Operation, Schema, Timeouts, Validator};
use tf_provider::scope::Cx;
use tf_provider::value::{Type, Value};

use super::files;
use super::model::Model;
use super::schema::{LAYOUTS, READ_LIMIT, RULES_TO_LOOK_AT, applied, database_to_look_at, ledger, lint};
use super::session::{Purpose, open};
use super::state::{self, set, whole};
use crate::migrations::connect::Trouble;
use crate::migrations::letters::{self, During};
use crate::ports::Ports;

/// The data source.
#[derive(Debug)]
pub struct Status {
    ports: Ports,
}

impl Status {
    /// A data source that works through these ports.
    pub fn new(ports: Ports) -> Self {
        Self { ports }
    }
}

#[async_trait]
impl DataSource for Status {
    fn type_name(&self) -> &'static str {
        "signalcraft_migration_status"
    }

    fn schema(&self) -> Schema {
        let schema = Schema::new([
            (
                "directory",
                Attribute::string().optional().validate(Validator::not_blank()).describe(
                    "A directory with migration files to compare the ledger with. Left out: only the ledger is read.",
                ),
            ),
            (
                "layout",
                Attribute::string()
                    .optional()
                    .validate(Validator::one_of(LAYOUTS))
                    .describe("How the files are named. Left out: found out from the names."),
            ),
            (
                "target_version",
                Attribute::string()
                    .optional()
                    .validate(Validator::matches("^[0-9]{1,20}$", "be the number of a migration, such as \"0042\""))
                    .describe("Count as pending only what is up to this version. Null: all there is."),
            ),
            ("ledger", ledger()),
            ("database", database_to_look_at()),
            ("lint", lint()),
            (
                "current_version",
                Attribute::string().computed().describe("The newest version that is applied; null if none is."),
            ),
            (
                "pending",
                Attribute::list(Type::String)
                    .computed()
                    .describe("The versions of `directory` that are still to be applied, in order; null without `directory`."),
            ),
            (
                "unfinished",
                Attribute::string().computed().describe(
                    "The version of which a part is committed and the rest is not; null if there is none.",
                ),
            ),
            (
                "applied_count",
                Attribute::number().computed().describe("How many migrations are applied in full, as a whole number."),
            ),
            ("applied", applied()),
            (
                "ledger_hash",
                Attribute::string().computed().describe("SHA-256 of the content of the ledger (versions, checksums, order), in hex."),
            ),
            (
                "server_version",
                Attribute::string().computed().describe("The version of the PostgreSQL server, such as `17.4`."),
            ),
            (
                "valid",
                Attribute::bool().computed().describe(
                    "Whether the files and the ledger agree, and nothing at or above `lint.level` was found in \
                     what is pending.",
                ),
            ),
            ("findings", findings()),
        ])
        .describe(
            "What the ledger of a database says: the version, what is pending, what is wrong. Only looks, while \
             planning. For gates (`check`, `postcondition`), for configurations that only need the version, and \
             for dashboards.",
        )
        .timeouts(Timeouts::new([(Operation::Read, READ_LIMIT)]));
        RULES_TO_LOOK_AT.into_iter().fold(schema, Schema::rule)
    }

    async fn read(&self, cx: &Cx, config: Value) -> Result<Looked, Refusal> {
        let model = Model::read(&config);
        let refused = |trouble: &Trouble| letters::trouble(trouble, During::Look);
        let connected = match open(&self.ports, &model, None, Purpose::Look, &cx.stop).await {
            Ok(connected) => connected,
            Err(Trouble::NotKnownYet(_)) if cx.provider_config_unknown => {
                return Err(Refusal::Deferred(Deferral::ProviderConfigUnknown));
            }
            Err(trouble) => return Err(refused(&trouble).into()),
        };
        let ledger = connected.database.read_ledger().await;
        let ledger = ledger.map_err(|error| refused(&Trouble::Database(error)))?;
        let facts = connected.database.facts().await;
        let facts = facts.map_err(|error| refused(&Trouble::Database(error)))?;
        let mut status = config;
        state::set_in(
            &mut status,
            "database",
            "resource_id",
            connected.resource_id.map_or(Value::Null, Value::string),
        );
        set(&mut status, "server_version", Value::string(facts.version));
        record(&mut status, &ledger);
        compare(&mut status, &model, &ledger);
        Ok(status.into())
    }
}

fn findings() -> Attribute {
    let text = |description: &str| Attribute::string().computed().describe(description);
    Attribute::nested(
        Nesting::List,
        [
            ("level", text("How bad it is: `error`, `warn` or `note`.")),
            ("rule", text("Id of the rule; `files` for what is wrong with files or ledger.")),
            ("file", text("Name of the file, without its directory; null if it is about all.")),
            ("line", Attribute::number().computed().describe("The line in the file, from 1, or null.")),
            ("message", text("What is wrong, in a sentence.")),
            ("instead", text("What to do instead, or null.")),
        ],
    )
    .computed()
    .describe(
        "What is wrong with the files, the ledger, and the SQL that is pending. Empty without `directory`.",
    )
}

/// What the ledger says by itself.
fn record(status: &mut Value, ledger: &Ledger) {
    let view = ledger.view();
    set(status, "current_version", state::version_or_null(view.current_version()));
    set(status, "unfinished", state::version_or_null(view.unfinished()));
    set(status, "applied_count", whole(view.applied() as u64));
    set(status, "applied", state::applied(ledger));
    set(status, "ledger_hash", Value::string(view.ledger_hash()));
}

/// What the files say to it.
fn compare(status: &mut Value, model: &Model, ledger: &Ledger) {
    let compared = if model.directory.is_null() { Ok(None) } else { compared(model, ledger).map(Some) };
    let limit = model.lint.as_known().map_or(Level::Error, |lint| lint.level);
    let (pending, found, valid) = match compared {
        Ok(None) => (Value::Null, Vec::new(), true),
        Ok(Some((versions, found))) => {
            let valid = found.iter().all(|finding| finding.level < limit);
            let versions = versions.into_iter().map(state::version).collect();
            (Value::List(versions), found.iter().map(of_lint).collect(), valid)
        }
        Err(problems) => (Value::Null, problems.iter().map(of_problem).collect(), false),
    };
    set(status, "pending", pending);
    set(status, "findings", Value::List(found));
    set(status, "valid", Value::Bool(valid));
}

fn compared(
    model: &Model,
    ledger: &Ledger,
) -> Result<(Vec<Version>, Vec<migration_lint::Finding>), Diagnostics> {
    let mut files = files::load(model)?;
    let plan = files::compare(&files, &ledger.view(), model)?;
    files.judge(model, plan.from);
    let found = files.findings(&plan).cloned().collect();
    Ok((plan.steps.iter().map(|step| step.version).collect(), found))
}

fn of_lint(finding: &migration_lint::Finding) -> Value {
    Value::object([
        ("level", Value::string(finding.level.to_string())),
        ("rule", Value::string(finding.rule)),
        ("file", Value::string(finding.file.clone())),
        ("line", whole(finding.line as u64)),
        ("message", Value::string(finding.message.clone())),
        ("instead", finding.instead.clone().map_or(Value::Null, Value::string)),
    ])
}

fn of_problem(problem: &Diagnostic) -> Value {
    Value::object([
        ("level", Value::string(Level::Error.to_string())),
        ("rule", Value::string("files")),
        ("file", Value::Null),
        ("line", Value::Null),
        ("message", Value::string(format!("{}: {}", problem.summary, problem.detail))),
        ("instead", Value::Null),
    ])
}
