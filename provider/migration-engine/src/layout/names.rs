//! What a file's name says in a layout: version, name, direction.

use super::Layout;
use crate::version::{Version, VersionError};

/// Which direction a script goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Up,
    Down,
}

/// A file name, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ScriptName<'a> {
    /// Where it stands; an error when the digits are too many.
    pub version: Result<Version, VersionError>,
    /// What stands between the version and the suffix. Empty where the layout does without.
    pub name: &'a str,
    /// How messages call the migration: the file without suffix, or the folder.
    pub label: &'a str,
    pub direction: Direction,
}

/// Reads a file name in a layout; `folder/file` in one that has folders. `None`: it does not belong to it.
pub(crate) fn script_name(file: &str, layout: Layout) -> Option<ScriptName<'_>> {
    match layout {
        Layout::Flyway | Layout::Refinery => prefixed(file, layout),
        Layout::Prisma => in_folder(file),
        Layout::GolangMigrate
        | Layout::Numbered
        | Layout::Sqlx
        | Layout::Goose
        | Layout::Dbmate
        | Layout::Atlas
        | Layout::Drizzle => numbered(file, layout),
    }
}

/// `0001_name.sql`, `0001_name.up.sql`, `0001_name.down.sql`
fn numbered(file: &str, layout: Layout) -> Option<ScriptName<'_>> {
    let stem = file.strip_suffix(".sql")?;
    let (label, direction) = match (stem.strip_suffix(".up"), stem.strip_suffix(".down"), layout) {
        (Some(stem), _, Layout::GolangMigrate | Layout::Sqlx) => (stem, Direction::Up),
        (None, Some(stem), Layout::GolangMigrate | Layout::Sqlx | Layout::Numbered) => {
            (stem, Direction::Down)
        }
        // An annotated file or one of a list holds what it holds, whatever dots its name has.
        (None, None, Layout::Numbered | Layout::Sqlx)
        | (_, _, Layout::Goose | Layout::Dbmate | Layout::Atlas | Layout::Drizzle) => (stem, Direction::Up),
        _ => return None,
    };
    let end = label.find(|c: char| !c.is_ascii_digit()).unwrap_or(label.len());
    let (digits, rest) = label.split_at(end);
    let name = match (rest.strip_prefix('_'), layout) {
        (Some(name), _) if !name.is_empty() => name,
        // Both take a bare number; dbmate takes anything behind it.
        (None, Layout::Dbmate) => rest,
        (None, Layout::Atlas) if rest.is_empty() => rest,
        _ => return None,
    };
    (!digits.is_empty()).then(|| ScriptName { version: digits.parse(), name, label, direction })
}

/// `V1_2__name.sql`, `R__name.sql`
fn prefixed(file: &str, layout: Layout) -> Option<ScriptName<'_>> {
    let label = file.strip_suffix(".sql")?;
    let (head, name) = label.split_once("__").filter(|(_, name)| !name.is_empty())?;
    let version = head.get(1..)?;
    let kind = head.get(..1)?;
    if layout == Layout::Flyway && kind == "R" && version.is_empty() {
        let version = Ok(Version::repeatable(name));
        return Some(ScriptName { version, name, label, direction: Direction::Up });
    }
    let direction = match (kind, layout) {
        ("V", _) | ("U", Layout::Refinery) => Direction::Up,
        ("U", _) => Direction::Down,
        _ => return None,
    };
    let digits = version.replace('_', ".");
    let whole = layout == Layout::Flyway || !digits.contains('.');
    let parts = digits.split('.').all(|part| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit()));
    (whole && parts).then(|| ScriptName { version: digits.parse(), name, label, direction })
}

