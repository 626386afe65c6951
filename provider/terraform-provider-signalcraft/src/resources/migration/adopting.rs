//! The ledger of another tool: `adopt` says whose, a plan looks at it and names what will be taken over in
//! `adopted`, an apply does that before its first file. The letters about it are in `adopting_letters.rs`.

use migration_engine::adopt::{self, AdoptError, Adoption, Foreign, Recognised, Tool, Wanted};
use migration_engine::execute::Run;
use migration_engine::{Catalog, LedgerView, Version};
use tf_provider::diagnostic::Diagnostics;
use tf_provider::fields::{Attr, Fields};
use tf_provider::resource::Outcome;
use tf_provider::schema::{Attribute, Validator};
use tf_provider::value::{Type, Value};

use super::model::Model;
use super::state;
use crate::migrations::adopting_letters as letters;

/// What `adopt.from` may say.
const FROM: &[&str] = &[
    "auto",
    "golang-migrate",
    "sqlx",
    "flyway",
    "prisma",
    "goose",
    "dbmate",
    "atlas",
    "drizzle",
    "refinery",
];

/// `adopt`
pub(super) fn attribute() -> Attribute {
    Attribute::object([
        (
            "from",
            Attribute::string().default_string("auto").validate(Validator::one_of(FROM)).describe(
                "The tool: `golang-migrate`, `sqlx`, `flyway`, `prisma`, `goose`, `dbmate`, `atlas`, `drizzle` or \
                 `refinery`. `auto` takes the one that is there, told by the columns of its table.",
            ),
        ),
        (
            "table",
            Attribute::string()
                .optional()
                .validate(Validator::matches(
                    "^[^.]+[.][^.]+$",
                    "be a schema and a table, such as \"public.schema_migrations\"",
                ))
                .describe(
                    "Its table with its schema, such as `public.schema_migrations`. Left out: looked for under the \
                     name that the tool gives it, in every schema.",
                ),
        ),
    ])
    .optional()
    .describe(
        "Take over the ledger of the tool that migrated this database so far: what it applied counts as applied \
         and does not run again. It is read under that tool's own lock and verified against the files; its table \
         is never touched. Where there is none, as in a new database, nothing is taken over. Null: another tool's \
         ledger is not looked at.",
    )
}

/// `adopted`
pub(super) fn adopted() -> Attribute {
    let text = |description: &str| Attribute::string().computed().describe(description);
    Attribute::object([
        ("from", text("The tool whose ledger it was, such as `dbmate`.")),
        ("table", text("The table of that ledger, with its schema.")),
        (
            "versions",
            Attribute::list(Type::String)
                .computed()
                .describe("The versions that count as applied because that tool applied them, in order."),
        ),
    ])
    .computed()
    .describe(
        "What was taken over last from another tool's ledger; null if nothing ever was. Known in the plan, the \
         same after the apply.",
    )
}

/// Reads `adopt`.
pub(super) fn wanted(fields: &Fields<'_>) -> Attr<Wanted> {
    if fields.is_null() {
        return Attr::Null;
    }
    let (from, table) = (fields.string("from"), fields.string("table"));
    if fields.is_unknown() || from.is_unknown() || table.is_unknown() {
        return Attr::Unknown;
    }
    let table = table.known().and_then(|table| {
        let (schema, name) = table.split_once('.')?;
        Some((schema.to_owned(), name.to_owned()))
    });
    Attr::Known(Wanted { from: from.known().and_then(|from| from.parse::<Tool>().ok()), table })
}

/// Looks while planning: what will be taken over. Says what it is, and that a tool is still at work.
pub(super) async fn look(
    database: &dyn Foreign,
    model: &Model,
    catalog: &Catalog,
    ours: &LedgerView,
    said: &mut Diagnostics,
) -> Result<Option<Adoption>, Diagnostics> {
    let Some(wanted) = model.adopt.as_known() else {
        if ours.applied() == 0 {
            notice(database, said).await;
        }
        return Ok(None);
    };
    let adoption = adopt::look(database, wanted, catalog, ours).await;
    let adoption = adoption.map_err(|error| letters::refused(&error, letters::During::Plan))?;
    if let Some(adoption) = &adoption {
        said.push(letters::will_adopt(adoption, ours.applied() > 0));
    }
    Ok(adoption)
}

/// A ledger that nobody asked to take over, in a database that ours knows nothing of: everything in it would
/// run again.
async fn notice(database: &dyn Foreign, said: &mut Diagnostics) {
    let Ok(tables) = database.tables(None).await else { return };
    for it in adopt::recognise(&tables) {
        if let Recognised::Ledger(found) = it {
            said.push(letters::not_adopted(&found));
        }
    }
}

/// The versions that a plan says will be taken over; none if `adopted` is as it was. `None`: the plan could not
/// say.
pub(super) fn planned(planned: &Value, prior: Option<&Value>) -> Option<Vec<Version>> {
    let adopted = planned.get("adopted").unwrap_or(&Value::Null);
    if !adopted.is_wholly_known() {
        return None;
    }
    let before = prior.and_then(|prior| prior.get("adopted")).unwrap_or(&Value::Null);
    if adopted.is_null() || adopted == before {
        return Some(Vec::new());
    }
    let versions = Fields::root(planned).nested("adopted").strings("versions").known().unwrap_or_default();
    Some(versions.iter().filter_map(|version| version.parse().ok()).collect())
}

/// Takes over what was planned, before the first file.
pub(super) async fn carry_out(
    run: Run<'_>,
    database: &dyn Foreign,
    model: &Model,
    catalog: &Catalog,
    planned: Option<&[Version]>,
) -> Result<Option<Adoption>, Diagnostics> {
    let Some(wanted) = model.adopt.as_known() else { return Ok(None) };
    match adopt::carry_out(run, database, wanted, catalog, planned).await {
        Ok(carried) => {
            if let Some(adoption) = &carried.adoption {
                let (tool, count) = (adoption.tool.as_str(), adoption.migrations.len());
                tracing::info!(tool, table = adoption.table, count, "the ledger is taken over");
            }
            Ok(carried.adoption)
        }
        Err(AdoptError::Run(error)) => Err(letters::not_run(&error)),
        Err(error) => Err(letters::refused(&error, letters::During::Apply)),
    }
}

/// Writes what was taken over where the plan could not say it.
pub(super) fn complete(outcome: &mut Outcome, adoption: Option<&Adoption>) {
    if let Outcome::Done { state, .. } = outcome
        && state.get("adopted").is_none_or(|adopted| !adopted.is_wholly_known())
    {
        state::set(state, "adopted", adoption.map_or(Value::Null, shown));
    }
}

/// `adopted`, as the state has it.
pub(super) fn shown(adoption: &Adoption) -> Value {
    let versions = adoption.migrations.iter().map(|adopted| state::version(adopted.version));
    Value::object([
        ("from", Value::string(adoption.tool.as_str())),
        ("table", Value::string(adoption.table.clone())),
        ("versions", Value::List(versions.collect())),
    ])
}
