//! `signalcraft migrate new`: the two files of the next migration, in the layout that the directory has.

mod template;

use std::borrow::Cow;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::Args;
use kit::clock::{Clock as _, SystemClock};
use migration_engine::directory::{self, Problem};
use migration_engine::layout::Layout;
use serde::Serialize;
use tf_provider::diagnostic::{Diagnostic, Diagnostics};
use time::OffsetDateTime;
use time::macros::format_description;

use self::template::Template;
use super::super::arguments::{Naming, Output};
use super::super::console::Console;
use super::super::exit::Exit;
use super::super::letters::{self, usage};
use crate::migrations::diagnose;

/// Digits of a version such as 20260131235959.
const TIMESTAMP: usize = 14;

/// Create the files of the next migration.
///
/// Finds out how the directory names its files and which version comes next: one more than the newest, or the
/// time, where versions are timestamps. Nothing that exists is written over.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// What it does, as in `add_orders_index`; blanks and dashes become underscores.
    #[arg(value_name = "NAME")]
    name: String,
    /// The directory of migrations; it is made if it does not exist.
    #[arg(long, value_name = "DIR", default_value = "migrations")]
    directory: PathBuf,
    #[command(flatten)]
    naming: Naming,
    #[command(flatten)]
    pub(super) output: Output,
}

#[derive(Debug, Serialize)]
struct Document {
    r#type: &'static str,
    version: String,
    layout: &'static str,
    files: Vec<String>,
}

pub(super) fn run(console: &Console, new: &New) -> Exit {
    let Some(name) = words(&new.name) else {
        let (letter, exit) = usage("A migration's name has letters or digits in it, as in add_orders_index.");
        return letters::end(console, &letter.into(), exit);
    };
    let made = next(&new.directory, new.naming.layout).and_then(|(layout, version)| {
        let files = files(layout, &version, &name)?;
        create(&new.directory, &files)?;
        Ok(Document {
            r#type: "new",
            version,
            layout: layout.as_str(),
            files: files.iter().map(|(file, _)| new.directory.join(file).display().to_string()).collect(),
        })
    });
    match made {
        Err(problems) => return letters::end(console, &problems, Exit::Failed),
        Ok(made) if console.is_json() => console.document(&made),
        Ok(made) => {
            for file in &made.files {
                console.data(file);
            }
        }
    }
    Exit::Done
}

/// Makes a migration of this SQL, behind all others. The files it made.
pub(super) fn behind(
    folder: &Path,
    layout: Option<Layout>,
    name: &str,
    sql: &str,
) -> Result<Vec<String>, Diagnostics> {
    let (layout, version) = next(folder, layout)?;
    let mut files = files(layout, &version, name)?;
    if let Some((_, up)) = files.first_mut() {
        *up = up.replace(template::UP, &format!("{};\n", sql.trim().trim_end_matches(';'))).into();
    }
    create(folder, &files)?;
    Ok(files.iter().map(|(file, _)| folder.join(file).display().to_string()).collect())
}

/// A name as it stands in a file's name. `None`: nothing is left of it.
fn words(name: &str) -> Option<String> {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let text: String = name.chars().map(plain).collect();
    let words: Vec<_> = text.split('_').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { None } else { Some(words.join("_")) }
}

/// The layout, and the next version as it is written there.
fn next(folder: &Path, layout: Option<Layout>) -> Result<(Layout, String), Diagnostics> {
    if let Some(layout) = layout {
        // without its tool's list, such a directory cannot be read either
        made_here(layout)?;
    }
    match directory::load(folder, layout) {
        Ok(catalog) => {
            let newest = catalog.newest().and_then(|newest| catalog.get(newest));
            let version =
                next_version(catalog.layout, newest.map(|newest| newest.label.as_str()), SystemClock.now());
            Ok((catalog.layout, version))
        }
        Err(error) if error.problems.iter().all(|it| matches!(it, Problem::Missing | Problem::Empty)) => {
            let layout = layout.unwrap_or(Layout::GolangMigrate);
            Ok((layout, next_version(layout, None, SystemClock.now())))
        }
        Err(error) => Err(diagnose::directory(&error, &folder.display().to_string())),
    }
}

