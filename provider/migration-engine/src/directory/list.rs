//! What is in a directory: names, and texts as they are asked for.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::{MAX_ENTRIES, MAX_FILE_BYTES, MAX_TOTAL_BYTES, Problem};
use crate::layout;

/// Names in a directory, sorted.
pub(super) struct Listing {
    /// Everything that is not a folder.
    pub files: Vec<String>,
    /// Folders that are not hidden.
    pub folders: Vec<String>,
    /// `folder/file`, one level down.
    pub nested: Vec<String>,
}

pub(super) fn list(directory: &Path, problems: &mut Vec<Problem>) -> Result<Listing, Problem> {
    let unreadable = |error: std::io::Error| Problem::DirectoryUnreadable { reason: error.to_string() };
    match fs::metadata(directory) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(Problem::Missing),
        Err(error) => return Err(unreadable(error)),
        Ok(metadata) if !metadata.is_dir() => return Err(Problem::NotADirectory),
        Ok(_) => {}
    }
    let mut listing = Listing { files: Vec::new(), folders: Vec::new(), nested: Vec::new() };
    for (count, entry) in fs::read_dir(directory).map_err(unreadable)?.enumerate() {
        if count >= MAX_ENTRIES {
            return Err(Problem::TooManyEntries);
        }
        let entry = entry.map_err(unreadable)?;
        let name = match entry.file_name().into_string() {
            Ok(name) => name,
            Err(name) => {
                let shown = name.to_string_lossy().into_owned();
                if layout::looks_like_sql(&shown) {
                    problems.push(Problem::NameNotUtf8 { shown });
                }
                continue;
            }
        };
        // A broken link has no metadata; it is a file here, and reading it will tell.
        let is_folder = fs::metadata(entry.path()).is_ok_and(|metadata| metadata.is_dir());
        if is_folder && !layout::looks_like_sql(&name) {
            if !name.starts_with('.') {
                nested(&entry.path(), &name, &mut listing.nested);
                listing.folders.push(name);
            }
        } else {
            listing.files.push(name);
        }
    }
    listing.files.sort();
    listing.folders.sort();
    listing.nested.sort();
    Ok(listing)
}

/// A folder that cannot be listed has nothing; where it should have something, that is told.
fn nested(folder: &Path, name: &str, into: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten().take(MAX_ENTRIES) {
        if into.len() < MAX_ENTRIES {
            into.push(format!("{name}/{}", entry.file_name().to_string_lossy()));
        }
    }
}

/// The files that were read. Each is read once, however often it is asked for.
pub(super) struct Texts {
    directory: PathBuf,
    /// Bytes that may still be read.
    budget: u64,
    read: BTreeMap<String, Result<Vec<u8>, Problem>>,
}

impl Texts {
    pub(super) fn new(directory: &Path) -> Self {
        Self { directory: directory.to_owned(), budget: MAX_TOTAL_BYTES, read: BTreeMap::new() }
    }

    /// Reads a file, unless it was.
    pub(super) fn read(&mut self, file: &str) {
        if !self.read.contains_key(file) {
            let bytes = self.bytes(file);
            self.read.insert(file.to_owned(), bytes);
        }
    }

    /// The bytes of a file that was read.
    pub(super) fn get(&self, file: &str) -> Option<&[u8]> {
        self.read.get(file)?.as_ref().ok().map(Vec::as_slice)
    }

    /// The bytes of a file, once and for all.
    pub(super) fn take(&mut self, file: &str) -> Result<Vec<u8>, Problem> {
        self.read(file);
        self.read.remove(file).unwrap_or_else(|| Err(Problem::NotAFile { file: file.to_owned() }))
    }

    fn bytes(&mut self, file: &str) -> Result<Vec<u8>, Problem> {
        let unreadable =
            |error: std::io::Error| Problem::Unreadable { file: file.to_owned(), reason: error.to_string() };
        let path = self.directory.join(file);
        // Asked before opening: opening a pipe waits for somebody to write into it.
        if !fs::metadata(&path).map_err(unreadable)?.is_file() {
            return Err(Problem::NotAFile { file: file.to_owned() });
        }
        let mut bytes = Vec::new();
        let opened = fs::File::open(path).map_err(unreadable)?;
        opened.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        let size = bytes.len() as u64;
        if size > MAX_FILE_BYTES {
            return Err(Problem::TooLarge { file: file.to_owned() });
        }
        self.budget = self.budget.checked_sub(size).ok_or(Problem::TooLargeTogether)?;
        Ok(bytes)
    }
}
