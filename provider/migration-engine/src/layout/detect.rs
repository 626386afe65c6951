//! Which layout a directory has. Names tell most of it, lists that only one tool keeps tell some, and where
//! tools share a naming the annotations inside the files decide. What fits two tools that would run the files
//! differently is not guessed.

use super::names::{Direction, script_name};
use super::sections::{Annotated, annotation_of};
use super::{Layout, looks_like_sql};

/// What there is to tell a layout from.
pub(crate) struct Evidence<'a> {
    /// Names in the directory that are no folders, sorted.
    pub files: &'a [String],
    /// `folder/file`, one level down, sorted.
    pub nested: &'a [String],
    /// The text of each file of `files` that ends in `.sql` and could be read.
    pub texts: &'a dyn Fn(&str) -> Option<&'a str>,
}

/// What a directory says about its layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Detected {
    Layout(Layout),
    /// Two layouts, each with the file that speaks for it.
    Ambiguous {
        one: (Layout, String),
        other: (Layout, String),
    },
    /// A layout of a tool whose files are not run, by that tool's name and the file that told.
    Foreign {
        tool: &'static str,
        evidence: String,
    },
    /// No file that is a migration in any layout.
    Nothing,
}

/// Lists that only one tool keeps.
const LISTS: [(&str, Layout); 3] = [
    ("migration_lock.toml", Layout::Prisma),
    ("meta/_journal.json", Layout::Drizzle),
    ("atlas.sum", Layout::Atlas),
];

/// Names of tools whose migrations are not run here.
const FOREIGN: [(&str, &str); 3] =
    [("sqitch.plan", "Sqitch"), ("databasechangelog.xml", "Liquibase"), ("alembic.ini", "Alembic")];

pub(crate) fn detect(evidence: &Evidence<'_>) -> Detected {
    let Evidence { files, nested, .. } = evidence;
    let all = || files.iter().chain(*nested);
    let listed = LISTS.iter().filter_map(|(name, layout)| {
        let found = all().find(|it| it.as_str() == *name)?;
        Some((*layout, found.clone()))
    });
    let mut listed: Vec<_> = listed.collect();
    // Atlas keeps its sum beside files of other tools as well; then those say how the files are to be read.
    if listed.len() > 1 {
        listed.retain(|(layout, _)| *layout != Layout::Atlas);
    }
    let mut listed = listed.into_iter();
    match (listed.next(), listed.next()) {
        (Some(one), Some(other)) => return Detected::Ambiguous { one, other },
        (Some((Layout::Atlas, _)), None) => return beside_atlas_sum(evidence),
        (Some((layout, _)), None) => return Detected::Layout(layout),
        (None, _) => {}
    }
    if let Some((evidence, tool)) = FOREIGN.iter().find_map(|&(name, tool)| {
        let found = all().find(|it| it.as_str() == name)?;
        Some((found.clone(), tool))
    }) {
        return Detected::Foreign { tool, evidence };
    }
    let told = by_names(evidence);
    if told == Detected::Nothing { by_folders(nested) } else { told }
}

/// Files of Atlas, unless they are those of a tool that Atlas reads, too.
fn beside_atlas_sum(evidence: &Evidence<'_>) -> Detected {
    let told = by_names(evidence);
    let own = matches!(told, Detected::Layout(Layout::Numbered | Layout::Sqlx) | Detected::Nothing);
    if own { Detected::Layout(Layout::Atlas) } else { told }
}

fn by_folders(nested: &[String]) -> Detected {
    let ends = |end: &str| nested.iter().find(|name| name.ends_with(end)).cloned();
    if let Some(evidence) = ends("/up.sql") {
        return Detected::Foreign { tool: "Diesel", evidence };
    }
    match (ends("/snapshot.json"), ends("/migration.sql")) {
        // Since its version 1, Drizzle has a folder for each migration and no journal.
        (Some(evidence), Some(_)) => Detected::Foreign { tool: "Drizzle 1", evidence },
        (None, Some(_)) => Detected::Layout(Layout::Prisma),
        (_, None) => Detected::Nothing,
    }
}