/// `20260131235959_name/migration.sql`
fn in_folder(file: &str) -> Option<ScriptName<'_>> {
    let (label, script) = file.split_once('/')?;
    let direction = match script {
        "migration.sql" => Direction::Up,
        "down.sql" => Direction::Down,
        _ => return None,
    };
    let end = label.find(|c: char| !c.is_ascii_digit()).unwrap_or(label.len());
    let (digits, rest) = label.split_at(end);
    let name = rest.strip_prefix('_').unwrap_or(rest);
    (!digits.is_empty()).then(|| ScriptName { version: digits.parse(), name, label, direction })
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
    let prefixed = matches!(layout, Layout::Flyway | Layout::Refinery);
    let stem = if prefixed { stem.trim_start_matches('v') } else { stem };
    let end = stem.find(|c: char| !c.is_ascii_digit()).unwrap_or(stem.len());
    let (digits, rest) = stem.split_at(end);
    let name = rest.trim_start_matches(['-', '_', '.', ' ']);
    if digits.is_empty() || name.is_empty() {
        return None;
    }
    let suggested = match (layout, down) {
        (Layout::Flyway, true) => format!("U{digits}__{name}.sql"),
        (Layout::Flyway | Layout::Refinery, false) => format!("V{digits}__{name}.sql"),
        (Layout::GolangMigrate | Layout::Sqlx | Layout::Numbered, true) => {
            format!("{digits}_{name}.down.sql")
        }
        (Layout::GolangMigrate, false) => format!("{digits}_{name}.up.sql"),
        (Layout::Prisma, false) => format!("{digits}_{name}/migration.sql"),
        (Layout::Prisma, true) => format!("{digits}_{name}/down.sql"),
        (_, true) => return None,
        (_, false) => format!("{digits}_{name}.sql"),
    };
    Some(suggested).filter(|name| name != file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_their_layout() {
        use Direction::{Down, Up};
        use Layout::{Atlas, Dbmate, Flyway, GolangMigrate, Goose, Numbered, Prisma, Refinery, Sqlx};
        for (file, layout, expected) in [
            ("0001_a.up.sql", GolangMigrate, Some(("1", "a", Up))),
            ("1_a_b.down.sql", GolangMigrate, Some(("1", "a_b", Down))),
            ("0001_a.sql", GolangMigrate, None),
            ("0001_a.sql", Numbered, Some(("1", "a", Up))),
            ("0001_a.down.sql", Numbered, Some(("1", "a", Down))),
            ("0001_a.up.sql", Numbered, None),
            ("0001-a.sql", Numbered, None),
            ("0001_.sql", Numbered, None),
            ("_a.sql", Numbered, None),
            ("0001_a.SQL", Numbered, None),
            ("0001_a.sql", Sqlx, Some(("1", "a", Up))),
            ("0001_a.up.sql", Sqlx, Some(("1", "a", Up))),
            ("0001_a.down.sql", Sqlx, Some(("1", "a", Down))),
            ("V1__a.sql", Flyway, Some(("1", "a", Up))),
            ("V1_2.3__a__b.sql", Flyway, Some(("1.2.3", "a__b", Up))),
            ("U1__a.sql", Flyway, Some(("1", "a", Down))),
            ("U1__a.sql", Refinery, Some(("1", "a", Up))),
            ("V1.2__a.sql", Refinery, None),
            ("B1__a.sql", Flyway, None),
            ("V1_a.sql", Flyway, None),
            ("V__a.sql", Flyway, None),
            ("V1___a.sql", Flyway, Some(("1", "_a", Up))),
            ("20260131235959_a/migration.sql", Prisma, Some(("20260131235959", "a", Up))),
            ("20260131235959_a/down.sql", Prisma, Some(("20260131235959", "a", Down))),
            ("20260131235959_a/other.sql", Prisma, None),
            ("00001_a.sql", Goose, Some(("1", "a", Up))),
            ("20260131-a.sql", Dbmate, Some(("20260131", "-a", Up))),
            ("20260131.sql", Atlas, Some(("20260131", "", Up))),
            ("20260131.sql", Numbered, None),
        ] {
            let read = script_name(file, layout);
            let read = read.map(|it| (it.version.unwrap().to_string(), it.name, it.direction));
            assert_eq!(read, expected.map(|(v, name, to)| (v.to_owned(), name, to)), "{file} as {layout}");
        }
        let repeatable = script_name("R__views.sql", Flyway).unwrap();
        assert_eq!((repeatable.version, repeatable.name), (Ok(Version::repeatable("views")), "views"));
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
            ("v3_foo.sql", Layout::Flyway, Some("V3__foo.sql")),
            ("3_foo.sql", Layout::Refinery, Some("V3__foo.sql")),
            ("3_foo.sql", Layout::Prisma, Some("3_foo/migration.sql")),
            ("foo.sql", Layout::Numbered, None),
            ("0003.sql", Layout::Numbered, None),
        ] {
            assert_eq!(suggestion(file, layout).as_deref(), expected, "{file}");
        }
    }
}
