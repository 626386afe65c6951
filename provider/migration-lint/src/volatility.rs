//! Which default gives each row a value of its own. Such a default cannot be kept in the catalogue.

use std::collections::HashSet;
use std::sync::LazyLock;

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind, SyntaxNode};

use crate::name::Name;

/// Functions of which every form is stable or immutable, as `pg_proc.provolatile` says on 13, 15, 17 and 18, and
/// some of the extensions that everybody has; a line each. Any other function counts as volatile, which is what a
/// user's function is unless it was declared otherwise. `now()` is among them: it is the start of the transaction.
const STEADY: &str = include_str!("volatility/steady.txt");

fn is_steady(function: &str) -> bool {
    static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| STEADY.lines().collect());
    NAMES.contains(function)
}

/// The functions in `expression` that may give another value for each row.
pub(crate) fn unsteady_functions(expression: &SyntaxNode) -> Vec<String> {
    expression
        .descendants()
        .filter(|node| node.kind() == SyntaxKind::CALL_EXPR)
        .filter_map(ast::CallExpr::cast)
        .filter_map(|call| called(&call))
        .filter(|function| !is_steady(function))
        .collect()
}

/// The function's name without its schema; none for the built-in forms with a syntax of their own
/// (`extract`, `trim`, `json_object`, ...), which all keep their value.
fn called(call: &ast::CallExpr) -> Option<String> {
    let expression = call.expr()?;
    let last = expression.syntax().descendants().filter(|node| node.kind() == SyntaxKind::NAME_REF).last();
    Some(Name::read(&last.unwrap_or_else(|| expression.syntax().clone()))?.base)
}