/// What names alone can say, and annotations where they share a name.
fn by_names(evidence: &Evidence<'_>) -> Detected {
    let files = evidence.files;
    let up = |layout: Layout| {
        let is = |file: &&String| script_name(file, layout).is_some_and(|it| it.direction == Direction::Up);
        files.iter().find(is).cloned()
    };
    let (pairs, numbered) = (up(Layout::GolangMigrate), up(Layout::Numbered));
    match (prefixed(files), pairs, numbered) {
        (Some((layout, file)), None, None) => match unversioned(files, layout, &file) {
            Some(ambiguous) => ambiguous,
            None => Detected::Layout(layout),
        },
        (Some(one), Some(file), _) => Detected::Ambiguous { one, other: (Layout::GolangMigrate, file) },
        (Some(one), None, Some(file)) => Detected::Ambiguous { one, other: (Layout::Numbered, file) },
        (None, Some(_), _) => by_texts(evidence, Layout::GolangMigrate),
        (None, None, Some(_)) => by_texts(evidence, Layout::Numbered),
        (None, None, None) => Detected::Nothing,
    }
}

/// Flyway's names or refinery's, with the file that tells. Where only `V` files are there both read them alike.
fn prefixed(files: &[String]) -> Option<(Layout, String)> {
    let flyway: Vec<_> = files.iter().filter(|file| script_name(file, Layout::Flyway).is_some()).collect();
    let baseline = |file: &&String| {
        file.strip_prefix('B').is_some_and(|rest| script_name(&format!("V{rest}"), Layout::Flyway).is_some())
    };
    let first = flyway.first().copied().or_else(|| files.iter().find(baseline))?;
    let only_flyway = |file: &&String| baseline(file) || script_name(file, Layout::Refinery).is_none();
    if let Some(file) = flyway.iter().copied().find(only_flyway).or_else(|| files.iter().find(baseline)) {
        return Some((Layout::Flyway, file.clone()));
    }
    // A `U` whose version no `V` has undoes nothing: it is one of refinery's, which goes up.
    let alone = flyway.iter().find(|file| file.starts_with('U') && !has_partner(file, files));
    Some(alone.map_or_else(|| (Layout::Flyway, first.clone()), |file| (Layout::Refinery, (*file).clone())))
}

fn has_partner(file: &str, files: &[String]) -> bool {
    let version = |file: &str| script_name(file, Layout::Flyway).and_then(|it| it.version.ok());
    let wanted = version(file);
    files.iter().any(|other| other.starts_with('V') && version(other) == wanted)
}

/// `U` files of which some have a `V` of their version and some have none: undo for one tool, up for the other.
fn unversioned(files: &[String], layout: Layout, file: &str) -> Option<Detected> {
    let undo = files.iter().find(|it| it.starts_with('U') && has_partner(it, files))?;
    let alone = files.iter().find(|it| it.starts_with('U') && !has_partner(it, files));
    let told = if layout == Layout::Refinery { Some(file) } else { alone.map(String::as_str) }?;
    script_name(told, Layout::Flyway)?;
    let one = (Layout::Flyway, undo.clone());
    Some(Detected::Ambiguous { one, other: (Layout::Refinery, told.to_owned()) })
}