/// One more than the newest, with as many digits; or the time, if the newest is one.
fn next_version(layout: Layout, newest: Option<&str>, now: SystemTime) -> String {
    let time = OffsetDateTime::from(now);
    let time =
        time.format(format_description!("[year][month][day][hour][minute][second]")).unwrap_or_default();
    let Some(newest) = newest else {
        let first = template::of(layout).and_then(|template| template.first);
        return first.map_or(time, str::to_owned);
    };
    let digits: String =
        newest.chars().skip_while(char::is_ascii_alphabetic).take_while(char::is_ascii_digit).collect();
    let next = format!(
        "{:0width$}",
        digits.parse::<u64>().unwrap_or_default().saturating_add(1),
        width = digits.len()
    );
    // two in one second, or a newest one that lies in the future
    if digits.len() == TIMESTAMP { time.max(next) } else { next }
}

/// The template of a layout, unless another tool has to make its files.
fn made_here(layout: Layout) -> Result<&'static Template, Diagnostics> {
    let template = template::of(layout);
    template.filter(|template| !template.files.is_empty()).ok_or_else(|| {
        let instead = template.map_or("its own tool", |template| template.instead);
        let letter = Diagnostic::error(
            "Not made here",
            format!(
                "The tool of the layout {layout} keeps a list of its files, and a file that is not in it is refused. \
                 Use `{instead}`; the result can be judged and applied here."
            ),
        );
        letter.into()
    })
}

/// Files of a migration by name, and their texts.
type Files = Vec<(String, Cow<'static, str>)>;

fn files(layout: Layout, version: &str, name: &str) -> Result<Files, Diagnostics> {
    let template = made_here(layout)?;
    let filled = |text: &str| text.replace("{version}", version).replace("{name}", name);
    Ok(template.files.iter().map(|(file, text)| (filled(file), Cow::Borrowed(*text))).collect())
}

fn create(folder: &Path, files: &Files) -> Result<(), Diagnostics> {
    let refuse = |path: &Path, error: std::io::Error| {
        Diagnostics::from(Diagnostic::error(
            "The migration cannot be created",
            format!("{} cannot be written: {error}. Nothing that existed was changed.", path.display()),
        ))
    };
    for (file, text) in files {
        let path = folder.join(file);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| refuse(parent, error))?;
        let opened = OpenOptions::new().write(true).create_new(true).open(&path);
        let written = opened.and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| refuse(&path, error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn a_name_becomes_one_of_a_file() {
        for (name, expected) in [
            ("add_orders_index", Some("add_orders_index")),
            ("Add orders-index!", Some("add_orders_index")),
            ("../../etc", Some("etc")),
            ("--", None),
            ("", None),
        ] {
            assert_eq!(words(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn the_next_version_is_written_as_the_newest_is() {
        let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000); // 2023-11-14 22:13:20
        for (newest, expected) in [
            (None, "0001"),
            (Some("0009_b"), "0010"),
            (Some("9_b"), "10"),
            (Some("999_a"), "1000"),
            (Some("V2__orders"), "3"),
            (Some("V1.1__orders"), "2"),
            (Some("20200101000000_a"), "20231114221320"),
            (Some("20990101000000_a"), "20990101000001"),
        ] {
            assert_eq!(next_version(Layout::GolangMigrate, newest, now), expected, "{newest:?}");
        }
    }

    #[test]
    fn nothing_is_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = vec![("0001_a.up.sql".to_owned(), Cow::Borrowed("new"))];
        fs::write(folder.path().join("0001_a.up.sql"), "old").expect("a file");
        assert!(create(folder.path(), &files).is_err());
        assert_eq!(fs::read_to_string(folder.path().join("0001_a.up.sql")).expect("the file"), "old");
    }

    #[test]
    fn what_is_made_is_a_migration_of_its_layout() {
        for layout in Layout::ALL {
            let folder = tempfile::tempdir().expect("a folder");
            let mut versions = Vec::new();
            for _ in 0..2 {
                // the layout is named where nothing tells it yet
                let Ok((found, version)) = next(folder.path(), Some(layout)) else { continue };
                let files = files(layout, &version, "a").expect("a template");
                create(folder.path(), &files).expect("files");
                assert_eq!(found, layout);
                versions.push(version);
            }
            if template::of(layout).is_some_and(|template| template.files.is_empty()) {
                continue; // another tool makes them
            }
            let read = directory::load(folder.path(), None).expect("good migrations");
            assert_eq!((read.migrations.len(), versions.len()), (2, 2), "{layout}");
        }
    }
}
