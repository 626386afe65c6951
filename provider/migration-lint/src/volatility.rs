//! Which default gives each row a value of its own. Such a default cannot be kept in the catalogue.

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind, SyntaxNode};

use crate::name::Name;

/// Functions that are stable or immutable, as `pg_proc.provolatile` says on 12 to 18. Those that people
/// use in defaults; any other function counts as volatile, which is what a user's function is unless it
/// was declared otherwise. `now()` belongs here: it is the start of the transaction.
const KEEPS_ITS_VALUE: &[&str] = &[
    "abs",
    "age",
    "array_append",
    "array_cat",
    "array_length",
    "array_prepend",
    "array_to_string",
    "ascii",
    "btrim",
    "ceil",
    "ceiling",
    "char_length",
    "chr",
    "concat",
    "concat_ws",
    "convert_from",
    "convert_to",
    "current_database",
    "current_schema",
    "current_setting",
    "date_bin",
    "date_part",
    "date_trunc",
    "decode",
    "digest",
    "div",
    "encode",
    "exp",
    "extract",
    "floor",
    "format",
    "greatest",
    "initcap",
    "int4range",
    "int8range",
    "json_build_array",
    "json_build_object",
    "jsonb_build_array",
    "jsonb_build_object",
    "json_object",
    "jsonb_object",
    "jsonb_set",
    "least",
    "left",
    "length",
    "ln",
    "localtimestamp",
    "log",
    "lower",
    "lpad",
    "ltrim",
    "make_date",
    "make_interval",
    "make_time",
    "make_timestamp",
    "make_timestamptz",
    "md5",
    "mod",
    "now",
    "nullif",
    "numrange",
    "octet_length",
    "overlay",
    "pg_typeof",
    "point",
    "position",
    "power",
    "quote_ident",
    "quote_literal",
    "regexp_match",
    "regexp_replace",
    "repeat",
    "replace",
    "reverse",
    "right",
    "round",
    "row_to_json",
    "rpad",
    "rtrim",
    "sha256",
    "sha512",
    "sign",
    "split_part",
    "sqrt",
    "statement_timestamp",
    "strpos",
    "substr",
    "substring",
    "timezone",
    "to_ascii",
    "to_char",
    "to_date",
    "to_hex",
    "to_json",
    "to_jsonb",
    "to_number",
    "to_timestamp",
    "to_tsquery",
    "to_tsvector",
    "transaction_timestamp",
    "translate",
    "trim",
    "trunc",
    "tsrange",
    "tstzrange",
    "upper",
    "daterange",
    "coalesce",
    "row",
    "txid_current",
    "uuid_nil",
    "uuid_ns_dns",
    "uuid_ns_url",
];

/// The first function in `expression` that may give another value for each row.
pub(crate) fn volatile_function(expression: &SyntaxNode) -> Option<String> {
    expression
        .descendants()
        .filter(|node| node.kind() == SyntaxKind::CALL_EXPR)
        .filter_map(ast::CallExpr::cast)
        .filter_map(|call| called(&call))
        .find(|function| !KEEPS_ITS_VALUE.contains(&function.as_str()))
}

/// The function's name without its schema; none for the built-in forms with a syntax of their own
/// (`extract`, `trim`, `json_object`, ...), which all keep their value.
fn called(call: &ast::CallExpr) -> Option<String> {
    let expression = call.expr()?;
    let last = expression.syntax().descendants().filter(|node| node.kind() == SyntaxKind::NAME_REF).last();
    Some(Name::read(&last.unwrap_or_else(|| expression.syntax().clone()))?.base)
}
