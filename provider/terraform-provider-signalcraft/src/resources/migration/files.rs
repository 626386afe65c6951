//! The directory: read, judged, compared with a ledger. No database, no clock; the same files give the same
//! answer at plan and at apply.

use std::path::Path as FilePath;

use migration_engine::layout::Layout;
use migration_engine::plan::Target;
use migration_engine::{Catalog, LedgerView, Plan, Version, directory, plan};
use migration_lint::{FileReport, Finding, Options};
use tf_provider::diagnostic::Diagnostics;

use super::model::{Lint, Model};
use crate::migrations::diagnose;

/// What the directory holds.
#[derive(Debug, Clone)]
pub(super) struct Files {
    pub(super) catalog: Catalog,
    /// One report a migration, in the catalog's order; empty before [`Files::judge`].
    pub(super) reports: Vec<FileReport>,
}

/// Reads the directory. Everything it needs must be known.
pub(super) fn load(model: &Model) -> Result<Files, Diagnostics> {
    let directory = model.directory.as_known().cloned().unwrap_or_default();
    let layout = match model.layout.as_known() {
        Some(name) => Some(name.parse::<Layout>().map_err(|error| diagnose::unknown_layout(&error))?),
        None => None,
    };
    let catalog = directory::load(FilePath::new(&directory), layout)
        .map_err(|error| diagnose::directory(&error, &directory))?;
    Ok(Files { catalog, reports: Vec::new() })
}

fn options(lint: &Lint) -> Options {
    Options {
        pg_version: lint.pg_version,
        start_after: lint.start_after,
        allow: lint.allow.clone(),
        ..Options::default()
    }
}

/// What is to do, given a ledger.
pub(super) fn compare(files: &Files, ledger: &LedgerView, model: &Model) -> Result<Plan, Diagnostics> {
    plan(&files.catalog, ledger, &target(model)?).map_err(|problems| diagnose::problems(&problems))
}

/// Up to where.
pub(super) fn target(model: &Model) -> Result<Target, Diagnostics> {
    match model.target_version.as_known() {
        None => Ok(Target::Newest),
        Some(text) => {
            text.parse::<Version>().map(Target::Version).map_err(|error| diagnose::bad_version(&error).into())
        }
    }
}

impl Files {
    /// Judges the files above `applied`. What is applied already says which tables are in use; a table that
    /// is made by this very plan is nobody's yet.
    pub(super) fn judge(&mut self, model: &Model, applied: Option<Version>) {
        let mut options = model.lint.as_known().map_or_else(Options::default, options);
        let history = options.start_after.map(Version).max(applied);
        options.start_after = history.map(|version| self.catalog.lint_version(version));
        self.reports = migration_lint::analyse(&self.catalog.sources(), &options);
    }

    /// The report on a version.
    pub(super) fn report(&self, version: Version) -> Option<&FileReport> {
        let at = self.catalog.migrations.iter().position(|migration| migration.version == version)?;
        self.reports.get(at)
    }

    /// The findings on the files of a plan: those at or above the level that refuses, and the warnings.
    pub(super) fn findings<'a>(&'a self, plan: &'a Plan) -> impl Iterator<Item = &'a Finding> {
        plan.steps.iter().filter_map(|step| self.report(step.version)).flat_map(|report| &report.findings)
    }
}
