//! `lint_sql(sql, pg_version...)`: what a migration would do to a live service.

use std::collections::BTreeMap;

use migration_lint::{Finding, Level, Lock, Options, ParseError, SourceFile, Statement, analyse, split};
use tf_provider::function::{Function, FunctionError, Parameter, Signature};
use tf_provider::schema::Validator;
use tf_provider::value::{Type, Value};

use super::{text, text_or_null, whole};

/// The rule of a text that cannot be read.
const SYNTAX: &str = "syntax";
/// How the text is called in findings; the caller knows which file it was.
const FILE: &str = "";

pub(super) struct LintSql;

impl Function for LintSql {
    fn name(&self) -> &'static str {
        "lint_sql"
    }

    fn signature(&self) -> Signature {
        let object = |fields: &[(&str, Type)]| {
            let fields = fields.iter().map(|(name, ty)| ((*name).to_owned(), ty.clone()));
            Type::Object(fields.collect::<BTreeMap<_, _>>())
        };
        let finding = object(&[
            ("rule", Type::String),
            ("level", Type::String),
            ("line", Type::Number),
            ("column", Type::Number),
            ("message", Type::String),
            ("instead", Type::String),
        ]);
        let lock = object(&[
            ("table", Type::String),
            ("mode", Type::String),
            ("blocks", Type::String),
            ("scan", Type::Bool),
            ("rewrite", Type::Bool),
            ("line", Type::Number),
        ]);
        let result = object(&[
            ("valid", Type::Bool),
            ("findings", Type::List(Box::new(finding))),
            ("locks", Type::List(Box::new(lock))),
        ]);
        Signature::new(
            [Parameter::string("sql").describe("The text of one migration, for instance `file(\"0042_add.up.sql\")`.")],
            result,
        )
        .variadic(
            Parameter::string("pg_version")
                .describe("The major version of PostgreSQL it is meant for. Default: `17`.")
                .validate(Validator::one_of(&["13", "14", "15", "16", "17", "18"])),
        )
        .describe(
            "Judges the SQL of a migration.",
            "Judges the SQL of a migration as `signalcraft_migration` does while planning, without a database. \
             Tables that the text itself creates are new and nobody's; all others are taken to be in use. The \
             result has `valid` (it can be read, and nothing of level `error` was found), `findings` (`rule`, \
             `level`, `line`, `column`, `message`, and `instead`, the safe way, or null) and `locks` (`table`, \
             `mode` in PostgreSQL's words, `blocks`, whether the table is read (`scan`) or written anew \
             (`rewrite`) meanwhile, and the `line` of the statement).",
        )
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        if arguments.len() > 2 {
            return Err(FunctionError::at(2, "one version of PostgreSQL can be named, not several"));
        }
        let pg_version = text(arguments, 1).parse().unwrap_or(Options::default().pg_version);
        let statements = match split(text(arguments, 0)) {
            Ok(statements) => statements,
            Err(error) => return Ok(unreadable(&error)),
        };
        let file = SourceFile { name: FILE, version: 0, statements: &statements };
        let options = Options { pg_version, ..Options::default() };
        let report = analyse(&[file], &options).into_iter().next().unwrap_or_default();
        let valid = report.findings.iter().all(|finding| finding.level < Level::Error);
        Ok(Value::object([
            ("valid", Value::Bool(valid)),
            ("findings", Value::List(report.findings.iter().map(finding).collect())),
            ("locks", Value::List(report.locks.iter().map(|each| lock(each, &statements)).collect())),
        ]))
    }
}

fn finding(finding: &Finding) -> Value {
    Value::object([
        ("rule", Value::string(finding.rule)),
        ("level", Value::string(finding.level.to_string())),
        ("line", whole(finding.line)),
        ("column", whole(finding.column)),
        ("message", Value::string(finding.message.clone())),
        ("instead", text_or_null(finding.instead.as_deref())),
    ])
}

fn lock(lock: &Lock, statements: &[Statement]) -> Value {
    let line = statements.get(lock.statement).map_or(Value::Null, |statement| whole(statement.line));
    Value::object([
        ("table", Value::string(lock.table.clone())),
        ("mode", Value::string(lock.mode.to_string())),
        ("blocks", Value::string(lock.blocks)),
        ("scan", Value::Bool(lock.scan)),
        ("rewrite", Value::Bool(lock.rewrite)),
        ("line", line),
    ])
}

/// A text that cannot be read is a finding, not an error: whoever asked decides what becomes of it.
fn unreadable(error: &ParseError) -> Value {
    let found = Finding::of_syntax(SYNTAX, FILE, error);
    Value::object([
        ("valid", Value::Bool(false)),
        ("findings", Value::List(vec![finding(&found)])),
        ("locks", Value::List(Vec::new())),
    ])
}
