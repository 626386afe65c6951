//! Keeps the parser from taking the process down: a panic or a too deep recursion becomes "cannot judge".
//!
//! The parser is a recursive descent. A stack overflow aborts the whole process and cannot be caught, so
//! the text is measured first, and the work runs on a thread whose stack fits what the measure lets through.

use std::thread;

use squawk_lexer::{TokenKind, tokenize};

/// Stack of the working thread. Only the pages that are touched cost memory.
const STACK_BYTES: usize = 512 * 1024 * 1024;

/// Most tokens that one expression may pile up, counted over everything open around it: five thousand `or`
/// terms pass. The stack frames of one token fit [`STACK_BYTES`] / `MAX_TOKENS`.
const MAX_TOKENS: usize = 20_000;

/// Most brackets and prefix operators inside each other. The parser's time grows with the square of them.
const MAX_NESTING: usize = 500;

/// The work panicked or could not be started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CannotJudge;

/// Runs `work` where a panic is contained and the stack is deep.
pub(crate) fn contained<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, CannotJudge> {
    thread::scope(|scope| {
        thread::Builder::new()
            .name("sql-parser".to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, work)
            .map_err(|_| CannotJudge)?
            .join()
            .map_err(|_| CannotJudge)
    })
}

/// Byte offset at which the text nests deeper than the parser can follow.
pub(crate) fn too_deep(sql: &str) -> Option<usize> {
    // Tokens since the last comma or semicolon, one entry for each open bracket. Nesting of any kind
    // (brackets, prefix operators, joins, unions) needs at least one token a level, so the sum bounds it.
    let mut open = vec![0_usize];
    let mut tokens = 0_usize;
    let mut prefixes = 0_usize;
    let mut offset = 0_usize;
    let mut after_as = false;
    for token in tokenize(sql) {
        let text = &sql[offset..offset + token.len as usize];
        let kind = token.kind;
        if matches!(kind, TokenKind::Whitespace | TokenKind::LineComment | TokenKind::BlockComment { .. }) {
            offset += text.len();
            continue;
        }
        if matches!(kind, TokenKind::Comma | TokenKind::Semi) {
            tokens -= open.last_mut().map(std::mem::take).unwrap_or_default();
        } else {
            tokens += 1;
            if let Some(level) = open.last_mut() {
                *level += 1;
            }
        }
        if matches!(kind, TokenKind::OpenParen | TokenKind::OpenBracket) {
            open.push(0);
        } else if matches!(kind, TokenKind::CloseParen | TokenKind::CloseBracket) && open.len() > 1 {
            tokens -= open.pop().unwrap_or_default();
        }
        prefixes = if is_prefix(kind, text) { prefixes + 1 } else { 0 };
        // The body of a function is one string to the lexer, and SQL again to the parser.
        let body_is_deep = after_as && text.len() > MAX_NESTING && too_deep(unquoted(text)).is_some();
        if tokens > MAX_TOKENS || open.len() + prefixes > MAX_NESTING || body_is_deep {
            return Some(offset);
        }
        after_as = text.eq_ignore_ascii_case("as");
        offset += text.len();
    }
    None
}

/// Whether the token can stand before an operand any number of times.
fn is_prefix(kind: TokenKind, text: &str) -> bool {
    matches!(kind, TokenKind::Minus | TokenKind::Plus | TokenKind::Tilde | TokenKind::At | TokenKind::Bang)
        || text.eq_ignore_ascii_case("not")
}

/// A string literal without its outer quotes; what is left of a prefix or tag does not matter here.
fn unquoted(literal: &str) -> &str {
    let inner = literal.trim_end_matches(['\'', '$']);
    inner.trim_start_matches(['\'', '$'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_contained() {
        assert_eq!(contained(|| 1), Ok(1));
        let failed: Result<(), CannotJudge> = contained(|| std::panic::resume_unwind(Box::new("boom")));
        assert_eq!(failed, Err(CannotJudge));
    }

    #[test]
    fn long_lists_are_not_deep() {
        let rows = "(1, 'a', now()),".repeat(50_000);
        assert_eq!(too_deep(&format!("insert into t values {rows} (1, 'b', now())")), None);
        assert_eq!(too_deep(&"select 1;".repeat(50_000)), None);
        assert_eq!(too_deep(&format!("select '{}' as x", "+/".repeat(50_000))), None);
    }

    #[test]
    fn nesting_of_any_kind_is_measured() {
        for text in ["(", "- ", "not ", "(-(", "union select ", "case when "] {
            assert!(too_deep(&format!("select {}", text.repeat(MAX_TOKENS))).is_some(), "{text}");
        }
        let body = format!(
            "create function f() returns int language sql as $x$ select {} $x$",
            "(".repeat(MAX_NESTING + 1)
        );
        assert_eq!(too_deep(&body), Some(body.find("$x$").expect("the body")));
    }
}
