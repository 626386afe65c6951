//! The cases of the lint: SQL files that say themselves what is to be found.
//!
//! `lint/<rule>/{bad,good}.sql`: blocks between blank lines, each a file of its own. A line that ends in
//! `-- ! rule` has a finding of that rule (several: comma between them), and no other line has any, notes
//! aside unless the folder's rule is one. What stands above a line `-- then` is history.
//! A line `-- pg N` names the server. `lint/locks/*.sql`: blocks again; `-- given SQL` is history, `-- pg N` the server, `-- takes ...` the locks.
//! All of them stand on `lint/schema.sql`.

use std::collections::BTreeSet;
use std::path::Path;

use migration_lint::{FileReport, Finding, Level, Options, RULES, SourceFile, analyse, split};

/// Judges `pending` on top of the schema and of `history`.
fn judge(root: &Path, history: &str, pending: &str, pg_version: u32) -> datatest_stable::Result<FileReport> {
    let schema = split(&std::fs::read_to_string(root.join("schema.sql"))?)?;
    let (history, pending) = (split(history)?, split(pending)?);
    let files = [
        SourceFile { name: "schema.sql", version: 1, statements: &schema },
        SourceFile { name: "history.sql", version: 2, statements: &history },
        SourceFile { name: "pending.sql", version: 3, statements: &pending },
    ];
    let options = Options { pg_version, start_after: Some(2), ..Options::default() };
    analyse(&files, &options).pop().ok_or_else(|| "one report for each file".into())
}

/// `-- pg N`, or the usual one.
fn version(block: &str, usual: u32) -> datatest_stable::Result<u32> {
    let said = block.lines().find_map(|line| line.strip_prefix("-- pg "));
    Ok(said.map_or(Ok(usual), str::parse)?)
}

fn example(path: &Path) -> datatest_stable::Result<()> {
    let text = std::fs::read_to_string(path)?;
    let folder = path.parent().ok_or("a folder")?;
    let name = folder.file_name().and_then(|name| name.to_str()).ok_or("a rule's folder")?;
    let rule = RULES.iter().find(|rule| rule.id == name).ok_or("the folder is named after a rule")?;
    let root = folder.parent().ok_or("the cases' folder")?;
    let mut shown = false;
    for block in text.split("\n\n") {
        let (history, pending) = block.split_once("-- then\n").unwrap_or(("", block));
        let report = judge(root, history, pending, version(block, 18)?)?;
        let expected: BTreeSet<(usize, &str)> = pending
            .lines()
            .enumerate()
            .filter_map(|(index, line)| Some((index + 1, line.rsplit_once("-- ! ")?.1)))
            .flat_map(|(line, rules)| rules.split(", ").map(move |rule| (line, rule)))
            .collect();
        let counts = |finding: &&Finding| finding.level > Level::Note || finding.rule == rule.id;
        let found =
            report.findings.iter().filter(counts).map(|finding| (finding.line, finding.rule)).collect();
        assert_eq!(expected, found, "{block}\n{:#?}", report.findings);
        shown |= expected.iter().any(|(_, found)| *found == rule.id);
    }
    assert_eq!(
        path.ends_with("bad.sql"),
        shown,
        "bad.sql shows the rule at work, good.sql the way around it"
    );
    Ok(())
}

fn locks(path: &Path) -> datatest_stable::Result<()> {
    let text = std::fs::read_to_string(path)?;
    let root = path.parent().and_then(Path::parent).ok_or("the cases' folder")?;
    for block in text.split("\n\n").filter(|block| block.contains("-- takes ")) {
        let said = |word: &str| block.lines().filter_map(|line| line.strip_prefix(word)).collect::<Vec<_>>();
        let report = judge(root, &said("-- given ").join(";"), block, version(block, 17)?)?;
        let expected: BTreeSet<String> =
            said("-- takes ").into_iter().filter(|lock| *lock != "nothing").map(ToOwned::to_owned).collect();
        let found: BTreeSet<String> = report
            .locks
            .iter()
            .map(|lock| {
                let (scan, rewrite) =
                    (if lock.scan { " scan" } else { "" }, if lock.rewrite { " rewrite" } else { "" });
                format!("{} {}{scan}{rewrite}", lock.table, lock.mode)
            })
            .collect();
        assert_eq!(expected, found, "{block}");
    }
    Ok(())
}

datatest_stable::harness! {
    { test = example, root = "../../tests/cases/lint", pattern = r"/(bad|good)\.sql$" },
    { test = locks, root = "../../tests/cases/lint", pattern = r"locks/[a-z_]+\.sql$" },
}
