//! The lists that two tools keep of their files: Atlas' sum, which no file may slip past, and Drizzle's
//! journal, which alone says in which order its files come.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::Problem;

/// Atlas' list.
pub(super) const ATLAS_SUM: &str = "atlas.sum";
/// Drizzle's.
pub(super) const JOURNAL: &str = "meta/_journal.json";

/// A file and its hash as Atlas counts: over the names and texts of all files so far, this one included.
pub(super) type Hashed = (String, String);

/// The hashes of Atlas, for files in the order of their names. A file with `atlas:sum ignore` has none.
pub(super) fn atlas_hashes<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> Vec<Hashed> {
    let mut so_far = Sha256::new();
    let mut hashes = Vec::new();
    for (name, text) in files {
        so_far.update(name);
        if directives(text).any(|(name, value)| name == "sum" && value == "ignore") {
            continue;
        }
        so_far.update(text);
        hashes.push((name.to_owned(), STANDARD.encode(so_far.clone().finalize())));
    }
    hashes
}

/// `-- atlas:name value` in the comments at the beginning of a file.
pub(super) fn directives(text: &[u8]) -> impl Iterator<Item = (&str, &str)> {
    let lines =
        text.split(|&byte| byte == b'\n').map(|line| std::str::from_utf8(line).unwrap_or_default().trim());
    let comments = lines.map_while(|line| if line.is_empty() { Some("") } else { line.strip_prefix("--") });
    comments.filter_map(|comment| {
        let directive = comment.trim().strip_prefix("atlas:")?;
        Some(directive.split_once(' ').map_or((directive, ""), |(name, value)| (name, value.trim())))
    })
}

/// Compares Atlas' list with the files.
pub(super) fn check_atlas_sum(list: Option<&[u8]>, hashes: &[Hashed]) -> Option<Problem> {
    let differs = |what: String| Some(Problem::ListDiffers { list: ATLAS_SUM, what });
    let Some(list) = list else { return differs("it is not there".to_owned()) };
    let list = String::from_utf8_lossy(list);
    let mut lines = list.lines();
    let total = lines.next().and_then(|line| line.strip_prefix("h1:")).unwrap_or_default();
    let mut listed = Vec::new();
    for line in lines {
        let Some((name, hash)) = line.rsplit_once(" h1:") else {
            return differs(format!("a line of it is not understood: {line}"));
        };
        listed.push((name.trim().to_owned(), hash.to_owned()));
    }
    // Each hash covers all files before it, so the first that differs is the one that was touched.
    for (index, (name, hash)) in hashes.iter().enumerate() {
        match listed.get(index) {
            Some((other, known)) if other == name && known == hash => {}
            Some((other, _)) if other == name => return differs(format!("{name} has another text")),
            Some((other, _)) if !hashes.iter().any(|(name, _)| name == other) => {
                return differs(format!("{other} is listed and not there"));
            }
            Some(_) | None => return differs(format!("{name} is not listed in its place")),
        }
    }
    if let Some((name, _)) = listed.get(hashes.len()) {
        return differs(format!("{name} is listed and not there"));
    }
    let mut sum = Sha256::new();
    for (name, hash) in hashes {
        sum.update(name);
        sum.update(hash);
    }
    (STANDARD.encode(sum.finalize()) != total).then_some(())?;
    differs("its first line does not fit the others".to_owned())
}

/// Drizzle's journal.
#[derive(Debug, Deserialize)]
struct Journal {
    #[serde(default)]
    entries: Vec<Entry>,
}

/// A migration in the journal.
#[derive(Debug, Deserialize)]
struct Entry {
    when: u64,
    tag: String,
}

/// The times by which Drizzle's ledger knows the files, by their names without `.sql`, in its order.
pub(super) fn journal(text: &[u8]) -> Result<Vec<(String, u64)>, Problem> {
    let journal: Journal = serde_json::from_slice(text).map_err(|error| Problem::ListDiffers {
        list: JOURNAL,
        what: format!("it is not understood: {error}"),
    })?;
    Ok(journal.entries.into_iter().map(|entry| (entry.tag, entry.when)).collect())
}

/// Compares the journal with the files, which are in the order of their versions.
pub(super) fn check_journal(journal: &[(String, u64)], labels: &[&str]) -> Vec<Problem> {
    let differs = |what: String| Problem::ListDiffers { list: JOURNAL, what };
    let mut problems = Vec::new();
    for label in labels.iter().filter(|&&label| !journal.iter().any(|(tag, _)| tag == label)) {
        problems.push(differs(format!("{label}.sql is not listed, so Drizzle never ran it")));
    }
    for (tag, _) in journal.iter().filter(|(tag, _)| !labels.contains(&tag.as_str())) {
        problems.push(differs(format!("{tag}.sql is listed and not there")));
    }
    if problems.is_empty() && !journal.iter().map(|(tag, _)| tag.as_str()).eq(labels.iter().copied()) {
        problems.push(differs("they are in another order".to_owned()));
    }
    problems
}
