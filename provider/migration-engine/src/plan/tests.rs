//! The fingerprint; what is planned when is in `tests/cases/plan`.

use super::*;
use crate::directory;

fn fingerprint_of(files: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, sql) in files {
        std::fs::write(folder.path().join(name), sql).unwrap();
    }
    let catalog = directory::load(folder.path(), None).unwrap();
    plan(&catalog, &LedgerView::default(), &Target::Newest).unwrap().fingerprint
}

#[test]
fn a_fingerprint_covers_versions_texts_and_order_and_nothing_else() {
    let (a, b) = ("create table a (id int);", "create table b (id int);");
    let base = fingerprint_of(&[("1_a.sql", a), ("2_b.sql", b)]);
    assert_eq!(base, fingerprint_of(&[("0001_renamed.sql", a), ("2_b.sql", b), ("README", "")]));
    for other in [
        fingerprint_of(&[("1_a.sql", b), ("2_b.sql", a)]),
        fingerprint_of(&[("1_a.sql", a), ("3_b.sql", b)]),
        fingerprint_of(&[("1_a.sql", a)]),
        fingerprint_of(&[("1_a.sql", "create table a (id int); "), ("2_b.sql", b)]),
    ] {
        assert_ne!(base, other);
    }
    // Pinned: a plan that was made by one release is applied by the next.
    assert_eq!(base, "7384d9dcc4ece247e50395aba6db9c9884989ac3b665cda2b7290a48769c9409");
}
