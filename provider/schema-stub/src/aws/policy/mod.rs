//! `aws_iam_policy_document`: from blocks to JSON, byte for byte as the real provider writes it, since policies
//! are compared as text. Merging is in `document.rs`, the text in `text.rs`.

mod document;
mod read;
mod text;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use tf_provider::diagnostic::{Diagnostic, Diagnostics};
use tf_provider::value::{Path, Value};

use self::document::Document;

/// The data source.
pub const TYPE: &str = "aws_iam_policy_document";
/// What a version may be; the second is meant if none is said.
const VERSIONS: [&str; 2] = ["2008-10-17", "2012-10-17"];

/// Why no document can be made.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// Two statements of the configuration have one name.
    #[error("duplicate Sid ({0}): remove it or make it unique")]
    DuplicateSid(String),
    /// Two statements of the sources have one name.
    #[error("source document {document} has a Sid ({sid}) that an earlier statement of the sources has")]
    DuplicateSourceSid {
        /// The name.
        sid: String,
        /// Which source, from 0.
        document: usize,
    },
    /// A document to merge with is something else.
    #[error("{kind} document {index} is no policy")]
    Malformed {
        /// `source` or `override`
        kind: &'static str,
        /// Which one, from 0.
        index: usize,
        /// Why.
        source: serde_json::Error,
    },
    /// Variables came with the second version.
    #[error("found &{{ in ({0}), which version 2008-10-17 does not know")]
    Variable(String),
}

/// A document as text.
#[derive(Debug)]
pub struct Rendered {
    /// With line breaks.
    pub json: String,
    /// Without.
    pub minified_json: String,
}

impl Rendered {
    pub(crate) fn into_state(self, state: &mut BTreeMap<String, Value>) {
        state.insert("json".to_owned(), Value::String(self.json));
        state.insert("minified_json".to_owned(), Value::String(self.minified_json));
    }
}

/// What is wrong with a configuration, in as far as it is known.
pub fn validate(config: &Value) -> Diagnostics {
    let mut found = Diagnostics::new();
    let mut one_of = |at: &str, value: Option<&Value>, words: [&str; 2]| {
        if let Some(text) = value.and_then(Value::as_str).filter(|text| !words.contains(text)) {
            let detail = format!("expected {at} to be one of {words:?}, got {text}");
            found.push(Diagnostic::error(format!("Invalid value for {at}"), detail).at(Path::attribute(at)));
        }
    };
    one_of("version", config.get("version"), VERSIONS);
    let statements = config.get("statement").and_then(Value::as_elements).unwrap_or_default();
    for statement in statements {
        one_of("effect", statement.get("effect"), ["Allow", "Deny"]);
    }
    for sid in statements.iter().filter_map(|statement| statement.get("sid").and_then(Value::as_str)) {
        if !sid.chars().all(|c| c.is_ascii_alphanumeric()) {
            let detail = format!("\"{sid}\" must only include alphanumeric characters");
            found.push(Diagnostic::error("Invalid value for sid", detail).at(Path::attribute("statement")));
        }
    }
    found
}

/// The document of a configuration.
pub fn render(config: &Value) -> Result<Rendered, PolicyError> {
    let mut merged = Document::default();
    let documents = |name: &str| {
        let texts = config.get(name).and_then(Value::as_elements).unwrap_or_default();
        texts.iter().map(Value::as_str).enumerate().filter_map(|(index, text)| Some((index, text?)))
    };
    let mut seen = std::collections::BTreeSet::new();
    for (index, text) in documents("source_policy_documents") {
        let source = Document::parse(text).map_err(|error| PolicyError::Malformed {
            kind: "source",
            index,
            source: error,
        })?;
        for sid in source.sids() {
            if !seen.insert(sid.to_owned()) {
                return Err(PolicyError::DuplicateSourceSid { sid: sid.to_owned(), document: index });
            }
        }
        merged.merge(source);
    }
    merged.merge(read::document(config)?);
    for (index, text) in documents("override_policy_documents") {
        let source = Document::parse(text).map_err(|error| PolicyError::Malformed {
            kind: "override",
            index,
            source: error,
        })?;
        merged.merge(source);
    }
    Ok(Rendered { json: text::pretty(&merged), minified_json: text::minified(&merged) })
}
