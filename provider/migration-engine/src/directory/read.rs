//! The work behind [`super::load`]: list, tell the layout, sort names into versions, read and check texts.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::{Catalog, MAX_ENTRIES, MAX_FILE_BYTES, MAX_TOTAL_BYTES, Migration, Problem, Script, checksum};
use crate::layout::{self, Detected, Direction, Layout};
use crate::sql::{self, Control, Statement};
use crate::version::Version;

/// Folders are looked into one level deep, and only so far, to recognise other tools.
const MAX_NESTED: usize = 200;

pub(super) fn load(directory: &Path, layout: Option<Layout>) -> Result<Catalog, Vec<Problem>> {
    let mut problems = Vec::new();
    let listing = list(directory, &mut problems).map_err(|problem| vec![problem])?;
    let layout = match layout {
        Some(layout) => layout,
        None => match layout::detect(&listing.files, &listing.nested) {
            Detected::Layout(layout) => layout,
            Detected::Foreign { tool, evidence } => {
                return Err(vec![Problem::ForeignLayout { tool, evidence }]);
            }
            // Names that are nearly right are told one by one below, as if they were plain numbered files.
            Detected::Nothing => Layout::Numbered,
        },
    };
    let migrations = collect(directory, &listing.files, layout, &mut problems);
    if problems.is_empty() && migrations.is_empty() {
        problems.push(Problem::Empty);
    }
    if problems.is_empty() {
        Ok(Catalog { directory: directory.to_owned(), layout, migrations })
    } else {
        Err(problems)
    }
}

/// Names in a directory, sorted.
struct Listing {
    /// Everything that is not a folder.
    files: Vec<String>,
    /// `folder/file`, one level down.
    nested: Vec<String>,
}

fn list(directory: &Path, problems: &mut Vec<Problem>) -> Result<Listing, Problem> {
    let unreadable = |error: std::io::Error| Problem::DirectoryUnreadable { reason: error.to_string() };
    match fs::metadata(directory) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(Problem::Missing),
        Err(error) => return Err(unreadable(error)),
        Ok(metadata) if !metadata.is_dir() => return Err(Problem::NotADirectory),
        Ok(_) => {}
    }
    let mut listing = Listing { files: Vec::new(), nested: Vec::new() };
    for (count, entry) in fs::read_dir(directory).map_err(unreadable)?.enumerate() {
        if count >= MAX_ENTRIES {
            return Err(Problem::TooManyEntries);
        }
        let entry = entry.map_err(unreadable)?;
        let name = match entry.file_name().into_string() {
            Ok(name) => name,
            Err(name) => {
                let shown = name.to_string_lossy().into_owned();
                if layout::looks_like_sql(&shown) {
                    problems.push(Problem::NameNotUtf8 { shown });
                }
                continue;
            }
        };
        // A broken link has no metadata; it is a file here, and reading it will tell.
        let is_folder = fs::metadata(entry.path()).is_ok_and(|metadata| metadata.is_dir());
        if is_folder && !layout::looks_like_sql(&name) {
            nested(&entry.path(), &name, &mut listing.nested);
        } else {
            listing.files.push(name);
        }
    }
    listing.files.sort();
    listing.nested.sort();
    Ok(listing)
}

/// Only evidence: a folder that cannot be listed tells nothing and harms nothing.
fn nested(folder: &Path, name: &str, into: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten().take(MAX_NESTED) {
        if into.len() < MAX_NESTED {
            into.push(format!("{name}/{}", entry.file_name().to_string_lossy()));
        }
    }
}

/// A file with its name understood, not yet read.
struct Found<'a> {
    file: &'a str,
    name: &'a str,
}

fn collect(
    directory: &Path,
    files: &[String],
    layout: Layout,
    problems: &mut Vec<Problem>,
) -> Vec<Migration> {
    let mut ups: BTreeMap<Version, Vec<Found<'_>>> = BTreeMap::new();
    let mut downs: BTreeMap<Version, Vec<Found<'_>>> = BTreeMap::new();
    for file in files.iter().filter(|file| layout::looks_like_sql(file)) {
        let Some(script) = layout::script_name(file, layout) else {
            let suggestion = layout::suggestion(file, layout);
            problems.push(Problem::Misnamed { file: file.clone(), layout, suggestion });
            continue;
        };
        let Ok(version) = script.digits.parse() else {
            problems.push(Problem::VersionTooLarge { file: file.clone() });
            continue;
        };
        let side = match script.direction {
            Direction::Up => &mut ups,
            Direction::Down => &mut downs,
        };
        side.entry(version).or_default().push(Found { file, name: script.name });
    }
    let mut budget = MAX_TOTAL_BYTES;
    let mut migrations = Vec::new();
    for (&version, found) in &ups {
        let down = downs.remove(&version).unwrap_or_default();
        for side in [found, &down] {
            if side.len() > 1 {
                let files = side.iter().map(|found| found.file.to_owned()).collect();
                problems.push(Problem::DuplicateVersion { version, files });
            }
        }
        let mut read = |found: &Found<'_>| read_script(directory, found.file, &mut budget, problems);
        let scripts: Vec<_> = found.iter().map(&mut read).collect();
        let mut down: Vec<_> = down.iter().map(&mut read).collect();
        if let ([found], Ok([Some(up)])) = (found.as_slice(), <[_; 1]>::try_from(scripts)) {
            let label = found.file.trim_end_matches(".sql").trim_end_matches(".up").to_owned();
            let down = down.pop().flatten();
            migrations.push(Migration { version, name: found.name.to_owned(), label, up, down });
        }
    }
    for (version, found) in downs {
        for found in found {
            problems.push(Problem::DownWithoutUp { file: found.file.to_owned(), version });
        }
    }
    migrations
}

/// Reads and checks one file. `None`: what is wrong was added to `problems`.
fn read_script(
    directory: &Path,
    file: &str,
    budget: &mut u64,
    problems: &mut Vec<Problem>,
) -> Option<Script> {
    match read_bytes(&directory.join(file), file, budget) {
        Ok(bytes) => script(file, &bytes, problems),
        // Said once, however many files are beyond it.
        Err(Problem::TooLargeTogether) if problems.contains(&Problem::TooLargeTogether) => None,
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}

fn read_bytes(path: &Path, file: &str, budget: &mut u64) -> Result<Vec<u8>, Problem> {
    let unreadable =
        |error: std::io::Error| Problem::Unreadable { file: file.to_owned(), reason: error.to_string() };
    // Asked before opening: opening a pipe waits for somebody to write into it.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(Problem::NotAFile { file: file.to_owned() });
    }
    let mut bytes = Vec::new();
    let opened = fs::File::open(path).map_err(unreadable)?;
    opened.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    let size = bytes.len() as u64;
    if size > MAX_FILE_BYTES {
        return Err(Problem::TooLarge { file: file.to_owned() });
    }
    *budget = budget.checked_sub(size).ok_or(Problem::TooLargeTogether)?;
    Ok(bytes)
}

fn script(file: &str, bytes: &[u8], problems: &mut Vec<Problem>) -> Option<Script> {
    let sql = match text(file, bytes) {
        Ok(sql) => sql,
        Err(problem) => {
            problems.push(problem);
            return None;
        }
    };
    if let Some((tool, line)) = layout::foreign_annotation(sql) {
        problems.push(Problem::ForeignAnnotation { file: file.to_owned(), line, tool });
        return None;
    }
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
        checksum: checksum(bytes),
        sql: sql.to_owned(),
        statements,
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
