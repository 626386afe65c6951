//! References to container images: `nginx`, `ghcr.io/acme/web:1.4`, `host:5000/app@sha256:...`. Read by the
//! grammar that registries and their clients share (`reference.go` and `normalize.go` of the distribution
//! project), with the names of Docker Hub written out. Nothing here asks a registry.

mod error;
mod parse;

#[cfg(test)]
mod tests;

pub use error::{ImageError, Part};

use std::fmt;
use std::str::FromStr;

/// The registry that is meant where none is named.
pub const DEFAULT_REGISTRY: &str = "docker.io";

/// The tag that is meant where neither tag nor digest is given.
pub const DEFAULT_TAG: &str = "latest";

/// Where an image is, in its normal form: two references that mean the same image are equal.
///
/// Registry and repository are written out (`nginx` is `docker.io/library/nginx`), the registry's name is in
/// lower case (but for one of a single word, which only its capitals tell from a namespace), and where neither tag nor digest is given the tag is `latest`. A tag beside a digest is kept: the
/// digest alone decides what is pulled, but the tag is what a person wanted to say, and another tag is another
/// thing to say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageReference {
    registry: String,
    repository: String,
    tag: Option<String>,
    digest: Option<String>,
}

impl ImageReference {
    /// Reads a reference; the error names the part that is wrong and what it may be.
    pub fn parse(text: &str) -> Result<Self, ImageError> {
        parse::reference(text)
    }

    /// The registry with its port, if it has one: `docker.io`, `localhost:5000`.
    pub fn registry(&self) -> &str {
        &self.registry
    }

    /// The repository in that registry: `library/nginx`.
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// The tag: `latest`. `None` only if there is a digest.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The digest with its algorithm: `sha256:...`.
    pub fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// Whether it is one image for ever: it has a digest.
    pub fn is_pinned(&self) -> bool {
        self.digest.is_some()
    }

    /// The shortest form that means the same: `nginx` for `docker.io/library/nginx:latest`.
    pub fn short(&self) -> String {
        let official = self.repository.strip_prefix("library/").filter(|name| !name.contains('/'));
        let name = match (self.registry == DEFAULT_REGISTRY, official) {
            (true, Some(name)) => name.to_owned(),
            (true, None) => self.repository.clone(),
            (false, _) => format!("{}/{}", self.registry, self.repository),
        };
        let tag = self.tag().filter(|tag| self.is_pinned() || *tag != DEFAULT_TAG);
        let short = with_tag_and_digest(name, tag, self.digest());
        // the first part of a repository on Docker Hub may look like a registry
        if Self::parse(&short).as_ref() == Ok(self) { short } else { self.to_string() }
    }
}

fn with_tag_and_digest(name: String, tag: Option<&str>, digest: Option<&str>) -> String {
    let mut text = name;
    for (mark, part) in [(':', tag), ('@', digest)] {
        if let Some(part) = part {
            text.push(mark);
            text.push_str(part);
        }
    }
    text
}

impl fmt::Display for ImageReference {
    /// The normal form, with everything written out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = format!("{}/{}", self.registry, self.repository);
        f.write_str(&with_tag_and_digest(name, self.tag(), self.digest()))
    }
}

impl FromStr for ImageReference {
    type Err = ImageError;

    fn from_str(text: &str) -> Result<Self, ImageError> {
        Self::parse(text)
    }
}
