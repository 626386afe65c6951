//! The work behind [`super::load`]: tell the layout, sort names into versions, put scripts together.

use std::collections::BTreeMap;
use std::path::Path;

use super::list::{Listing, Texts, list};
use super::script::{Scripts, scripts};
use super::{Catalog, Migration, Problem, lists};
use crate::layout::{self, Detected, Direction, Evidence, Layout};
use crate::version::Version;

pub(super) fn load(directory: &Path, layout: Option<Layout>) -> Result<Catalog, Vec<Problem>> {
    let mut problems = Vec::new();
    let listing = list(directory, &mut problems).map_err(|problem| vec![problem])?;
    let mut texts = Texts::new(directory);
    let layout = match layout {
        Some(layout) => layout,
        None => detect(&listing, &mut texts).map_err(|problem| vec![problem])?,
    };
    let marks = marks(&listing, layout, &mut texts, &mut problems);
    let mut migrations = collect(&listing, layout, &mut texts, &mut problems);
    for migration in &mut migrations {
        migration.mark = marks.get(&migration.up.file).cloned();
    }
    if problems.is_empty() && migrations.is_empty() {
        problems.push(Problem::Empty);
    }
    if problems.is_empty() {
        Ok(Catalog { directory: directory.to_owned(), layout, migrations })
    } else {
        Err(problems)
    }
}

fn detect(listing: &Listing, texts: &mut Texts) -> Result<Layout, Problem> {
    for file in listing.files.iter().filter(|file| is_sql(file)) {
        texts.read(file);
    }
    let text = |file: &str| std::str::from_utf8(texts.get(file)?).ok();
    let evidence = Evidence { files: &listing.files, nested: &listing.nested, texts: &text };
    match layout::detect(&evidence) {
        Detected::Layout(layout) => Ok(layout),
        Detected::Ambiguous { one, other } => Err(Problem::AmbiguousLayout { one, other }),
        Detected::Foreign { tool, evidence } => Err(Problem::ForeignLayout { tool, evidence }),
        // Names that are nearly right are told one by one later, as if they were plain numbered files.
        Detected::Nothing => Ok(Layout::Numbered),
    }
}

/// As every tool spells it.
fn is_sql(file: &str) -> bool {
    file.strip_suffix(".sql").is_some()
}

/// What the tool's own ledger knows files by, from the list that the tool keeps; and whether list and files
/// agree.
fn marks(
    listing: &Listing,
    layout: Layout,
    texts: &mut Texts,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, String> {
    if layout == Layout::Drizzle {
        texts.read(lists::JOURNAL);
        let entries = texts.get(lists::JOURNAL).map_or_else(|| Ok(Vec::new()), lists::journal);
        let entries = entries.unwrap_or_else(|problem| {
            problems.push(problem);
            Vec::new()
        });
        let read = |file: &str| {
            let name = layout::script_name(file, layout)?;
            Some((name.version.ok()?, name.label.to_owned()))
        };
        let mut files: Vec<_> = listing.files.iter().filter_map(|file| read(file)).collect();
        files.sort();
        let labels: Vec<&str> = files.iter().map(|(_, label)| label.as_str()).collect();
        problems.extend(lists::check_journal(&entries, &labels));
        return entries.into_iter().map(|(tag, when)| (format!("{tag}.sql"), when.to_string())).collect();
    }
    let has_sum = listing.files.iter().any(|file| file == lists::ATLAS_SUM);
    if layout != Layout::Atlas && !has_sum {
        return BTreeMap::new();
    }
    let goes_up =
        |file: &str| layout::script_name(file, layout).is_none_or(|it| it.direction == Direction::Up);
    let names: Vec<_> = listing.files.iter().filter(|file| is_sql(file) && goes_up(file)).collect();
    for file in names.iter().copied().chain(listing.files.iter().filter(|file| *file == lists::ATLAS_SUM)) {
        texts.read(file);
    }
    let hashes = lists::atlas_hashes(names.iter().filter_map(|file| Some((file.as_str(), texts.get(file)?))));
    // As Atlas has it: a directory that nothing is in yet needs no list.
    if layout == Layout::Atlas && (has_sum || !names.is_empty()) {
        problems.extend(lists::check_atlas_sum(texts.get(lists::ATLAS_SUM), &hashes));
    }
    hashes.into_iter().collect()
}

/// A file with its name understood, not yet read.
struct Found<'a> {
    file: &'a str,
    name: &'a str,
    label: &'a str,
}

/// The files by version, ups and downs.
#[derive(Default)]
struct Sides<'a> {
    ups: BTreeMap<Version, Vec<Found<'a>>>,
    downs: BTreeMap<Version, Vec<Found<'a>>>,
}

