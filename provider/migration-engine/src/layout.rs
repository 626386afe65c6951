//! How a directory names its migrations: one layout for each tool whose files the engine runs. Which one a
//! directory has is told from names and annotations ([`detect`]); what a name says is read in [`names`], what
//! annotations say in [`sections`]. Nothing is parsed as SQL here.

mod detect;
mod names;
mod sections;

use std::fmt;
use std::str::FromStr;

pub(crate) use self::detect::{Detected, Evidence, detect};
pub(crate) use self::names::{Direction, looks_like_sql, script_name, suggestion};
pub(crate) use self::sections::{SectionError, annotation_of, sections};

/// A naming scheme that the engine runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// `N_name.up.sql` and, optionally, `N_name.down.sql`.
    GolangMigrate,
    /// `N_name.sql` and, optionally, `N_name.down.sql`.
    Numbered,
    /// Either of the two above; `-- no-transaction` in the first line.
    Sqlx,
    /// `V1.2__name.sql`, `U1.2__name.sql` to go down, `R__name.sql` to run again whenever it changes.
    Flyway,
    /// `N_name/migration.sql` and, optionally, `N_name/down.sql`.
    Prisma,
    /// `N_name.sql` with `-- +goose Up` and `-- +goose Down`.
    Goose,
    /// `N_name.sql` with `-- migrate:up` and `-- migrate:down`.
    Dbmate,
    /// `N_name.sql`, all of them in `atlas.sum`.
    Atlas,
    /// `N_name.sql`, all of them in `meta/_journal.json`.
    Drizzle,
    /// `V1__name.sql`, and `U1__name.sql` which goes up as well.
    Refinery,
}

impl Layout {
    /// Every layout, in the order in which messages list them.
    pub const ALL: [Self; 10] = [
        Self::GolangMigrate,
        Self::Numbered,
        Self::Sqlx,
        Self::Flyway,
        Self::Prisma,
        Self::Goose,
        Self::Dbmate,
        Self::Atlas,
        Self::Drizzle,
        Self::Refinery,
    ];

    /// The name as it is written in configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GolangMigrate => "golang-migrate",
            Self::Numbered => "numbered",
            Self::Sqlx => "sqlx",
            Self::Flyway => "flyway",
            Self::Prisma => "prisma",
            Self::Goose => "goose",
            Self::Dbmate => "dbmate",
            Self::Atlas => "atlas",
            Self::Drizzle => "drizzle",
            Self::Refinery => "refinery",
        }
    }

    /// What a file of this layout is called.
    pub const fn example(self) -> &'static str {
        match self {
            Self::GolangMigrate => "0001_create_orders.up.sql",
            Self::Numbered | Self::Goose => "0001_create_orders.sql",
            Self::Sqlx | Self::Dbmate | Self::Atlas => "20260131235959_create_orders.sql",
            Self::Flyway => "V1__create_orders.sql or R__order_views.sql",
            Self::Refinery => "V1__create_orders.sql",
            Self::Prisma => "20260131235959_create_orders/migration.sql",
            Self::Drizzle => "0000_create_orders.sql",
        }
    }

    /// Whether a file holds both directions, told apart by annotations.
    pub(crate) const fn is_annotated(self) -> bool {
        matches!(self, Self::Goose | Self::Dbmate)
    }

    /// Whether each migration is a folder.
    pub(crate) const fn has_folders(self) -> bool {
        matches!(self, Self::Prisma)
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The name given is not one of [`Layout::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown layout \"{given}\"; known are {}", known())]
pub struct UnknownLayout {
    /// The text as given.
    pub given: String,
}

fn known() -> String {
    let mut names: Vec<&str> = Layout::ALL.iter().map(|layout| layout.as_str()).collect();
    let last = names.pop().unwrap_or_default();
    format!("{} and {last}", names.join(", "))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_has_one_name() {
        for layout in Layout::ALL {
            assert_eq!(layout.as_str().parse(), Ok(layout));
        }
        let error = "golang".parse::<Layout>().unwrap_err().to_string();
        assert!(
            error.starts_with("unknown layout \"golang\"; known are golang-migrate, numbered, "),
            "{error}"
        );
        assert!(error.ends_with(" and refinery"), "{error}");
    }
}
