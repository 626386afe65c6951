//! Links of pages: whether what they lead to is there, headings and anchors included, and whether a page of the
//! registry leads only where the registry has pages. Other sites are not asked.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::docs::{self, DocsError};
use crate::examples::files;
use crate::kinds::KINDS;

/// Where the repository is read by people: what is not in the registry is linked there.
const REPOSITORY: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/");
/// Pages outside `docs` that are checked too.
const BESIDE: [&str; 2] = ["README.md", "CONTRIBUTING.md"];

/// Links that lead nowhere.
pub fn findings(root: &Path) -> Result<Vec<String>, DocsError> {
    let mut pages: Vec<PathBuf> = BESIDE.iter().map(PathBuf::from).collect();
    markdown(root, Path::new("docs"), &mut pages)?;
    let mut found = Vec::new();
    for path in pages {
        let text = docs::read(root, &path)?.unwrap_or_default();
        for target in targets(&text) {
            if let Some(why) = broken(root, &path, &text, &target)? {
                found.push(format!("{}: the link `{target}` {why}", path.display()));
            }
        }
    }
    Ok(found)
}

fn markdown(root: &Path, folder: &Path, pages: &mut Vec<PathBuf>) -> Result<(), DocsError> {
    for name in files(&root.join(folder))? {
        let path = folder.join(name);
        if root.join(&path).is_dir() {
            markdown(root, &path, pages)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            pages.push(path);
        }
    }
    Ok(())
}

/// Why a link on the page `from` is broken, if it is.
fn broken(root: &Path, from: &Path, text: &str, target: &str) -> Result<Option<String>, DocsError> {
    let absolute = target.strip_prefix(REPOSITORY);
    if absolute.is_none() && (target.contains("://") || target.starts_with("mailto:")) {
        return Ok(None);
    }
    let (file, fragment) =
        absolute.unwrap_or(target).split_once('#').unwrap_or((absolute.unwrap_or(target), ""));
    let path = match absolute {
        Some(_) => PathBuf::from(file),
        None if file.is_empty() => from.to_owned(),
        None => normal(&from.parent().unwrap_or(Path::new("")).join(file)),
    };
    if !root.join(&path).exists() {
        return Ok(Some(format!("leads to {}, which is not there", path.display())));
    }
    if absolute.is_none() && in_registry(from) && !in_registry(&path) {
        return Ok(Some(format!(
            "leads to {}, which the registry does not have: write `{REPOSITORY}{}`",
            path.display(),
            path.display()
        )));
    }
    if fragment.is_empty() {
        return Ok(None);
    }
    let there = if path == from { Some(text.to_owned()) } else { docs::read(root, &path)? };
    let there = anchors(&there.unwrap_or_default());
    Ok((!there.contains(fragment)).then(|| format!("leads to no heading or anchor of {}", path.display())))
}

/// Whether the registry shows the page.
fn in_registry(path: &Path) -> bool {
    let folders = KINDS.iter().map(|kind| kind.folder).chain(["guides"]);
    let mut folders = folders.map(|folder| Path::new("docs").join(folder));
    path == Path::new("docs/index.md") || folders.any(|folder| path.starts_with(folder))
}

/// `a/b/../c` without the detour.
fn normal(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                parts.pop();
            }
            Component::CurDir => {}
            Component::Normal(_) | Component::RootDir | Component::Prefix(_) => parts.push(part),
        }
    }
    parts
}

/// Where the links of a page lead.
fn targets(text: &str) -> Vec<String> {
    let links = Parser::new_ext(body(text), Options::ENABLE_TABLES).filter_map(|event| {
        let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event else {
            return None;
        };
        Some(dest_url.to_string())
    });
    links.collect()
}

/// What a link can lead to on a page: headings, as sites make anchors of them, and anchors that are written.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(body(text), Options::ENABLE_TABLES) {
        if let Event::Start(Tag::Heading { .. }) = event {
            heading = Some(String::new());
        } else if let Event::End(TagEnd::Heading(_)) = event {
            found.extend(heading.take().map(|heading| slug(&heading)));
        } else if let (Event::Text(words) | Event::Code(words), Some(heading)) = (&event, &mut heading) {
            heading.push_str(words);
        } else if let Event::Html(html) | Event::InlineHtml(html) = event {
            let ids = html.split("id=\"").skip(1).filter_map(|rest| rest.split('"').next());
            found.extend(ids.map(str::to_owned));
        }
    }
    found
}

fn slug(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}

/// The page without its front matter, whose lines would be read as a heading.
fn body(text: &str) -> &str {
    let inner = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    inner.map_or(text, |(_, body)| body)
}
