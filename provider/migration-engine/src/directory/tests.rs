//! What a text file cannot show: folders, links, sizes.

use std::fs;
use std::os::unix::fs::symlink;

use super::*;

const SQL: &str = "create table a (id int);\n";

fn problems(directory: &Path) -> Vec<Problem> {
    load(directory, None).unwrap_err().problems
}

#[test]
fn a_directory_that_is_not_there_or_not_one_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("migrations");
    assert_eq!(problems(&path), [Problem::Missing]);
    let said = load(&path, None).unwrap_err().to_string();
    assert!(said.ends_with("migrations: the directory does not exist"), "{said}");
    fs::write(&path, SQL).unwrap();
    assert_eq!(problems(&path), [Problem::NotADirectory]);
    assert_eq!(
        problems(&path.join("below")),
        [Problem::DirectoryUnreadable { reason: "Not a directory (os error 20)".into() }]
    );
}

#[test]
fn links_are_followed_and_broken_ones_told() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(elsewhere.path().join("a"), SQL).unwrap();
    symlink(elsewhere.path().join("a"), folder.path().join("1_a.sql")).unwrap();
    let link = elsewhere.path().join("link");
    symlink(folder.path(), &link).unwrap();
    assert_eq!(load(&link, None).unwrap().migrations.len(), 1);
    symlink("nowhere", folder.path().join("2_b.sql")).unwrap();
    let reason = "No such file or directory (os error 2)".to_owned();
    assert_eq!(problems(folder.path()), [Problem::Unreadable { file: "2_b.sql".into(), reason }]);
}

#[test]
fn what_is_no_file_is_told_and_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("1_a.sql")).unwrap();
    let socket = std::os::unix::net::UnixListener::bind(folder.path().join("2_b.sql")).unwrap();
    let not = |file: &str| Problem::NotAFile { file: file.into() };
    assert_eq!(problems(folder.path()), [not("1_a.sql"), not("2_b.sql")]);
    drop(socket);
}

#[test]
fn a_file_of_50_megabytes_is_refused_without_reading_it_all() {
    let folder = tempfile::tempdir().unwrap();
    let file = fs::File::create(folder.path().join("1_a.sql")).unwrap();
    file.set_len(50 * 1024 * 1024).unwrap();
    let too_large = Problem::TooLarge { file: "1_a.sql".into() };
    assert_eq!(too_large.to_string(), "1_a.sql is larger than 16 MiB");
    assert_eq!(problems(folder.path()), [too_large]);
    // Exactly the limit is fine by its size.
    file.set_len(MAX_FILE_BYTES).unwrap();
    assert_eq!(problems(folder.path()), [Problem::NulByte { file: "1_a.sql".into(), line: 1 }]);
}

#[test]
fn the_files_together_have_a_limit_that_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    for number in 1..=19 {
        let file = fs::File::create(folder.path().join(format!("{number}_a.sql"))).unwrap();
        file.set_len(MAX_FILE_BYTES).unwrap();
    }
    let told = problems(folder.path());
    assert_eq!(told.iter().filter(|it| **it == Problem::TooLargeTogether).count(), 1, "{told:?}");
}

#[test]
fn a_name_that_is_not_utf_8_is_told_when_it_looks_like_a_migration() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("1_a.sql"), SQL).unwrap();
    fs::write(folder.path().join(std::ffi::OsStr::from_bytes(b"2_\xff.txt")), SQL).unwrap();
    assert!(load(folder.path(), None).is_ok());
    fs::write(folder.path().join(std::ffi::OsStr::from_bytes(b"2_\xff.sql")), SQL).unwrap();
    assert_eq!(problems(folder.path()), [Problem::NameNotUtf8 { shown: "2_\u{fffd}.sql".into() }]);
}

#[test]
fn a_checksum_is_sha_256_of_the_bytes() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("1_a.sql"), "\u{feff}select 1;\r\n").unwrap();
    let catalog = load(folder.path(), None).unwrap();
    let script = &catalog.migrations[0].up;
    assert_eq!(script.checksum, checksum("\u{feff}select 1;\r\n".as_bytes()));
    assert_eq!(script.sql, "select 1;\r\n");
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(checksum(b"abc"), abc);
}

#[test]
fn the_lint_tells_history_by_the_order_of_versions() {
    let folder = tempfile::tempdir().unwrap();
    let write = |names: [&str; 2]| {
        for name in names {
            fs::write(folder.path().join(name), SQL).unwrap();
        }
    };
    write(["V1__a.sql", "V2__c.sql"]);
    let plain = load(folder.path(), None).unwrap();
    assert_eq!(plain.sources().iter().map(|source| source.version).collect::<Vec<_>>(), [1, 2]);
    write(["V1.1__b.sql", "R__v.sql"]);
    let dotted = load(folder.path(), None).unwrap();
    assert_eq!(dotted.sources().iter().map(|source| source.version).collect::<Vec<_>>(), [1, 2, 3, 4]);
    // With 1.1 applied, 2 is not history, although 1.1 is packed into a larger number.
    let applied: Version = "1.1".parse().unwrap();
    assert_eq!((dotted.lint_version(applied), dotted.newest()), (2, Some(Version(2))));
    assert_eq!(dotted.lint_version(Version(1)), 1);
}
