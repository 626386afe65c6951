//! Names as `PostgreSQL` compares them: folded to lower case unless quoted, with the schema when given.

use std::fmt;

use squawk_syntax::{SyntaxElement, SyntaxKind, SyntaxNode};

/// A possibly qualified name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Name {
    /// The schema; `public` counts as none, since it is where an unqualified name usually lands.
    schema: Option<String>,
    /// The last part.
    pub(crate) base: String,
}

impl Name {
    /// Reads the first path found at or below `node`.
    pub(crate) fn read(node: &SyntaxNode) -> Option<Self> {
        let is_path = |node: &SyntaxNode| matches!(node.kind(), SyntaxKind::PATH | SyntaxKind::PATH_REF);
        let path = node.descendants().find(is_path).unwrap_or_else(|| node.clone());
        let mut parts: Vec<String> = path
            .descendants_with_tokens()
            .filter_map(SyntaxElement::into_token)
            .filter(|token| is_word(token.kind(), token.text()))
            .map(|token| fold(token.text()))
            .collect();
        let base = parts.pop()?;
        let schema = parts.pop().filter(|schema| schema != "public");
        Some(Self { schema, base })
    }

    /// The schema, unless it is `public`.
    pub(crate) fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    /// A name without a schema.
    pub(crate) fn plain(base: &str) -> Self {
        Self { schema: None, base: base.to_owned() }
    }

    /// The name among those of relations and types, which routines have none to share with.
    pub(crate) fn routine(&self) -> Self {
        Self { schema: self.schema.clone(), base: format!("{}()", self.base) }
    }

    /// The same schema, another last part: what `RENAME TO` does.
    pub(crate) fn renamed(&self, base: String) -> Self {
        Self { schema: self.schema.clone(), base }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(out, "{schema}.")?;
        }
        out.write_str(&self.base)
    }
}

/// One identifier, as compared: unquoted ones folded, quoted ones unquoted.
pub(crate) fn fold(text: &str) -> String {
    match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => quoted.replace("\"\"", "\""),
        None => text.to_lowercase(),
    }
}

/// Whether a token can be part of a name: an identifier or an unreserved keyword used as one.
fn is_word(kind: SyntaxKind, text: &str) -> bool {
    !matches!(kind, SyntaxKind::WHITESPACE | SyntaxKind::COMMENT)
        && text.starts_with(|first: char| first.is_alphabetic() || first == '_' || first == '"')
}
