//! Which pages the registry shows, what stands on each, and where they lie. How a schema is told is in
//! `page.rs`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kit::clock::SystemClock;
use terraform_provider_signalcraft::environment::ProcessEnvironment;
use terraform_provider_signalcraft::ports::Ports;
use terraform_provider_signalcraft::provider::Signalcraft;
use tf_provider::provider::Provider as _;

use crate::page;

/// Of every type's name. The registry leaves it out in a page's name.
const PREFIX: &str = "signalcraft_";

/// What keeps pages from being made or written.
#[derive(Debug, thiserror::Error)]
pub enum DocsError {
    /// An example that a page shows is not there.
    #[error("failed to read the example {path}")]
    Example {
        /// Below the repository.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A page cannot be written.
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

/// Every page, made anew from the schemas and the examples of the repository at `root`.
pub fn pages(root: &Path) -> Result<Vec<Page>, DocsError> {
    let provider = Signalcraft::new(Ports::new(Arc::new(SystemClock), ProcessEnvironment::default()));
    let index = Page {
        path: PathBuf::from("docs/index.md"),
        text: page::render(
            "signalcraft Provider",
            &provider.schema(),
            &example(root, "examples/provider/provider.tf")?,
        ),
    };
    let mut pages = vec![index];
    for resource in provider.resources() {
        let name = resource.type_name();
        let usage = example(root, &format!("examples/resources/{name}/resource.tf"))?;
        let import = example(root, &format!("examples/resources/{name}/import.tf"))?;
        let mut text = page::render(&format!("{name} Resource - signalcraft"), &resource.schema(), &usage);
        text.push_str(&page::import(&import));
        pages.push(Page {
            path: PathBuf::from(format!("docs/resources/{}.md", name.strip_prefix(PREFIX).unwrap_or(name))),
            text,
        });
    }
    Ok(pages)
}

/// Writes them below `root`.
pub fn write(root: &Path, pages: &[Page]) -> Result<(), DocsError> {
    for page in pages {
        let failed = |source| DocsError::Write { path: page.path.clone(), source };
        let path = root.join(&page.path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        std::fs::write(&path, &page.text).map_err(failed)?;
    }
    Ok(())
}

fn example(root: &Path, path: &str) -> Result<String, DocsError> {
    std::fs::read_to_string(root.join(path))
        .map_err(|source| DocsError::Example { path: PathBuf::from(path), source })
}
