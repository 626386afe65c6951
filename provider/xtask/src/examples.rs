//! The examples of a thing: which files there are to be, what is missing, what is in excess. Each goes onto the
//! thing's page as it is, and real Terraform validates it (tests/e2e/examples.rs).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::docs::DocsError;
use crate::kinds::{Form, KINDS, Kind, RESOURCE, ROOT, Thing};

/// Managed resources that cannot be imported, by name: no example of it is asked for.
const NOT_IMPORTED: &[&str] = &[];

/// `terraform import`, as a shell has it.
const IMPORT_SHELL: &str = "import.sh";
/// An `import` block with an id.
const IMPORT_ID: &str = "import-by-string-id.tf";
/// An `import` block with an identity.
const IMPORT_IDENTITY: &str = "import-by-identity.tf";

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// In its first line, a comment, of each but the main one: what it shows.
    pub caption: Option<String>,
    /// The rest.
    pub text: String,
}

/// Everything that a page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Examples {
    /// How it is used, the main one first.
    pub usage: Vec<Example>,
    /// How an existing one is adopted.
    pub import: Option<Import>,
}

/// The ways to adopt an existing one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// An `import` block with its identity, if it has one.
    pub by_identity: Option<String>,
    /// An `import` block with its id.
    pub by_id: String,
    /// The command.
    pub command: String,
}

/// Reads the examples of a thing. `missing` gets the files that are to be written.
pub fn read(root: &Path, thing: &Thing, missing: &mut Vec<PathBuf>) -> Result<Examples, DocsError> {
    let folder = thing.examples();
    let mut ask = |name: &str| -> Result<String, DocsError> {
        let path = folder.join(name);
        match std::fs::read_to_string(root.join(&path)) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                missing.push(path);
                Ok(String::new())
            }
            Err(source) => Err(DocsError::Read { path, source }),
        }
    };
    let main = format!("{}.{}", thing.kind.example, thing.kind.extension);
    let mut usage = vec![Example { caption: None, text: ask(&main)? }];
    for name in files(&root.join(&folder))?.iter().filter(|name| **name != main && is_usage(thing.kind, name))
    {
        usage.push(captioned(&ask(name)?, &folder.join(name))?);
    }
    let import = if is_imported(thing) {
        let by_identity = if has_identity(thing) { Some(ask(IMPORT_IDENTITY)?) } else { None };
        Some(Import { by_identity, by_id: ask(IMPORT_ID)?, command: ask(IMPORT_SHELL)? })
    } else {
        None
    };
    Ok(Examples { usage, import })
}

/// Files and folders that no page shows.
pub fn surplus(root: &Path, things: &[Thing]) -> Result<Vec<PathBuf>, DocsError> {
    let mut found = Vec::new();
    for kind in KINDS.iter().chain([&&ROOT]) {
        let folder = Path::new("examples").join(kind.folder);
        for name in files(&root.join(&folder))? {
            // the provider's own lie right here, those of all else in a folder each
            let Some(thing) = things.iter().find(|thing| thing.kind == *kind && thing.name == name) else {
                let shown = *kind == &ROOT && is_usage(kind, &name);
                found.extend((!shown).then(|| folder.join(&name)));
                continue;
            };
            let unknown =
                files(&root.join(thing.examples()))?.into_iter().filter(|file| !is_shown(thing, file));
            found.extend(unknown.map(|file| thing.examples().join(file)));
        }
    }
    Ok(found)
}

fn is_shown(thing: &Thing, file: &str) -> bool {
    let import = match file {
        IMPORT_ID | IMPORT_SHELL => is_imported(thing),
        IMPORT_IDENTITY => is_imported(thing) && has_identity(thing),
        _ => false,
    };
    import || is_usage(thing.kind, file)
}

/// `resource.tf`, `resource-aurora.tf`
fn is_usage(kind: &Kind, file: &str) -> bool {
    let rest = file.strip_suffix(kind.extension).and_then(|rest| rest.strip_suffix('.'));
    let rest = rest.and_then(|rest| rest.strip_prefix(kind.example));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

fn is_imported(thing: &Thing) -> bool {
    thing.kind == &RESOURCE && !NOT_IMPORTED.contains(&thing.name.as_str())
}

fn has_identity(thing: &Thing) -> bool {
    matches!(&thing.form, Form::Schema(_, Some(_)))
}

fn captioned(text: &str, path: &Path) -> Result<Example, DocsError> {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let caption = first.strip_prefix("# ").ok_or_else(|| DocsError::Caption { path: path.to_owned() })?;
    Ok(Example {
        caption: Some(caption.trim().trim_end_matches('.').to_owned()),
        text: rest.trim_start().to_owned(),
    })
}

/// The names in a folder, in order; none if it is not there.
pub(crate) fn files(folder: &Path) -> Result<BTreeSet<String>, DocsError> {
    let failed = |source| DocsError::Read { path: folder.to_owned(), source };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(failed(error)),
    };
    entries.map(|entry| Ok(entry.map_err(failed)?.file_name().to_string_lossy().into_owned())).collect()
}
