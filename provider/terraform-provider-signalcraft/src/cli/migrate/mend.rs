//! `migrate lint --fix`: puts the safe form of a statement into its file, where a finding has one that does the same
//! in the end. What the change needs later becomes a migration of its own, behind all others.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use migration_engine::Catalog;
use migration_engine::layout::Layout;
use migration_lint::{FileReport, Finding, Level, fix};
use serde::Serialize;
use tf_provider::diagnostic::{Diagnostic, Diagnostics};

use super::{files, new};

/// A fix may make another one possible; more rounds than any file needs.
const ROUNDS: usize = 8;
const MARK: char = '\u{feff}';

/// What was done.
#[derive(Debug, Default)]
pub(super) struct Mended {
    pub(super) fixes: Vec<Fixed>,
    /// Files that were made for what has to come later.
    pub(super) created: Vec<String>,
}

/// One fix, as a document.
#[derive(Debug, Serialize)]
pub(super) struct Fixed {
    pub(super) file: String,
    pub(super) rule: &'static str,
    pub(super) title: String,
}

/// Mends the files of a directory, as far as findings of this level and above know how.
pub(super) fn mend(
    folder: &Path,
    layout: Option<Layout>,
    level: Level,
    judge: impl Fn(&Catalog) -> Vec<FileReport>,
) -> Result<Mended, Diagnostics> {
    let mut mended = Mended::default();
    let mut later = Vec::new();
    for _ in 0..ROUNDS {
        let catalog = files::load(folder, layout)?;
        let before = mended.fixes.len();
        for (migration, report) in catalog.migrations.iter().zip(judge(&catalog)) {
            let known = |finding: &Finding| finding.level >= level && finding.fix.is_some();
            let findings: Vec<Finding> = report.findings.into_iter().filter(known).collect();
            if findings.is_empty() {
                continue;
            }
            let path = folder.join(&migration.up.file);
            let done = in_file(&path, &findings).map_err(|error| refused(&path, &error))?;
            let fixed = |(rule, title)| Fixed { file: migration.up.file.clone(), rule, title };
            mended.fixes.extend(done.applied.into_iter().map(fixed));
            later.extend(done.later.into_iter().map(|sql| (migration.name.clone(), sql)));
        }
        if mended.fixes.len() == before {
            break;
        }
    }
    for (name, sql) in later {
        mended.created.extend(new::behind(folder, layout, &format!("{name}_later"), &sql)?);
    }
    Ok(mended)
}

fn in_file(path: &Path, findings: &[Finding]) -> io::Result<migration_lint::Fixed> {
    let text = fs::read_to_string(path)?;
    let sql = text.strip_prefix(MARK).unwrap_or(&text);
    let fixed = fix(sql, findings);
    if fixed.text != sql {
        let mark = if sql.len() < text.len() { MARK.to_string() } else { String::new() };
        write(path, &format!("{mark}{}", fixed.text))?;
    }
    Ok(fixed)
}

/// All of it or nothing, with the rights that the file had; through a link, to where it leads.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let path = path.canonicalize()?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut draft = tempfile::NamedTempFile::new_in(folder)?;
    draft.write_all(text.as_bytes())?;
    draft.as_file().set_permissions(fs::metadata(&path)?.permissions())?;
    draft.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

fn refused(path: &Path, error: &io::Error) -> Diagnostics {
    Diagnostic::error(
        "The file cannot be mended",
        format!("{}: {error}. Files before it are mended, this one is as it was.", path.display()),
    )
    .into()
}