fn collect(
    listing: &Listing,
    layout: Layout,
    texts: &mut Texts,
    problems: &mut Vec<Problem>,
) -> Vec<Migration> {
    let Sides { ups, mut downs } = sort(listing, layout, problems);
    let mut migrations = Vec::new();
    for (&version, found) in &ups {
        let down = downs.remove(&version).unwrap_or_default();
        for side in [found, &down] {
            if side.len() > 1 {
                let files = side.iter().map(|found| found.file.to_owned()).collect();
                problems.push(Problem::DuplicateVersion { version, files });
            }
        }
        let mut read = |found: &Found<'_>| read_scripts(found.file, layout, texts, problems);
        let ways_up: Vec<_> = found.iter().map(&mut read).collect();
        let mut ways_down: Vec<_> = down.iter().map(&mut read).collect();
        if let ([found], Ok([Some(Scripts { script: up, down })])) =
            (found.as_slice(), <[_; 1]>::try_from(ways_up))
        {
            if version.is_repeatable() {
                repeatable(&up, problems);
            }
            let down = down.or_else(|| Some(ways_down.pop().flatten()?.script));
            let (name, label) = (found.name.to_owned(), found.label.to_owned());
            migrations.push(Migration { version, name, label, up, down, mark: None });
        }
    }
    for (version, found) in downs {
        for found in found {
            problems.push(Problem::DownWithoutUp { file: found.file.to_owned(), version });
        }
    }
    migrations
}

/// Sorts names into versions and directions, and tells those that belong nowhere.
fn sort<'a>(listing: &'a Listing, layout: Layout, problems: &mut Vec<Problem>) -> Sides<'a> {
    let mut sides = Sides::default();
    for file in candidates(listing, layout, problems) {
        let Some(script) = layout::script_name(file, layout) else {
            problems.push(misfit(file, layout));
            continue;
        };
        let Ok(version) = script.version else {
            problems.push(Problem::VersionTooLarge { file: file.to_owned() });
            continue;
        };
        let side = match script.direction {
            Direction::Up => &mut sides.ups,
            Direction::Down => &mut sides.downs,
        };
        side.entry(version).or_default().push(Found { file, name: script.name, label: script.label });
    }
    sides
}

/// Everything that is, or was surely meant to be, a migration.
fn candidates<'a>(listing: &'a Listing, layout: Layout, problems: &mut Vec<Problem>) -> Vec<&'a str> {
    let files = || listing.files.iter().map(String::as_str).filter(|file| layout::looks_like_sql(file));
    let below = |script: &'static str| {
        listing.nested.iter().map(String::as_str).filter(move |it| it.ends_with(script))
    };
    if layout.has_folders() {
        for folder in listing.folders.iter().filter(|it| it.starts_with(|c: char| c.is_ascii_digit())) {
            let script = format!("{folder}/migration.sql");
            if listing.nested.binary_search(&script).is_err() {
                problems.push(Problem::FolderWithoutMigration { folder: folder.clone() });
            }
        }
        return files().chain(below("/migration.sql")).chain(below("/down.sql")).collect();
    }
    if matches!(layout, Layout::Flyway | Layout::Refinery) {
        // Both look into folders; to leave one out in silence would lose migrations.
        let in_folder =
            |it: &&str| it.rsplit('/').next().is_some_and(|file| layout::script_name(file, layout).is_some());
        for file in below(".sql").filter(in_folder) {
            problems.push(Problem::InFolder { file: file.to_owned() });
        }
        let rust = |it: &&String| {
            it.strip_suffix(".rs")
                .is_some_and(|stem| layout::script_name(&format!("{stem}.sql"), Layout::Refinery).is_some())
        };
        for file in listing.files.iter().filter(rust) {
            problems.push(Problem::Unsupported { file: file.clone(), what: "a migration in Rust" });
        }
    }
    files().collect()
}

/// A name that is not one of the layout.
fn misfit(file: &str, layout: Layout) -> Problem {
    let baseline = file.strip_prefix('B').map(|rest| format!("V{rest}"));
    if layout == Layout::Flyway && baseline.is_some_and(|name| layout::script_name(&name, layout).is_some()) {
        return Problem::Unsupported { file: file.to_owned(), what: "a baseline migration" };
    }
    Problem::Misnamed { file: file.to_owned(), layout, suggestion: layout::suggestion(file, layout) }
}

/// Reads and checks one file. `None`: what is wrong was added to `problems`.
fn read_scripts(
    file: &str,
    layout: Layout,
    texts: &mut Texts,
    problems: &mut Vec<Problem>,
) -> Option<Scripts> {
    match texts.take(file) {
        Ok(bytes) => scripts(file, &bytes, layout, problems),
        // Said once, however many files are beyond it.
        Err(Problem::TooLargeTogether) if problems.contains(&Problem::TooLargeTogether) => None,
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}

/// All of a repeatable migration is one transaction: it has no version by which a half could be told from a
/// half of its next text.
fn repeatable(script: &super::Script, problems: &mut Vec<Problem>) {
    for statement in script.statements.iter().filter(|statement| !statement.transactional) {
        let (line, column, summary) = (statement.line, statement.column, statement.summary.clone());
        problems.push(Problem::RepeatableInPieces { file: script.file.clone(), line, column, summary });
    }
}
