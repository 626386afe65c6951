//! What a new migration of each layout consists of: a table. Layouts whose tool keeps a list of its files are
//! left to that tool.

use migration_engine::layout::Layout;

/// What stands in a file that goes up, and in one that goes down. A comment is enough for both.
pub(super) const UP: &str = "-- What this migration does, and why.\n";
const DOWN: &str = "-- How it is undone.\n";

/// The files of one migration.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Template {
    layout: &'static str,
    /// The first version of an empty directory; none: the time.
    pub(super) first: Option<&'static str>,
    /// Names, with `{version}` and `{name}` in them, and texts. Empty: another tool makes them.
    pub(super) files: &'static [(&'static str, &'static str)],
    /// How that tool makes them.
    pub(super) instead: &'static str,
}

const fn made(
    layout: &'static str,
    first: Option<&'static str>,
    files: &'static [(&'static str, &'static str)],
) -> Template {
    Template { layout, first, files, instead: "" }
}

const TEMPLATES: [Template; 10] = [
    made(
        "golang-migrate",
        Some("0001"),
        &[("{version}_{name}.up.sql", UP), ("{version}_{name}.down.sql", DOWN)],
    ),
    made("numbered", Some("0001"), &[("{version}_{name}.sql", UP), ("{version}_{name}.down.sql", DOWN)]),
    made("sqlx", None, &[("{version}_{name}.up.sql", UP), ("{version}_{name}.down.sql", DOWN)]),
    made("flyway", Some("1"), &[("V{version}__{name}.sql", UP), ("U{version}__{name}.sql", DOWN)]),
    made("refinery", Some("1"), &[("V{version}__{name}.sql", UP)]),
    made("prisma", None, &[("{version}_{name}/migration.sql", UP), ("{version}_{name}/down.sql", DOWN)]),
    made(
        "goose",
        Some("00001"),
        &[(
            "{version}_{name}.sql",
            "-- +goose Up\n-- What this migration does, and why.\n\n-- +goose Down\n-- How it is undone.\n",
        )],
    ),
    made(
        "dbmate",
        None,
        &[(
            "{version}_{name}.sql",
            "-- migrate:up\n-- What this migration does, and why.\n\n-- migrate:down\n-- How it is undone.\n",
        )],
    ),
    Template { layout: "atlas", first: None, files: &[], instead: "atlas migrate new NAME" },
    Template {
        layout: "drizzle",
        first: None,
        files: &[],
        instead: "drizzle-kit generate --custom --name=NAME",
    },
];

/// What a migration of this layout consists of.
pub(super) fn of(layout: Layout) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.layout == layout.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_has_a_template() {
        for layout in Layout::ALL {
            let template = of(layout).unwrap_or_else(|| panic!("{layout} has no template"));
            assert_ne!(template.files.is_empty(), template.instead.is_empty(), "{layout}");
        }
    }
}
