//! Reading a reference. By hand rather than by one expression, so that an error can say which part is wrong.

use std::net::Ipv6Addr;

use super::{DEFAULT_REGISTRY, DEFAULT_TAG, ImageError, ImageReference, Part};

/// The longest repository, in characters.
const MOST_OF_REPOSITORY: usize = 255;
/// The longest tag, in characters.
const MOST_OF_TAG: usize = 128;
/// How much of the text an error quotes, in characters.
const SHOWN: usize = 80;
/// What Docker Hub was called once.
const FORMER_DEFAULT_REGISTRY: &str = "index.docker.io";
/// Algorithms of digests, and how many hexadecimal digits each has.
const ALGORITHMS: [(&str, usize); 3] = [("sha256", 64), ("sha384", 96), ("sha512", 128)];

pub(super) fn reference(text: &str) -> Result<ImageReference, ImageError> {
    if text.is_empty() {
        return Err(ImageError::Empty);
    }
    if let Some(at) = text.chars().position(|c| c.is_whitespace() || c.is_control()) {
        return Err(ImageError::Blank { at: at + 1 });
    }
    if let Some((scheme, _)) = text.split_once("://") {
        return Err(ImageError::Scheme { scheme: shown(scheme) });
    }
    let (named, digest) = match text.split_once('@') {
        Some((named, digest)) => (named, Some(self::digest(digest)?)),
        None => (text, None),
    };
    // a colon before the last slash belongs to the registry's port
    let after_slash = named.rfind('/').map_or(0, |slash| slash + 1);
    let (name, tag) = match named[after_slash..].rfind(':') {
        Some(colon) => {
            let (name, tag) = named.split_at(after_slash + colon);
            (name, Some(self::tag(&tag[1..])?))
        }
        None => (named, None),
    };
    let (registry, repository) = split(name);
    let registry = self::registry(registry)?;
    let repository = self::repository(&registry, repository)?;
    let tag = if tag.is_none() && digest.is_none() { Some(DEFAULT_TAG.to_owned()) } else { tag };
    Ok(ImageReference { registry, repository, tag, digest })
}

/// What stands before the first slash is a registry if it looks like one: a repository's path could not look so.
fn split(name: &str) -> (&str, &str) {
    match name.split_once('/') {
        Some((first, rest))
            if first == "localhost"
                || first.contains(['.', ':'])
                || first.chars().any(char::is_uppercase)
                || first.is_empty() =>
        {
            (first, rest)
        }
        _ => (DEFAULT_REGISTRY, name),
    }
}

fn registry(text: &str) -> Result<String, ImageError> {
    if text.is_empty() {
        return Err(ImageError::Missing { part: Part::Registry });
    }
    let (host, port) = if let Some(bracketed) = text.strip_prefix('[') {
        let (address, rest) =
            bracketed.split_once(']').ok_or_else(|| ImageError::Host { host: shown(text) })?;
        let address: Ipv6Addr =
            address.parse().map_err(|_| ImageError::Host { host: shown(&text[..=address.len()]) })?;
        let port = match rest.strip_prefix(':') {
            None if rest.is_empty() => None,
            None => return Err(ImageError::Host { host: shown(text) }),
            port => port,
        };
        (format!("[{address}]"), port)
    } else {
        let (host, port) = text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port)));
        if !host.split('.').all(is_label) {
            return Err(ImageError::Host { host: shown(host) });
        }
        // capitals are all that makes a registry of a single word one: in lower case it would be a namespace
        let is_word = port.is_none() && !host.contains('.') && !host.eq_ignore_ascii_case("localhost");
        (if is_word { host.to_owned() } else { host.to_ascii_lowercase() }, port)
    };
    let registry = match port {
        None if host == FORMER_DEFAULT_REGISTRY => DEFAULT_REGISTRY.to_owned(),
        None => host,
        Some(port) => format!("{host}:{}", self::port(port)?),
    };
    Ok(registry)
}

/// A part of a host's name.
fn is_label(label: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !label.is_empty() && label.bytes().all(fits) && !label.starts_with('-') && !label.ends_with('-')
}

fn port(text: &str) -> Result<u16, ImageError> {
    let wrong = || ImageError::Port { port: shown(text) };
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    text.parse().ok().filter(|port| *port > 0).ok_or_else(wrong)
}

fn repository(registry: &str, path: &str) -> Result<String, ImageError> {
    if path.is_empty() {
        return Err(ImageError::Missing { part: Part::Repository });
    }
    if path.chars().any(char::is_uppercase) {
        return Err(ImageError::UpperCase { repository: shown(path) });
    }
    if let Some(component) = path.split('/').find(|component| !is_component(component)) {
        return Err(ImageError::Component { component: shown(component) });
    }
    let is_official = registry == DEFAULT_REGISTRY && !path.contains('/');
    if is_official && path.len() == 64 && path.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(ImageError::ImageId);
    }
    let repository = if is_official { format!("library/{path}") } else { path.to_owned() };
    if repository.len() > MOST_OF_REPOSITORY {
        return Err(ImageError::RepositoryTooLong { characters: repository.len(), most: MOST_OF_REPOSITORY });
    }
    Ok(repository)
}

/// Letters and digits, with separators between them.
fn is_component(text: &str) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    let ends_well = bytes.first().is_some_and(is_word) && bytes.last().is_some_and(is_word);
    let separators = bytes.split(is_word).filter(|between| !between.is_empty());
    let fits =
        |between: &[u8]| matches!(between, b"." | b"_" | b"__") || between.iter().all(|byte| *byte == b'-');
    ends_well && separators.into_iter().all(fits)
}

fn tag(text: &str) -> Result<String, ImageError> {
    if text.is_empty() {
        return Err(ImageError::Missing { part: Part::Tag });
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if !text.chars().all(fits) || text.starts_with(['.', '-']) {
        return Err(ImageError::Tag { tag: shown(text) });
    }
    if text.len() > MOST_OF_TAG {
        return Err(ImageError::TagTooLong { characters: text.len(), most: MOST_OF_TAG });
    }
    Ok(text.to_owned())
}

fn digest(text: &str) -> Result<String, ImageError> {
    if text.is_empty() {
        return Err(ImageError::Missing { part: Part::Digest });
    }
    let Some((algorithm, digits)) = text.split_once(':') else {
        return Err(ImageError::DigestWithoutAlgorithm { digest: shown(text) });
    };
    let Some((algorithm, needed)) = ALGORITHMS.into_iter().find(|(known, _)| *known == algorithm) else {
        return Err(ImageError::Algorithm { algorithm: shown(algorithm) });
    };
    let is_digit = |c: char| matches!(c, '0'..='9' | 'a'..='f');
    let found = match digits.chars().find(|c| !is_digit(*c)) {
        Some(odd) => format!("it has {odd:?}"),
        None if digits.len() != needed => format!("it has {}", digits.len()),
        None => return Ok(text.to_owned()),
    };
    Err(ImageError::Digits { algorithm, needed, found })
}

/// The beginning of a text, for a sentence.
fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
