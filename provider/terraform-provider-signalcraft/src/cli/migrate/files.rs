//! A directory of migrations: read, and judged. No database.

use std::path::Path;

use migration_engine::layout::Layout;
use migration_engine::{Catalog, Plan, Version, directory};
use migration_lint::{FileReport, Finding, Options, analyse};
use tf_provider::diagnostic::Diagnostics;

use super::super::arguments::Judging;
use crate::migrations::diagnose;

/// Reads a directory, or says all that is wrong with it.
pub(super) fn load(folder: &Path, layout: Option<Layout>) -> Result<Catalog, Diagnostics> {
    directory::load(folder, layout)
        .map_err(|error| diagnose::directory(&error, &folder.display().to_string()))
}

/// One report a migration, in the catalog's order. What is `applied` is history, as what `--start-after` names.
pub(super) fn judge(
    catalog: &Catalog,
    judging: &Judging,
    pg_version: u32,
    applied: Option<Version>,
) -> Vec<FileReport> {
    let start_after = judging.start_after.max(applied).map(|version| catalog.lint_version(version));
    let options = Options { pg_version, start_after, allow: judging.allow.clone(), ..Options::default() };
    analyse(&catalog.sources(), &options)
}

/// The findings about the files of a plan.
pub(super) fn of_plan<'a>(catalog: &Catalog, reports: &'a [FileReport], plan: &Plan) -> Vec<&'a Finding> {
    let planned = |version| plan.steps.iter().any(|step| step.version == version);
    let reports = catalog.migrations.iter().zip(reports).filter(|(migration, _)| planned(migration.version));
    reports.flat_map(|(_, report)| &report.findings).collect()
}

/// The report on a version.
pub(super) fn report_on<'a>(
    catalog: &Catalog,
    reports: &'a [FileReport],
    version: Version,
) -> Option<&'a FileReport> {
    let at = catalog.migrations.iter().position(|migration| migration.version == version)?;
    reports.get(at)
}
