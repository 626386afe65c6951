//! Conditions, as far as they can be understood from their words: what is joined by AND, which columns they keep
//! from being NULL, and which values they let through.

use squawk_syntax::{SyntaxKind as K, SyntaxNode, SyntaxToken};

use crate::change::{Check, Comparison};
use crate::name::fold;
use crate::syntax;

/// The condition of a check constraint.
pub(super) fn read(expression: &SyntaxNode) -> Check {
    let tokens: Vec<SyntaxToken> = syntax::tokens(expression).collect();
    let parts = conjuncts(&tokens);
    let mut check = Check {
        words: tokens.iter().filter(|token| is_name(token)).map(|token| fold(token.text())).collect(),
        ..Check::default()
    };
    let mut others = 0;
    for part in &parts {
        if let Some(column) = not_null(part) {
            check.proves_not_null.insert(column);
        } else {
            others += 1;
            check.comparisons.extend(comparison(part));
        }
    }
    check.only_not_null = others == 0 && !check.proves_not_null.is_empty();
    check
}

fn is_name(token: &SyntaxToken) -> bool {
    token.kind() == K::IDENT || token.text().starts_with(|first: char| first.is_alphabetic() || first == '"')
}

/// The parts that AND joins, without the brackets around them; the whole if there is an OR beside them.
pub(super) fn conjuncts(tokens: &[SyntaxToken]) -> Vec<Vec<SyntaxToken>> {
    let tokens = without_brackets(tokens);
    let mut depth = 0_usize;
    let mut between = false;
    let mut parts: Vec<Vec<SyntaxToken>> = vec![Vec::new()];
    for token in tokens {
        let word = token.text().to_lowercase();
        match word.as_str() {
            "(" | "[" | "case" => depth += 1,
            ")" | "]" | "end" => depth = depth.saturating_sub(1),
            "between" if depth == 0 => between = true,
            "or" if depth == 0 => return vec![tokens.to_vec()],
            "and" if depth == 0 && between => between = false,
            "and" if depth == 0 => {
                parts.push(Vec::new());
                continue;
            }
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(token.clone());
        }
    }
    if parts.len() == 1 {
        return parts;
    }
    parts.iter().flat_map(|part| conjuncts(part)).collect()
}

fn without_brackets(tokens: &[SyntaxToken]) -> &[SyntaxToken] {
    let mut inner = tokens;
    while let [first, middle @ .., last] = inner {
        let mut depth = 1_usize;
        let closes_early = middle.iter().any(|token| {
            match token.text() {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        });
        if first.text() != "(" || last.text() != ")" || closes_early {
            break;
        }
        inner = middle;
    }
    inner
}

/// The column of `column IS NOT NULL`.
fn not_null(part: &[SyntaxToken]) -> Option<String> {
    let part = without_brackets(part);
    let [column, is, not, null] = part else { return None };
    let form = is.kind() == K::IS_KW && not.kind() == K::NOT_KW && null.kind() == K::NULL_KW;
    form.then(|| fold(column.text()))
}

/// `column >= 'value'`, with a cast of the value or without; `column in ('a', 'b')`.
fn comparison(part: &[SyntaxToken]) -> Option<Comparison> {
    let part = without_brackets(part);
    let (column, rest) = part.split_first().filter(|(column, _)| is_name(column))?;
    let is_operator = |token: &&SyntaxToken| {
        token.text().chars().all(|c| "<>=".contains(c)) || token.text().eq_ignore_ascii_case("in")
    };
    let operator: String =
        rest.iter().take_while(is_operator).map(|token| token.text().to_lowercase()).collect();
    let values: Vec<String> = rest.iter().filter(|token| is_literal(token)).map(value).collect();
    let one = operator != "in" && values.len() == 1;
    (!operator.is_empty() && (one || operator == "in" && !values.is_empty())).then(|| Comparison {
        column: fold(column.text()),
        operator,
        values,
    })
}

pub(super) fn is_literal(token: &SyntaxToken) -> bool {
    matches!(token.kind(), K::STRING | K::INT_NUMBER | K::NUMERIC_NUMBER)
}

/// A literal without its quotes.
pub(super) fn value(token: &SyntaxToken) -> String {
    token.text().trim_matches('\'').to_owned()
}
