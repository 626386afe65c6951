//! From the bytes of a file to a script: encoding, annotations, statements, and what no migration may hold.

use super::{Problem, Script, checksum, lists};
use crate::layout::{self, Layout, SectionError};
use crate::sql::{self, Control, Statement};

/// The scripts of one file.
pub(super) struct Scripts {
    pub script: Script,
    /// The other direction, where one file holds both.
    pub down: Option<Script>,
}

/// Reads and checks one file. `None`: what is wrong was added to `problems`.
pub(super) fn scripts(
    file: &str,
    bytes: &[u8],
    layout: Layout,
    problems: &mut Vec<Problem>,
) -> Option<Scripts> {
    let sql = match text(file, bytes) {
        Ok(sql) => sql,
        Err(problem) => {
            problems.push(problem);
            return None;
        }
    };
    let checksum = checksum(bytes);
    if layout.is_annotated() {
        let cut = match layout::sections(sql, layout) {
            Ok(cut) => cut,
            Err(error) => {
                problems.push(section_problem(file, layout, error));
                return None;
            }
        };
        let down = cut.down.map(|down| script(file, &down, &checksum, false, problems));
        let script = script(file, &cut.up, &checksum, cut.no_transaction, problems)?;
        return Some(Scripts { script, down: down.flatten() });
    }
    if let Some((tool, line)) = layout::annotation_of(sql) {
        problems.push(Problem::ForeignAnnotation { file: file.to_owned(), line, tool: tool.tool(), layout });
        return None;
    }
    let apart = match says_apart(bytes, sql, layout) {
        Ok(apart) => apart,
        Err(what) => {
            problems.push(Problem::Unsupported { file: file.to_owned(), what });
            return None;
        }
    };
    let script = script(file, sql, &checksum, apart, problems)?;
    Some(Scripts { script, down: None })
}

/// Whether a file asks not to be one transaction; an error when it asks for what is not done here.
fn says_apart(bytes: &[u8], sql: &str, layout: Layout) -> Result<bool, &'static str> {
    match layout {
        Layout::Sqlx => Ok(sql.starts_with("-- no-transaction")),
        Layout::Atlas => lists::directives(bytes).try_fold(false, |apart, directive| match directive {
            ("txmode", mode) => Ok(mode == "none"),
            ("delimiter", _) => Err("a file with a delimiter of its own"),
            ("txtar", _) => Err("an archive of several files"),
            ("checkpoint", _) => Err("a checkpoint"),
            ("import", _) => Err("a file that imports others"),
            _ => Ok(apart),
        }),
        Layout::GolangMigrate
        | Layout::Numbered
        | Layout::Flyway
        | Layout::Prisma
        | Layout::Goose
        | Layout::Dbmate
        | Layout::Drizzle
        | Layout::Refinery => Ok(false),
    }
}

fn section_problem(file: &str, layout: Layout, error: SectionError) -> Problem {
    let file = file.to_owned();
    match error {
        SectionError::NoAnnotation => Problem::NoAnnotation { file, layout },
        SectionError::Outside { line } => Problem::OutsideSection { file, line },
        SectionError::Bad { line, text, why } => Problem::BadAnnotation { file, line, text, why },
    }
}

fn script(file: &str, sql: &str, checksum: &str, apart: bool, problems: &mut Vec<Problem>) -> Option<Script> {
    let statements = match sql::split(sql) {
        Ok(statements) => statements,
        Err(error) => {
            let (line, column, message) = (error.line, error.column, error.message);
            problems.push(Problem::Unparsable { file: file.to_owned(), line, column, message });
            return None;
        }
    };
    let before = problems.len();
    let statements = unwrap_transaction(file, statements, problems);
    for statement in statements.iter().filter(|statement| sql::copies_from_stdin(&statement.text)) {
        let (line, column) = (statement.line, statement.column);
        problems.push(Problem::CopyFromStdin { file: file.to_owned(), line, column });
    }
    for statement in &statements {
        if let Some(what) = sql::spoils_session(&statement.text) {
            let (line, column, summary) = (statement.line, statement.column, statement.summary.clone());
            problems.push(Problem::SessionSpoiled { file: file.to_owned(), line, column, what, summary });
        }
    }
    (problems.len() == before).then(|| Script {
        file: file.to_owned(),
        checksum: checksum.to_owned(),
        sql: sql.to_owned(),
        statements,
        apart,
    })
}

/// The text of a file, without a byte order mark.
fn text<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str, Problem> {
    let looks_like = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
        _ => None,
    };
    let line_of = |bytes: &[u8]| bytes.split(|&byte| byte == b'\n').count();
    let sql = std::str::from_utf8(bytes).map_err(|error| {
        let byte = error.valid_up_to();
        let line = line_of(&bytes[..byte]);
        Problem::NotUtf8 { file: file.to_owned(), byte, line, looks_like }
    })?;
    if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
        return Err(Problem::NulByte { file: file.to_owned(), line: line_of(&bytes[..at]) });
    }
    let sql = sql.strip_prefix('\u{feff}').unwrap_or(sql);
    if sql.trim().is_empty() {
        return Err(Problem::EmptyFile { file: file.to_owned() });
    }
    Ok(sql)
}

/// Takes away a `BEGIN` and `COMMIT` that wrap the whole file, and refuses every other one.
fn unwrap_transaction(
    file: &str,
    mut statements: Vec<Statement>,
    problems: &mut Vec<Problem>,
) -> Vec<Statement> {
    let control = |statement: Option<&Statement>| {
        statement.and_then(|statement| sql::transaction_control(&statement.text))
    };
    let wrapped = statements.len() >= 2
        && control(statements.first()) == Some(Control::Begin)
        && control(statements.last()) == Some(Control::Commit);
    if wrapped {
        statements.remove(0);
        statements.pop();
    }
    for statement in &statements {
        let (line, column, summary) = (statement.line, statement.column, statement.summary.clone());
        let file = file.to_owned();
        if control(Some(statement)).is_some() {
            problems.push(Problem::TransactionControl { file, line, column, summary });
        } else if wrapped && !statement.transactional {
            problems.push(Problem::NotInTransaction { file, line, column, summary });
        }
    }
    statements
}
