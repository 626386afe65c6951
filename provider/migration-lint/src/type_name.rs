//! Names of column types, and what it costs to change one into another.
//!
//! Which changes keep the table as it is was measured on 12 to 18.

use squawk_syntax::{SyntaxKind, SyntaxNode};

use crate::syntax;

/// A type with its spellings folded: `character varying(40)` is `varchar` with `[40]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypeName {
    pub(crate) base: String,
    pub(crate) arguments: Vec<u32>,
    pub(crate) array: bool,
}

/// What changing a column's type does to the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Conversion {
    /// Only the catalogue changes.
    Catalogue,
    /// Only the catalogue while the session's time zone is UTC, a rewrite otherwise.
    DependsOnTimeZone,
    /// Every row and every index is written.
    Rewrite,
}

impl TypeName {
    pub(crate) fn read(node: &SyntaxNode) -> Self {
        let mut words = Vec::new();
        let mut arguments = Vec::new();
        let mut depth = 0_usize;
        let mut array = false;
        for token in syntax::tokens(node) {
            match token.text() {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                "[" | "]" => array = true,
                text if depth > 0 => arguments.extend(text.parse::<u32>().ok()),
                "." => words.clear(), // a schema before the name
                text if token.kind() != SyntaxKind::INT_NUMBER => words.push(crate::name::fold(text)),
                _ => {}
            }
        }
        array |= words.iter().any(|word| word == "array");
        words.retain(|word| word != "array" && word != "setof");
        let base = spelling(&words.join(" "));
        // `char` alone is one character, `numeric(10)` has no decimals.
        match (base.as_str(), arguments.len()) {
            ("char" | "bit", 0) => arguments.push(1),
            ("numeric", 1) => arguments.push(0),
            _ => {}
        }
        Self { base, arguments, array }
    }

    /// A column of this type takes its values from a sequence made for it.
    pub(crate) fn is_serial(&self) -> bool {
        self.base.ends_with("serial")
    }
}

impl std::fmt::Display for TypeName {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.base)?;
        if !self.arguments.is_empty() {
            let arguments: Vec<String> = self.arguments.iter().map(u32::to_string).collect();
            write!(out, "({})", arguments.join(", "))?;
        }
        out.write_str(if self.array { "[]" } else { "" })
    }
}

/// One spelling for each built-in type that has several.
fn spelling(words: &str) -> String {
    let one = match words {
        "character varying" | "char varying" | "national character varying" => "varchar",
        "character" | "national character" | "bpchar" | "nchar" => "char",
        "integer" | "int4" => "int",
        "int8" => "bigint",
        "int2" => "smallint",
        "decimal" => "numeric",
        "bit varying" => "varbit",
        "bool" => "boolean",
        "float8" | "double precision" | "float" => "double precision",
        "float4" => "real",
        "timestamp without time zone" => "timestamp",
        "timestamp with time zone" => "timestamptz",
        "time without time zone" => "time",
        "time with time zone" => "timetz",
        "serial4" => "serial",
        "serial8" => "bigserial",
        "serial2" => "smallserial",
        other => other,
    };
    one.to_owned()
}

/// What `ALTER COLUMN ... TYPE` does to the table when no expression converts the values.
pub(crate) fn conversion(from: &TypeName, to: &TypeName) -> Conversion {
    use Conversion::{Catalogue, DependsOnTimeZone, Rewrite};
    if from == to {
        return Catalogue;
    }
    if from.array || to.array {
        return Rewrite;
    }
    let (old, new) = (from.arguments.as_slice(), to.arguments.as_slice());
    match (from.base.as_str(), to.base.as_str()) {
        ("varchar" | "text", "text")
        | ("varbit", "varbit")
        | ("numeric", "numeric")
        | ("varchar", "varchar")
        | ("cidr", "inet")
            if new.is_empty() =>
        {
            Catalogue
        }
        ("text", "varchar") if new.is_empty() => Catalogue,
        ("varchar", "varchar") | ("varbit", "varbit") => keep(!old.is_empty() && old <= new),
        ("numeric", "numeric") => {
            keep(old.len() == 2 && new.len() == 2 && old[1] == new[1] && old[0] <= new[0])
        }
        ("timestamp", "timestamp")
        | ("timestamptz", "timestamptz")
        | ("time", "time")
        | ("timetz", "timetz")
        | ("interval", "interval") => keep(precision(old) <= precision(new)),
        ("timestamp", "timestamptz") | ("timestamptz", "timestamp") if precision(old) <= precision(new) => {
            DependsOnTimeZone
        }
        ("int" | "regclass" | "regtype" | "regproc", "oid") | ("oid", "int") | ("xml", "text") => Catalogue,
        _ => Rewrite,
    }
}

fn keep(kept: bool) -> Conversion {
    if kept { Conversion::Catalogue } else { Conversion::Rewrite }
}

/// Decimals of a second; six when none are given.
fn precision(arguments: &[u32]) -> u32 {
    arguments.first().copied().unwrap_or(6)
}
