//! The walk: what files know of each other, and where a finding points.

use super::*;
use crate::split::split;
use crate::statement::Allow;

/// Versions 1, 2, 3, ... in order.
fn judge(texts: &[&str], options: &Options) -> Vec<FileReport> {
    let split: Vec<Vec<Statement>> = texts.iter().map(|text| split(text).expect("splits")).collect();
    let files: Vec<SourceFile<'_>> = split
        .iter()
        .zip(1..)
        .map(|(statements, version)| SourceFile { name: "a.sql", version, statements })
        .collect();
    analyse(&files, options)
}

fn rules(report: &FileReport) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.rule).collect()
}

const TABLE: &str = "create table notes (id bigint primary key, body text)";
const INDEX: &str = "create index notes_body on notes (body)";

#[test]
fn a_table_of_a_pending_file_is_nobodys_business() {
    let reports = judge(&[TABLE, INDEX], &Options::default());
    assert!(
        reports.iter().all(|report| report.findings.is_empty() && report.locks.is_empty()),
        "{reports:#?}"
    );
}

#[test]
fn a_table_of_an_applied_file_is_in_use() {
    let reports = judge(&[TABLE, INDEX], &Options { start_after: Some(1), ..Options::default() });
    assert_eq!(reports[0], FileReport::default());
    assert_eq!(rules(&reports[1]), ["index-without-concurrently"]);
    assert_eq!(reports[1].locks[0].blocks, "writes");
}

#[test]
fn a_table_that_no_file_creates_is_in_use() {
    assert_eq!(rules(&judge(&[INDEX], &Options::default())[0]), ["index-without-concurrently"]);
}

#[test]
fn a_table_made_dropped_and_made_again_is_new_again() {
    let options = Options { start_after: Some(1), ..Options::default() };
    let reports = judge(&[TABLE, "drop table notes", TABLE, INDEX], &options);
    assert_eq!(rules(&reports[1]), ["drop-loses-data"]);
    assert!(reports[3].findings.is_empty() && reports[3].locks.is_empty());
}

#[test]
fn a_renamed_table_keeps_what_is_known_of_it() {
    let reports = judge(
        &[TABLE, "alter table notes rename to remarks", "create index i on remarks (body)"],
        &Options::default(),
    );
    assert!(reports.iter().all(|report| report.findings.is_empty()), "{reports:#?}");
}

#[test]
fn names_are_compared_as_the_server_compares_them() {
    let quoted = "create table \"Notes\" (id bigint)";
    assert!(
        judge(&[TABLE, "create index i on PUBLIC.Notes (body)"], &Options::default())[1].findings.is_empty()
    );
    assert_eq!(judge(&[quoted, "create index i on Notes (id)"], &Options::default())[1].findings.len(), 1);
    assert_eq!(
        judge(&[TABLE, "create index i on archive.notes (id)"], &Options::default())[1].findings.len(),
        1
    );
}

#[test]
fn an_allowed_finding_is_gone_for_that_file_only() {
    let allow = |file: &str, rule: &str| {
        let allow =
            vec![Allow { rule: rule.to_owned(), file: file.to_owned(), reason: "small table".to_owned() }];
        judge(&[INDEX], &Options { allow, ..Options::default() })[0].findings.len()
    };
    assert_eq!(allow("a.sql", "index-without-concurrently"), 0);
    assert_eq!(allow("b.sql", "index-without-concurrently"), 1);
    assert_eq!(allow("a.sql", "drop-loses-data"), 1);
}

#[test]
fn a_finding_points_at_its_own_place() {
    let sql = "select 1; alter table alerts\n  add column ok int,\n  add column ö text, drop column gone;";
    let report = &judge(&[sql], &Options::default())[0];
    let places: Vec<_> =
        report.findings.iter().map(|finding| (finding.line, finding.column, finding.rule)).collect();
    assert_eq!(places, [(3, 22, "drop-loses-data")]);
    let first = &judge(&["select 1; drop table alerts"], &Options::default())[0].findings[0];
    assert_eq!((first.line, first.column), (1, 22));
}

#[test]
fn locks_of_one_statement_are_merged_into_the_strongest() {
    let sql = "alter table t set (fillfactor = 70), add column a int, add column b int default random()";
    let locks = &judge(&[sql], &Options::default())[0].locks;
    assert_eq!(locks.len(), 1);
    assert_eq!(locks[0].mode.to_string(), "ACCESS EXCLUSIVE");
    assert!(locks[0].rewrite && locks[0].scan);
}

#[test]
fn a_statement_that_cannot_be_judged_says_so() {
    let text = format!("select {}", "(".repeat(100_000));
    let statement = Statement {
        text,
        offset: 0,
        line: 4,
        column: 2,
        transactional: true,
        summary: "SELECT".to_owned(),
        controls_transaction: false,
    };
    let file = SourceFile { name: "a.sql", version: 1, statements: &[statement] };
    let finding = &analyse(&[file], &Options::default())[0].findings[0];
    assert_eq!((finding.rule, finding.level, finding.line), (CANNOT_JUDGE, Level::Error, 4));
}

#[test]
fn no_finding_repeats_a_literal_of_the_file() {
    let sql =
        "alter role app password 'hunter2'; do $$ begin execute 'hunter2'; end $$; set lock_timeout = '0';";
    let report = format!("{:?}", judge(&[sql], &Options::default()));
    assert!(!report.contains("hunter2"), "{report}");
}

#[test]
fn texts_and_statements_are_judged_alike() {
    let texts =
        [TABLE, "create index i on alerts (id);\nalter table alerts drop column a;", "selec 1", INDEX];
    let files: Vec<TextFile<'_>> =
        texts.iter().zip(1..).map(|(sql, version)| TextFile { name: "a.sql", version, sql }).collect();
    let reports = lint(&files, &Options::default());
    let alike = judge(&[TABLE, texts[1], "", INDEX], &Options::default());
    for (index, report) in reports.iter().enumerate() {
        match report {
            Ok(report) => assert_eq!(*report, alike[index]),
            Err(error) => assert!(index == 2 && error.to_string().contains("expected command"), "{error}"),
        }
    }
    assert!(reports[2].is_err());
    let many = crate::split_all(&texts);
    assert!(many[2].is_err() && many[1].as_ref().is_ok_and(|statements| statements.len() == 2));
}
