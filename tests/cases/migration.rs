//! The cases of directories and of plans: one text file each, in sections that begin with `== `.
//!
//! `directory/*.txt`: a section a file (`== 0001_a.sql`; `== 0001_a.sql escaped` when it has bytes written
//! as `\xff`), perhaps `== layout`, and `== expect`: either the layout and one line a migration, or one
//! line a problem.
//! `adopt/TOOL/layout.txt`: the same expectation, for the real directory `adopt/TOOL/migrations`.
//! `plan/*.txt`: files likewise; `== ledger` with lines `applied VERSION FILE`, which take the file's own
//! checksum unless the word `changed` follows, and `unfinished VERSION FILE STATE...`, one state a statement;
//! `== target`; and `== expect`: either `from A to B` and one line a step, or one line a problem.
//! What stands before the first section says what the case is about.

use std::path::Path;
use std::time::UNIX_EPOCH;

use datatest_stable::Result;
use migration_engine::directory::{self, Catalog, DirectoryError, checksum};
use migration_engine::ledger::{MigrationRecord, MigrationState, StatementRecord, StatementState};
use migration_engine::{Ledger, Target, plan};

/// A case in sections, in order.
struct Case {
    sections: Vec<(String, String)>,
}

impl Case {
    fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)?;
        let mut sections: Vec<(String, String)> = Vec::new();
        for line in text.split_inclusive('\n') {
            if let Some(name) = line.strip_prefix("== ") {
                sections.push((name.trim().to_owned(), String::new()));
            } else if let Some((_, body)) = sections.last_mut() {
                body.push_str(line);
            }
        }
        Ok(Self { sections })
    }

    fn section(&self, name: &str) -> Option<&str> {
        self.sections.iter().find(|(it, _)| it == name).map(|(_, body)| body.as_str())
    }

    /// Puts the files into a folder and reads it as the engine does.
    fn load(&self) -> Result<std::result::Result<Catalog, DirectoryError>> {
        let folder = tempfile::tempdir()?;
        for (name, body) in &self.sections {
            if matches!(name.as_str(), "layout" | "ledger" | "target" | "expect") {
                continue;
            }
            let (name, bytes) = match name.strip_suffix(" escaped") {
                Some(name) => (name, unescaped(body)?),
                None => (name.as_str(), body.clone().into_bytes()),
            };
            let file = folder.path().join(name);
            std::fs::create_dir_all(file.parent().ok_or("a folder")?)?;
            std::fs::write(file, bytes)?;
        }
        let layout = self.section("layout").map(|layout| layout.trim().parse()).transpose()?;
        Ok(directory::load(folder.path(), layout))
    }

    fn holds(&self, found: &[String]) -> Result<()> {
        let expected: Vec<&str> = self.section("expect").ok_or("a section expect")?.lines().collect();
        if expected == found {
            return Ok(());
        }
        Err(format!("expected\n  {}\nfound\n  {}", expected.join("\n  "), found.join("\n  ")).into())
    }
}

/// Bytes written as `\x00`, and `\r`; the last line end is not part of the file.
fn unescaped(text: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = text.strip_suffix('\n').unwrap_or(text);
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at + 1..];
        let taken = match rest.as_bytes() {
            [b'r', ..] => {
                bytes.push(b'\r');
                1
            }
            [b'x', ..] => {
                bytes.push(u8::from_str_radix(rest.get(1..3).ok_or("two digits")?, 16)?);
                3
            }
            _ => return Err("an escape is \\r or \\xNN".into()),
        };
        rest = &rest[taken..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    Ok(bytes)
}

fn directory(path: &Path) -> Result<()> {
    let case = Case::read(path)?;
    case.holds(&shown(case.load()?))
}

/// A real directory of a tool, with what it is read as beside it.
fn layout(path: &Path) -> Result<()> {
    let migrations = path.parent().ok_or("a folder")?.join("migrations");
    let sections = vec![("expect".to_owned(), std::fs::read_to_string(path)?)];
    Case { sections }.holds(&shown(directory::load(&migrations, None)))
}

