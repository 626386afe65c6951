//! Every page of the registry: which there are, written and compared. What stands on one is in `page.rs`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kit::clock::SystemClock;
use terraform_provider_signalcraft::environment::ProcessEnvironment;
use terraform_provider_signalcraft::ports::Ports;
use terraform_provider_signalcraft::provider::Signalcraft;
use tf_provider::provider::Provider;

use crate::kinds::{KINDS, ROOT, Thing, things};
use crate::{examples, overview, page};

/// Text that somebody wrote for a page that is made, by the page's place below `docs`.
const TEMPLATES: &str = "templates";

/// What keeps pages from being made or written.
#[derive(Debug, thiserror::Error)]
pub enum DocsError {
    /// Examples that pages show are not there.
    #[error("examples are missing; write {}", list(.0))]
    Examples(Vec<PathBuf>),
    /// An example beside the main one does not say what it shows.
    #[error("the first line of {path} must say what it shows: `# With an Aurora cluster`")]
    Caption {
        /// Below the repository.
        path: PathBuf,
    },
    /// A file cannot be read.
    #[error("failed to read {path}")]
    Read {
        /// Below the repository.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A page cannot be written or removed.
    #[error("failed to write {path}")]
    Write {
        /// Below the repository.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// A page: its place below the repository and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// `docs/resources/migration.md`.
    pub path: PathBuf,
    /// Markdown with the registry's front matter.
    pub text: String,
}

/// The provider that is built here.
pub fn provider() -> impl Provider {
    Signalcraft::new(Ports::new(Arc::new(SystemClock), ProcessEnvironment::default()))
}

/// Every page of a provider, made anew from its schemas and from what lies in the repository at `root`.
pub fn pages(root: &Path, provider: &dyn Provider) -> Result<Vec<Page>, DocsError> {
    let all = things(provider);
    let mut missing = Vec::new();
    let mut pages = Vec::new();
    for thing in &all {
        let examples = examples::read(root, thing, &mut missing)?;
        let mut more = template(root, thing)?;
        if thing.kind == &ROOT {
            more.push_str(&overview::render(&all));
        }
        pages.push(Page { path: thing.page(), text: page::render(thing, &examples, &more) });
    }
    if missing.is_empty() { Ok(pages) } else { Err(DocsError::Examples(missing)) }
}

/// Writes them below `root`, and removes pages that were made for what is there no more.
pub fn write(root: &Path, pages: &[Page]) -> Result<(), DocsError> {
    for page in pages {
        let failed = |source| DocsError::Write { path: page.path.clone(), source };
        let path = root.join(&page.path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        std::fs::write(&path, &page.text).map_err(failed)?;
    }
    for path in surplus(root, pages)? {
        // what somebody wrote by hand is not ours to remove; the comparison tells of it
        if read(root, &path)?.is_some_and(|text| text.contains(page::MARK)) {
            let failed = |source| DocsError::Write { path: path.clone(), source };
            std::fs::remove_file(root.join(&path)).map_err(failed)?;
        }
    }
    Ok(())
}

/// Pages below the folders of made pages that are none of these.
pub fn surplus(root: &Path, pages: &[Page]) -> Result<Vec<PathBuf>, DocsError> {
    let mut found = Vec::new();
    for kind in KINDS {
        let folder = Path::new("docs").join(kind.folder);
        let files = examples::files(&root.join(&folder))?.into_iter().map(|name| folder.join(name));
        found.extend(files.filter(|path| pages.iter().all(|page| page.path != *path)));
    }
    Ok(found)
}

/// Texts for pages that are not made.
pub fn surplus_templates(root: &Path, pages: &[Page]) -> Result<Vec<PathBuf>, DocsError> {
    let mut found = Vec::new();
    for folder in KINDS.iter().map(|kind| kind.folder).chain([""]) {
        for name in examples::files(&root.join(TEMPLATES).join(folder))? {
            let below = Path::new(folder).join(&name);
            let is_folder = folder.is_empty() && KINDS.iter().any(|kind| kind.folder == name);
            if !is_folder && pages.iter().all(|page| page.path != Path::new("docs").join(&below)) {
                found.push(Path::new(TEMPLATES).join(below));
            }
        }
    }
    Ok(found)
}

/// A file below the repository; `None` if it is not there.
pub(crate) fn read(root: &Path, path: &Path) -> Result<Option<String>, DocsError> {
    match std::fs::read_to_string(root.join(path)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(DocsError::Read { path: path.to_owned(), source }),
    }
}

fn template(root: &Path, thing: &Thing) -> Result<String, DocsError> {
    Ok(read(root, &Path::new(TEMPLATES).join(thing.page_below_docs()))?.unwrap_or_default())
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}
