//! Why a text is not a reference to an image.

use std::fmt;

/// A part of a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// `ghcr.io:443`
    Registry,
    /// `acme/web`
    Repository,
    /// `1.4`
    Tag,
    /// `sha256:...`
    Digest,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Registry => "registry",
            Self::Repository => "repository",
            Self::Tag => "tag",
            Self::Digest => "digest",
        })
    }
}

/// Why a text is not a reference to an image. What is quoted of it is cut to a length that a reader can bear.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// Nothing there.
    #[error("an image reference is empty; write for instance \"nginx\" or \"ghcr.io/acme/web:1.4\"")]
    Empty,
    /// A blank or something invisible.
    #[error("an image reference has no blanks, and there is one at character {at}")]
    Blank {
        /// Counted from 1.
        at: usize,
    },
    /// `https://...`
    #[error("an image reference has no \"{scheme}://\" in front; leave that out")]
    Scheme {
        /// What stands in front.
        scheme: String,
    },
    /// `docker.io/` or `:1.4`
    #[error("the {part} is empty")]
    Missing {
        /// The part that is not there.
        part: Part,
    },
    /// `Acme/Web`
    #[error("the repository \"{repository}\" must be in lower case")]
    UpperCase {
        /// As written.
        repository: String,
    },
    /// A component of the repository's path that has no such form.
    #[error(
        "\"{component}\" cannot be part of a repository: use a-z and 0-9, with single \".\", one or two \"_\" or \
         any number of \"-\" between them"
    )]
    Component {
        /// What stands between two slashes.
        component: String,
    },
    /// 64 hexadecimal digits: the id of an image on one machine.
    #[error("64 hexadecimal digits are the id of an image on one machine, not the name of a repository")]
    ImageId,
    /// A repository of more than 255 characters.
    #[error("a repository of {characters} characters; at most {most} are allowed")]
    RepositoryTooLong {
        /// How many it has.
        characters: usize,
        /// How many it may have.
        most: usize,
    },
    /// A host that is neither a name nor an address.
    #[error("\"{host}\" is neither the name of a host nor an address")]
    Host {
        /// Without its port.
        host: String,
    },
    /// A port that is not one.
    #[error("\"{port}\" is not a port; use a number from 1 to 65535")]
    Port {
        /// What stands after the colon.
        port: String,
    },
    /// A tag of another form.
    #[error(
        "\"{tag}\" is not a tag: use letters, digits, \"_\", \".\" and \"-\", not beginning with \".\" or \"-\""
    )]
    Tag {
        /// What stands after the last colon.
        tag: String,
    },
    /// A tag of more than 128 characters.
    #[error("a tag of {characters} characters; at most {most} are allowed")]
    TagTooLong {
        /// How many it has.
        characters: usize,
        /// How many it may have.
        most: usize,
    },
    /// A digest without its algorithm.
    #[error("the digest \"{digest}\" does not say its algorithm; write \"sha256:\" in front of its digits")]
    DigestWithoutAlgorithm {
        /// What stands after `@`.
        digest: String,
    },
    /// An algorithm that registries do not know.
    #[error("\"{algorithm}\" is not an algorithm of digests; use sha256, sha384 or sha512")]
    Algorithm {
        /// What stands before the colon.
        algorithm: String,
    },
    /// Digits that are too few, too many, or none.
    #[error(
        "a {algorithm} digest has {needed} hexadecimal digits in lower case, and this one does not: {found}"
    )]
    Digits {
        /// The algorithm.
        algorithm: &'static str,
        /// How many digits it has.
        needed: usize,
        /// What is there instead.
        found: String,
    },
}
