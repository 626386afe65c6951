//! Is the documentation in order? Pages against what would be made now, folders against what there is, guides
//! against the registry's rules, descriptions against `prose.rs`, links against what they lead to.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use tf_provider::provider::Provider;

use crate::docs::{self, DocsError, Page};
use crate::front_matter::{self, MOST_PAGES};
use crate::kinds::things;
use crate::{examples, links, prose};

/// Guides, which are written by hand.
const GUIDES: &str = "docs/guides";
/// Lines of a difference that are shown.
const SHOWN_LINES: usize = 12;
/// Lines around a difference.
const AROUND: usize = 2;

/// Everything that is wrong, a finding each; a finding may have several lines.
pub fn all(root: &Path, provider: &dyn Provider) -> Result<Vec<String>, DocsError> {
    let pages = docs::pages(root, provider)?;
    let mut found = stale(root, &pages)?;
    found.extend(surplus(root, provider, &pages)?);
    found.extend(guides(root)?);
    found.extend(limits(root, &pages)?);
    found.extend(prose::findings(&things(provider)));
    found.extend(links::findings(root)?);
    Ok(found)
}

/// Pages that are not as they would be made now, or not there.
pub fn stale(root: &Path, pages: &[Page]) -> Result<Vec<String>, DocsError> {
    let mut found = Vec::new();
    for page in pages {
        let path = page.path.display();
        match docs::read(root, &page.path)? {
            None => found.push(format!("{path} is missing: run `make docs`")),
            Some(text) if text == page.text => {}
            Some(text) => {
                found.push(format!("{path} is stale: run `make docs`\n{}", difference(&text, &page.text)));
            }
        }
    }
    Ok(found)
}

/// Pages, examples and texts of things that are not there.
pub fn surplus(root: &Path, provider: &dyn Provider, pages: &[Page]) -> Result<Vec<String>, DocsError> {
    let told = |paths: Vec<PathBuf>, why: &str| -> Vec<String> {
        paths.iter().map(|path| format!("{} {why}", path.display())).collect()
    };
    Ok([
        told(
            docs::surplus(root, pages)?,
            "is the page of nothing: remove it (`make docs` does, if it was made)",
        ),
        told(
            examples::surplus(root, &things(provider))?,
            "is on no page: remove it, or name it as its page expects",
        ),
        told(docs::surplus_templates(root, pages)?, "is for no page: remove it, or name it as its page is"),
    ]
    .concat())
}

/// What is wrong with the guides' front matter.
pub fn guides(root: &Path) -> Result<Vec<String>, DocsError> {
    let mut found = Vec::new();
    for path in guide_paths(root)? {
        let text = docs::read(root, &path)?.unwrap_or_default();
        let path = path.display();
        found.extend(front_matter::findings(&text).into_iter().map(|why| format!("{path}: {why}")));
        let title = front_matter::fields(&text).ok().and_then(|mut fields| fields.remove("page_title"));
        let heading = text.lines().find_map(|line| line.strip_prefix("# "));
        if title.as_deref() != heading {
            found.push(format!("{path}: `page_title` and the first heading are not the same"));
        }
    }
    Ok(found)
}

/// What the registry would cut off or refuse.
pub fn limits(root: &Path, pages: &[Page]) -> Result<Vec<String>, DocsError> {
    let mut found = Vec::new();
    for page in pages {
        let path = page.path.display();
        found.extend(front_matter::findings(&page.text).into_iter().map(|why| format!("{path}: {why}")));
    }
    let count = pages.len() + guide_paths(root)?.len();
    if count > MOST_PAGES {
        found.push(format!("{count} pages are more than the registry takes ({MOST_PAGES})"));
    }
    Ok(found)
}

fn guide_paths(root: &Path) -> Result<Vec<PathBuf>, DocsError> {
    Ok(examples::files(&root.join(GUIDES))?.into_iter().map(|name| Path::new(GUIDES).join(name)).collect())
}

/// The first lines that differ, with what surrounds them; `-` is what is there, `+` what is to be.
fn difference(old: &str, new: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let shorter = old.len().min(new.len()) - start;
    let end = old.iter().rev().zip(new.iter().rev()).take(shorter).take_while(|(a, b)| a == b).count();
    let (gone, come) = (&old[start..old.len() - end], &new[start..new.len() - end]);
    let mut text = String::new();
    let _ = writeln!(text, "  @@ line {}", start + 1);
    for line in &old[start.saturating_sub(AROUND)..start] {
        let _ = writeln!(text, "    {line}");
    }
    for (sign, lines) in [('-', gone), ('+', come)] {
        for line in lines.iter().take(SHOWN_LINES) {
            let _ = writeln!(text, "  {sign} {line}");
        }
        if lines.len() > SHOWN_LINES {
            let _ = writeln!(text, "  {sign} ... and {} lines more", lines.len() - SHOWN_LINES);
        }
    }
    if gone.is_empty() && come.is_empty() {
        text.push_str("    (the lines are the same: line endings or the last newline differ)\n");
    }
    text.trim_end().to_owned()
}
