//! What no single file shows: long files that only shrink, pictures that name every crate, manifests.

use crate::edges::Crate;
use crate::tree::{File, Tree};

/// Lines of a Rust file; more is two rooms.
const LONGEST: usize = 500;

/// Files that are longer, with their length. A line may be lowered or removed, never raised or added.
pub(crate) const ALLOWANCES: [(&str, usize); 0] = [];

/// Where the house is drawn, and which crates a picture must name: those whose folder begins so.
const PICTURES: [(&str, &str); 2] = [("README.md", "provider/"), ("docs/architecture.md", "provider/")];

/// Files beyond the limit or beyond their allowance, and allowances that are larger than needed.
pub(crate) fn long_files(tree: &Tree, allowances: &[(&str, usize)]) -> Vec<String> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| file.is_rust()) {
        let length = file.text.lines().count();
        let allowed = allowances.iter().find(|(path, _)| *path == file.path).map(|(_, length)| *length);
        match allowed {
            None if length > LONGEST => {
                findings.push(format!("{} has {length} lines, {LONGEST} are allowed", file.path));
            }
            Some(allowed) if length > allowed => {
                findings.push(format!("{} grew to {length} lines, it had {allowed}", file.path));
            }
            Some(_) if length <= LONGEST => {
                findings.push(format!("{} needs no allowance any more", file.path));
            }
            Some(allowed) if length < allowed => {
                findings.push(format!("{} shrank: lower its allowance to {length}", file.path));
            }
            _ => {}
        }
    }
    let gone = allowances.iter().filter(|(path, _)| tree.text(path).is_none());
    findings.extend(gone.map(|(path, _)| format!("{path} has an allowance and is gone")));
    findings
}

/// Crates that a picture of the house leaves out.
pub(crate) fn pictures(tree: &Tree, crates: &[Crate]) -> Vec<String> {
    let drawn = PICTURES.iter().filter_map(|(path, below)| Some((path, below, tree.text(path)?)));
    drawn
        .flat_map(|(path, below, text)| {
            let shown = crates.iter().filter(move |each| each.folder.starts_with(below));
            shown
                .filter(move |each| !text.contains(&each.name))
                .map(move |each| format!("{path} does not name {}", each.name))
        })
        .collect()
}

/// Crates that go their own way.
pub(crate) fn manifests(tree: &Tree, crates: &[Crate]) -> Vec<String> {
    let mut findings = Vec::new();
    for each in crates {
        let manifest = format!("{}/Cargo.toml", each.folder);
        if each.edition != "2024" {
            findings.push(format!("{manifest} has edition {}", each.edition));
        }
        // generated code cannot be held to them
        let written = each.folder != "proto";
        if written
            && !tree
                .text(&manifest)
                .is_some_and(|text| text.replace(' ', "").contains("[lints]\nworkspace=true"))
        {
            findings.push(format!("{manifest} does not take the workspace's lints"));
        }
        let named = each.folder == format!("provider/{}", each.name);
        if written && !named {
            findings.push(format!("{manifest} is of a crate called {}", each.name));
        }
    }
    findings
}

fn tree_of(files: &[(&str, String)]) -> Tree {
    let files = files.iter().map(|(path, text)| File { path: (*path).into(), text: text.clone() }).collect();
    Tree { root: "/".into(), files }
}

#[test]
fn a_file_that_grows_or_an_allowance_that_is_too_large_is_found() {
    let tree = tree_of(&[
        ("new.rs", "x\n".repeat(501)),
        ("grown.rs", "x\n".repeat(601)),
        ("shrunk.rs", "x\n".repeat(550)),
        ("short.rs", "x\n".repeat(500)),
        ("long.md", "x\n".repeat(900)),
    ]);
    let found =
        long_files(&tree, &[("grown.rs", 600), ("shrunk.rs", 600), ("short.rs", 700), ("gone.rs", 600)]);
    let expected = [
        "new.rs has 501",
        "grown.rs grew to 601",
        "lower its allowance to 550",
        "short.rs needs no",
        "gone.rs has an",
    ];
    assert_eq!(found.len(), expected.len(), "{found:?}");
    assert!(expected.iter().zip(&found).all(|(expected, found)| found.contains(expected)), "{found:?}");
}

#[test]
fn a_crate_that_no_picture_names_or_that_goes_its_own_way_is_found() {
    let tree = tree_of(&[("README.md", "kit".into()), ("provider/store/Cargo.toml", "[package]".into())]);
    let store = Crate {
        name: "stores".into(),
        edition: "2021".into(),
        folder: "provider/store".into(),
        ..Crate::default()
    };
    assert_eq!(pictures(&tree, std::slice::from_ref(&store)), ["README.md does not name stores"]);
    assert_eq!(manifests(&tree, &[store]).len(), 3);
}