fn shown(read: std::result::Result<Catalog, DirectoryError>) -> Vec<String> {
    match read {
        Ok(catalog) => {
            let mut lines = vec![format!("layout {}", catalog.layout)];
            for migration in &catalog.migrations {
                let count = migration.up.statements.len();
                let kind = if migration.transactional() { "" } else { ", not in one transaction" };
                let down = migration.down.as_ref().map(|down| format!(", down {}", down.file));
                let (version, label) = (migration.version, &migration.label);
                lines.push(format!("{version} {label}: {count}{kind}{}", down.unwrap_or_default()));
            }
            lines
        }
        Err(error) => error.problems.iter().map(ToString::to_string).collect(),
    }
}

fn ledger(case: &Case, catalog: &Catalog) -> Result<Ledger> {
    let mut migrations = Vec::new();
    for line in case.section("ledger").unwrap_or_default().lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [state, version, file, rest @ ..] = words.as_slice() else { return Err("a ledger line".into()) };
        let version = version.parse()?;
        let migration = catalog.get(version);
        let text = |index: usize| {
            let statement = migration.and_then(|migration| migration.up.statements.get(index));
            statement.map(|statement| statement.text.clone()).unwrap_or_default()
        };
        let states = rest.iter().filter(|word| **word != "changed").enumerate();
        let statements = states.map(|(index, word)| {
            let (state, text) = match word.strip_suffix("-other") {
                Some(state) => (state, "something else".to_owned()),
                None => (*word, text(index)),
            };
            let state = match state {
                "done" => StatementState::Done,
                "failed" => StatementState::Failed,
                _ => StatementState::Started,
            };
            StatementRecord { index, checksum: checksum(text.as_bytes()), state }
        });
        let same = migration.filter(|_| !rest.contains(&"changed"));
        let applied = *state == "applied";
        migrations.push(MigrationRecord {
            version,
            name: String::new(),
            file: (*file).to_owned(),
            checksum: same.map_or_else(|| checksum(b"another"), |migration| migration.up.checksum.clone()),
            state: if applied { MigrationState::Applied } else { MigrationState::Unfinished },
            started_at: UNIX_EPOCH,
            applied_at: applied.then_some(UNIX_EPOCH),
            applied_by: String::new(),
            duration_ms: 0,
            provider_version: String::new(),
            down_file: None,
            statements: statements.collect(),
        });
    }
    Ok(Ledger { migrations })
}

fn planning(path: &Path) -> Result<()> {
    let case = Case::read(path)?;
    let catalog = case.load()??;
    let view = ledger(&case, &catalog)?.view();
    // A view goes through private data between plan and apply.
    let view = serde_json::from_str(&serde_json::to_string(&view)?)?;
    let target = match case.section("target") {
        Some(target) => Target::Version(target.trim().parse()?),
        None => Target::Newest,
    };
    let found = match plan(&catalog, &view, &target) {
        Ok(made) => {
            assert_eq!(Ok(&made), plan(&catalog, &view, &target).as_ref(), "the same input, the same plan");
            let show = |version: Option<migration_engine::Version>| {
                version.map_or("nothing".to_owned(), |it| it.to_string())
            };
            let mut lines = vec![format!("from {} to {}", show(made.from), show(made.to))];
            for step in &made.steps {
                let kind = if step.transactional { "one transaction" } else { "in pieces" };
                let (at, of) = (step.resume_at + 1, step.statements.len());
                lines.push(format!("{}: {kind}, statement {at} of {of}", step.label));
            }
            lines
        }
        // The test's own checksums are no part of the case.
        Err(problems) => problems
            .iter()
            .map(|problem| problem.to_string().split(": checksum").next().unwrap_or_default().to_owned())
            .collect(),
    };
    case.holds(&found)
}

datatest_stable::harness! {
    { test = directory, root = "../../tests/cases/directory", pattern = r"\.txt$" },
    { test = layout, root = "../../tests/cases/adopt", pattern = r"layout\.txt$" },
    { test = planning, root = "../../tests/cases/plan", pattern = r"\.txt$" },
}
