//! `signalcraft migrate new`: the two files of the next migration, in the layout that the directory has.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::Args;
use kit::clock::{Clock as _, SystemClock};
use migration_engine::Catalog;
use migration_engine::directory::{self, Problem};
use migration_engine::layout::Layout;
use serde::Serialize;
use tf_provider::diagnostic::{Diagnostic, Diagnostics};
use time::OffsetDateTime;
use time::macros::format_description;

use super::super::arguments::{Naming, Output};
use super::super::console::Console;
use super::super::exit::Exit;
use super::super::letters::{self, usage};
use crate::migrations::diagnose;

/// Digits of a version such as 20260131235959.
const TIMESTAMP: usize = 14;
/// Digits in an empty directory.
const USUAL: usize = 4;

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
    let (layout, version) = match next(&new.directory, new.naming.layout) {
        Ok(next) => next,
        Err(problems) => return letters::end(console, &problems, Exit::Failed),
    };
    let [up, down] = file_names(layout, &version, &name);
    let paths = [new.directory.join(up), new.directory.join(down)];
    if let Err(letter) = create(&new.directory, &paths) {
        return letters::end(console, &letter.into(), Exit::Failed);
    }
    let files: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
    if console.is_json() {
        console.document(&Document { r#type: "new", version, layout: layout.as_str(), files });
    } else {
        for file in &files {
            console.data(file);
        }
    }
    Exit::Done
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
    match directory::load(folder, layout) {
        Ok(catalog) => Ok((catalog.layout, next_version(&catalog, SystemClock.now()))),
        Err(error) if error.problems.iter().all(|it| matches!(it, Problem::Missing | Problem::Empty)) => {
            Ok((layout.unwrap_or(Layout::GolangMigrate), format!("{:0USUAL$}", 1)))
        }
        Err(error) => Err(diagnose::directory(&error, &folder.display().to_string())),
    }
}

/// One more than the newest, with as many digits; or the time, if the newest is one.
fn next_version(catalog: &Catalog, now: SystemTime) -> String {
    let newest = catalog.migrations.last();
    let digits = newest.map_or(USUAL, |newest| newest.label.bytes().take_while(u8::is_ascii_digit).count());
    let next = catalog.newest().map_or(1, |newest| newest.0.saturating_add(1));
    let time = OffsetDateTime::from(now);
    let time = time.format(format_description!("[year][month][day][hour][minute][second]"));
    match time.ok().and_then(|time| time.parse::<u64>().ok()) {
        // two in one second, or a newest one that lies in the future
        Some(time) if digits == TIMESTAMP => time.max(next).to_string(),
        _ => format!("{next:0digits$}"),
    }
}

fn file_names(layout: Layout, version: &str, name: &str) -> [String; 2] {
    let up = match layout {
        Layout::GolangMigrate => ".up.sql",
        Layout::Numbered => ".sql",
    };
    [format!("{version}_{name}{up}"), format!("{version}_{name}.down.sql")]
}

fn create(folder: &Path, paths: &[PathBuf; 2]) -> Result<(), Diagnostic> {
    let refuse = |path: &Path, error: std::io::Error| {
        Diagnostic::error(
            "The migration cannot be created",
            format!("{} cannot be written: {error}. Nothing that existed was changed.", path.display()),
        )
    };
    fs::create_dir_all(folder).map_err(|error| refuse(folder, error))?;
    let texts = ["-- What this migration does, and why.\n", "-- How it is undone.\n"];
    for (path, text) in paths.iter().zip(texts) {
        let file = OpenOptions::new().write(true).create_new(true).open(path);
        let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| refuse(path, error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn catalog(files: &[&str]) -> Catalog {
        let folder = tempfile::tempdir().expect("a folder");
        for file in files {
            fs::write(folder.path().join(file), "select 1;").expect("a file");
        }
        directory::load(folder.path(), None).expect("good migrations")
    }

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
        for (files, expected) in [
            (&["0001_a.up.sql", "0009_b.up.sql"][..], "0010"),
            (&["1_a.sql", "9_b.sql"], "10"),
            (&["999_a.sql"], "1000"),
            (&["20200101000000_a.up.sql"], "20231114221320"),
            (&["20990101000000_a.up.sql"], "20990101000001"),
        ] {
            assert_eq!(next_version(&catalog(files), now), expected, "{files:?}");
        }
    }

    #[test]
    fn what_is_made_is_a_migration_of_its_layout() {
        for layout in Layout::ALL {
            let folder = tempfile::tempdir().expect("a folder");
            for number in ["0001", "0002"] {
                let (found, version) =
                    next(folder.path(), (number == "0001").then_some(layout)).expect("a version");
                assert_eq!((found, version.as_str()), (layout, number));
                let names = file_names(layout, &version, "a");
                create(folder.path(), &names.map(|name| folder.path().join(name))).expect("two files");
            }
            let read = directory::load(folder.path(), None).expect("good migrations");
            assert!(read.layout == layout && read.migrations.iter().all(|it| it.down.is_some()), "{layout}");
        }
    }
}