/// Tools that share these names: whose annotations are in the files?
fn by_texts(evidence: &Evidence<'_>, layout: Layout) -> Detected {
    let mut goose = None;
    let mut dbmate = None;
    let mut sqlx = false;
    for file in evidence.files.iter().filter(|file| looks_like_sql(file)) {
        let Some(text) = (evidence.texts)(file) else { continue };
        sqlx = sqlx || text.starts_with("-- no-transaction");
        match annotation_of(text) {
            Some((Annotated::Goose, _)) => goose = goose.or_else(|| Some(file.clone())),
            Some((Annotated::Dbmate, _)) => dbmate = dbmate.or_else(|| Some(file.clone())),
            Some((Annotated::Other(_), _)) | None => {}
        }
    }
    match (goose, dbmate) {
        (Some(one), Some(other)) => {
            Detected::Ambiguous { one: (Layout::Goose, one), other: (Layout::Dbmate, other) }
        }
        (Some(_), None) => Detected::Layout(Layout::Goose),
        (None, Some(_)) => Detected::Layout(Layout::Dbmate),
        (None, None) if sqlx => Detected::Layout(Layout::Sqlx),
        (None, None) => Detected::Layout(layout),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(files: &[(&str, &str)], nested: &[&str]) -> Detected {
        let names: Vec<String> = files.iter().map(|(name, _)| (*name).to_owned()).collect();
        let nested: Vec<String> = nested.iter().map(|&name| name.to_owned()).collect();
        let texts = |wanted: &str| files.iter().find(|(name, _)| *name == wanted).map(|(_, text)| *text);
        detect(&Evidence { files: &names, nested: &nested, texts: &texts })
    }

    #[test]
    fn tools_are_known_by_their_files() {
        let goose = "-- +goose Up\nselect 1;\n";
        let dbmate = "-- migrate:up\nselect 1;\n";
        for (files, nested, layout) in [
            (&[("1_a.up.sql", ""), ("2_b.sql", "")][..], &[][..], Layout::GolangMigrate),
            (&[("1_a.sql", "")], &[], Layout::Numbered),
            (&[("1_a.sql", "-- no-transaction\nvacuum t;")], &[], Layout::Sqlx),
            (&[("1_a.up.sql", "-- no-transaction\nvacuum t;")], &[], Layout::Sqlx),
            (&[("V1__a.sql", "")], &[], Layout::Flyway),
            (&[("U1__a.sql", ""), ("V1__a.sql", "")], &[], Layout::Flyway),
            (&[("R__views.sql", "")], &[], Layout::Flyway),
            (&[("B1__a.sql", "")], &[], Layout::Flyway),
            (&[("U2__b.sql", ""), ("V1__a.sql", "")], &[], Layout::Refinery),
            (&[("U2__b.sql", ""), ("V1.1__a.sql", "")], &[], Layout::Flyway),
            (&[("1_a.sql", ""), ("atlas.sum", "")], &[], Layout::Atlas),
            (&[("1_a.sql", goose), ("atlas.sum", "")], &[], Layout::Goose),
            (&[("1_a.up.sql", ""), ("atlas.sum", "")], &[], Layout::GolangMigrate),
            (&[("migration_lock.toml", "")], &["1_a/migration.sql"], Layout::Prisma),
            (&[], &["1_a/migration.sql"], Layout::Prisma),
            (&[("0000_a.sql", "")], &["meta/_journal.json"], Layout::Drizzle),
            (&[("1_a.sql", goose), ("2_b.sql", "")], &[], Layout::Goose),
            (&[("1_a.sql", dbmate)], &[], Layout::Dbmate),
        ] {
            assert_eq!(told(files, nested), Detected::Layout(layout), "{files:?} {nested:?}");
        }
        assert_eq!(told(&[("README.md", "")], &[]), Detected::Nothing);
    }

    #[test]
    fn tools_that_are_not_run_are_named() {
        for (files, nested, tool) in [
            (&[][..], &["1_a/up.sql", "1_a/down.sql"][..], "Diesel"),
            (&[("sqitch.plan", "")], &["deploy/a.sql"], "Sqitch"),
            (&[], &["1_a/migration.sql", "1_a/snapshot.json"], "Drizzle 1"),
        ] {
            let found = told(files, nested);
            assert!(matches!(&found, Detected::Foreign { tool: it, .. } if *it == tool), "{found:?}");
        }
    }

    #[test]
    fn what_two_tools_would_run_differently_is_not_guessed() {
        for (files, nested, expected) in [
            (
                &[("1_a.sql", "-- +goose Up\n"), ("2_b.sql", "-- migrate:up\n")][..],
                &[][..],
                (Layout::Goose, Layout::Dbmate),
            ),
            (&[("V1__a.sql", ""), ("2_b.sql", "")], &[], (Layout::Flyway, Layout::Numbered)),
            (&[("V1__a.sql", ""), ("2_b.up.sql", "")], &[], (Layout::Flyway, Layout::GolangMigrate)),
            (
                &[("U1__a.sql", ""), ("U2__b.sql", ""), ("V1__a.sql", "")],
                &[],
                (Layout::Flyway, Layout::Refinery),
            ),
            (&[("migration_lock.toml", "")], &["meta/_journal.json"], (Layout::Prisma, Layout::Drizzle)),
        ] {
            let found = told(files, nested);
            let Detected::Ambiguous { one, other } = &found else { panic!("{files:?}: {found:?}") };
            assert_eq!((one.0, other.0), expected, "{files:?}");
        }
    }
}
