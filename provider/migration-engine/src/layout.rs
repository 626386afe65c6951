//! How a directory names its migrations, told from the names of the files and, for tools that put several
//! directions into one file, from their annotations. Nothing is read or parsed as SQL here.

use std::fmt;
use std::str::FromStr;

/// A naming scheme that the engine runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// `N_name.up.sql` and, optionally, `N_name.down.sql`.
    GolangMigrate,
    /// `N_name.sql` and, optionally, `N_name.down.sql`.
    Numbered,
}

impl Layout {
    /// Every layout, in the order in which messages list them.
    pub const ALL: [Self; 2] = [Self::GolangMigrate, Self::Numbered];

    /// The name as it is written in configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GolangMigrate => "golang-migrate",
            Self::Numbered => "numbered",
        }
    }

    /// What a file of this layout is called.
    pub const fn example(self) -> &'static str {
        match self {
            Self::GolangMigrate => "0001_create_orders.up.sql",
            Self::Numbered => "0001_create_orders.sql",
        }
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The name given is not one of [`Layout::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown layout \"{given}\"; known are golang-migrate and numbered")]
pub struct UnknownLayout {
    /// The text as given.
    pub given: String,
}

impl FromStr for Layout {
    type Err = UnknownLayout;

    fn from_str(text: &str) -> Result<Self, UnknownLayout> {
        Self::ALL
            .into_iter()
            .find(|layout| layout.as_str() == text)
            .ok_or_else(|| UnknownLayout { given: text.to_owned() })
    }
}

/// Which direction a script goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Up,
    Down,
}

/// A file name, understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ScriptName<'a> {
    /// The digits as written.
    pub digits: &'a str,
    /// What stands between the version and the suffix.
    pub name: &'a str,
    pub direction: Direction,
}

/// Reads a file name in a layout. `None`: the name does not belong to it.
pub(crate) fn script_name(file: &str, layout: Layout) -> Option<ScriptName<'_>> {
    let stem = file.strip_suffix(".sql")?;
    let (stem, direction) = match (stem.strip_suffix(".up"), stem.strip_suffix(".down"), layout) {
        (Some(stem), _, Layout::GolangMigrate) => (stem, Direction::Up),
        (None, Some(stem), _) => (stem, Direction::Down),
        (None, None, Layout::Numbered) => (stem, Direction::Up),
        (Some(_), _, Layout::Numbered) | (None, None, Layout::GolangMigrate) => return None,
    };
    let (digits, name) = stem.split_once('_')?;
    let known = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) && !name.is_empty();
    known.then_some(ScriptName { digits, name, direction })
}

/// Whether somebody surely meant this name to be a migration: `.sql` in any case and with blanks behind it,
/// or a number and an end that is nearly right (`.upsql`, `.up`). Not a hidden file.
pub(crate) fn looks_like_sql(file: &str) -> bool {
    let lower = file.trim_end().to_ascii_lowercase();
    let extension = lower.rsplit_once('.').map_or("", |(_, extension)| extension);
    let numbered = lower.starts_with(|first: char| first.is_ascii_digit());
    let nearly = matches!(extension, "upsql" | "downsql" | "up" | "down");
    !file.starts_with('.') && (extension == "sql" || numbered && nearly)
}

/// The name that was probably meant, when one can be told.
pub(crate) fn suggestion(file: &str, layout: Layout) -> Option<String> {
    let lower = file.trim_end().to_ascii_lowercase();
    let stem = lower.strip_suffix("sql").unwrap_or(&lower);
    let stem = stem.strip_suffix('.').unwrap_or(stem);
    let (stem, down) = match (stem.strip_suffix(".up"), stem.strip_suffix(".down")) {
        (Some(stem), _) => (stem, false),
        (None, Some(stem)) => (stem, true),
        (None, None) => (stem, false),
    };
    let end = stem.find(|c: char| !c.is_ascii_digit()).unwrap_or(stem.len());
    let (digits, rest) = stem.split_at(end);
    let name = rest.trim_start_matches(['-', '_', '.', ' ']);
    if digits.is_empty() || name.is_empty() {
        return None;
    }
    let suffix = match (layout, down) {
        (_, true) => ".down.sql",
        (Layout::GolangMigrate, false) => ".up.sql",
        (Layout::Numbered, false) => ".sql",
    };
    Some(format!("{digits}_{name}{suffix}")).filter(|name| name != file)
}

/// What the names in a directory say about its layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Detected {
    Layout(Layout),
    /// A layout of another tool, by that tool's name and the file that told.
    Foreign {
        tool: &'static str,
        evidence: String,
    },
    /// No file that is a migration in any layout.
    Nothing,
}

/// Names that only one tool uses. (whole name, tool)
const MARKERS: [(&str, &str); 6] = [
    ("atlas.sum", "Atlas"),
    ("migration_lock.toml", "Prisma"),
    ("meta/_journal.json", "Drizzle"),
    ("sqitch.plan", "Sqitch"),
    ("databasechangelog.xml", "Liquibase"),
    ("alembic.ini", "Alembic"),
];

/// Tells the layout from file names. `nested` are the names one level down, as `folder/file`, of which only
/// markers of other tools are of interest.
pub(crate) fn detect(files: &[String], nested: &[String]) -> Detected {
    let all = || files.iter().chain(nested);
    for (marker, tool) in MARKERS {
        if let Some(found) = all().find(|name| name.as_str() == marker) {
            return Detected::Foreign { tool, evidence: found.clone() };
        }
    }
    if let Some(found) = files.iter().find(|name| is_flyway(name)) {
        return Detected::Foreign { tool: "Flyway", evidence: found.clone() };
    }
    if files.iter().any(|name| is_up(name, Layout::GolangMigrate)) {
        return Detected::Layout(Layout::GolangMigrate);
    }
    if files.iter().any(|name| is_up(name, Layout::Numbered)) {
        return Detected::Layout(Layout::Numbered);
    }
    for (file, tool) in [("/migration.sql", "Prisma"), ("/up.sql", "Diesel")] {
        if let Some(found) = nested.iter().find(|name| name.ends_with(file)) {
            return Detected::Foreign { tool, evidence: found.clone() };
        }
    }
    Detected::Nothing
}

fn is_up(file: &str, layout: Layout) -> bool {
    script_name(file, layout).is_some_and(|name| name.direction == Direction::Up)
}

/// `V1.2__name.sql`, `U1__name.sql`, `B1__name.sql`, `R__name.sql`.
fn is_flyway(file: &str) -> bool {
    let Some((head, _)) = file.strip_suffix(".sql").and_then(|stem| stem.split_once("__")) else {
        return false;
    };
    let version = head.trim_start_matches(['V', 'U', 'B']);
    head == "R"
        || (head.len() == version.len() + 1
            && !version.is_empty()
            && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'_'))
}

/// A tool whose annotations are in this text. Such a file holds more than one direction, so running it as
/// plain SQL would apply the change and undo it again.
pub(crate) fn foreign_annotation(sql: &str) -> Option<(&'static str, usize)> {
    sql.lines().enumerate().find_map(|(number, line)| {
        let comment = line.trim().strip_prefix("--")?.trim_start();
        let tool = if comment.starts_with("+goose") {
            "goose"
        } else if comment.starts_with("migrate:") {
            "dbmate"
        } else if comment.starts_with("liquibase formatted") {
            "Liquibase"
        } else if comment.starts_with("+migrate ") {
            "sql-migrate"
        } else {
            return None;
        };
        Some((tool, number + 1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_their_layout() {
        for (file, layout, expected) in [
            ("0001_a.up.sql", Layout::GolangMigrate, Some(("0001", "a", Direction::Up))),
            ("1_a_b.down.sql", Layout::GolangMigrate, Some(("1", "a_b", Direction::Down))),
            ("0001_a.sql", Layout::GolangMigrate, None),
            ("0001_a.sql", Layout::Numbered, Some(("0001", "a", Direction::Up))),
            ("0001_a.down.sql", Layout::Numbered, Some(("0001", "a", Direction::Down))),
            ("0001_a.up.sql", Layout::Numbered, None),
            ("0001-a.sql", Layout::Numbered, None),
            ("0001_.sql", Layout::Numbered, None),
            ("_a.sql", Layout::Numbered, None),
            ("0001_a.SQL", Layout::Numbered, None),
        ] {
            let read = script_name(file, layout).map(|name| (name.digits, name.name, name.direction));
            assert_eq!(read, expected, "{file} as {layout}");
        }
    }

    #[test]
    fn a_typo_gets_the_name_that_was_meant() {
        for (file, layout, expected) in [
            ("0003-foo.sql", Layout::Numbered, Some("0003_foo.sql")),
            ("0003_foo.SQL", Layout::Numbered, Some("0003_foo.sql")),
            ("0003_foo.sql", Layout::GolangMigrate, Some("0003_foo.up.sql")),
            ("0003_foo.Down.sql", Layout::GolangMigrate, Some("0003_foo.down.sql")),
            ("0003_foo.up.sql ", Layout::GolangMigrate, Some("0003_foo.up.sql")),
            ("0003_foo.upsql", Layout::GolangMigrate, Some("0003_foo.up.sql")),
            ("0003_foo.up", Layout::GolangMigrate, Some("0003_foo.up.sql")),
            ("0003_foo.downsql", Layout::Numbered, Some("0003_foo.down.sql")),
            ("foo.sql", Layout::Numbered, None),
            ("0003.sql", Layout::Numbered, None),
        ] {
            assert_eq!(suggestion(file, layout).as_deref(), expected, "{file}");
        }
    }

    #[test]
    fn other_tools_are_known_by_their_files() {
        let names = |list: &[&str]| list.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        for (files, nested, tool) in [
            (&["V1__a.sql"][..], &[][..], "Flyway"),
            (&["R__views.sql"], &[], "Flyway"),
            (&["1_a.sql", "atlas.sum"], &[], "Atlas"),
            (&["migration_lock.toml"], &["1_a/migration.sql"], "Prisma"),
            (&[], &["1_a/migration.sql"], "Prisma"),
            (&["0000_a.sql"], &["meta/_journal.json"], "Drizzle"),
            (&[], &["1_a/up.sql", "1_a/down.sql"], "Diesel"),
            (&["sqitch.plan"], &["deploy/a.sql"], "Sqitch"),
        ] {
            let found = detect(&names(files), &names(nested));
            let told = matches!(&found, Detected::Foreign { tool: it, .. } if *it == tool);
            assert!(told, "{files:?} {nested:?}: {found:?}");
        }
        assert_eq!(detect(&names(&["1_a.sql"]), &[]), Detected::Layout(Layout::Numbered));
        assert_eq!(detect(&names(&["1_a.up.sql", "2_b.sql"]), &[]), Detected::Layout(Layout::GolangMigrate));
        assert_eq!(detect(&names(&["README.md"]), &[]), Detected::Nothing);
    }

    #[test]
    fn annotations_of_other_tools_are_seen() {
        assert_eq!(foreign_annotation("select 1;\n-- +goose Up\n"), Some(("goose", 2)));
        assert_eq!(foreign_annotation("--migrate:up\n"), Some(("dbmate", 1)));
        assert_eq!(foreign_annotation("--liquibase formatted sql\n"), Some(("Liquibase", 1)));
        assert_eq!(foreign_annotation("-- we migrate: slowly\n"), None);
    }
}
