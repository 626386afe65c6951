//! Keeps the parser from taking the process down: a panic or a too deep recursion becomes "cannot judge".
//!
//! The parser is a recursive descent. A stack overflow aborts the whole process and cannot be caught, so
//! the text is measured first. Shallow text, which is nearly all there is, is read where the caller stands; the rest on
//! a thread whose stack fits what the measure lets through.

use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use squawk_lexer::{TokenKind, tokenize};

/// Stack of the working thread. Only the pages that are touched cost memory.
const STACK_BYTES: usize = 512 * 1024 * 1024;

/// Most tokens that one expression may pile up, counted over everything open around it: five thousand `or`
/// terms pass. The stack frames of one token fit [`STACK_BYTES`] / `MAX_TOKENS`.
const MAX_TOKENS: usize = 20_000;

/// What is read on the caller's own stack: by the measure above one megabyte, where a thread has two at least.
const SHALLOW_TOKENS: usize = 40;

/// Most brackets and prefix operators inside each other. The parser's time grows with the square of them.
const MAX_NESTING: usize = 500;

/// The work panicked or could not be started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CannotJudge;

/// How deep a text may nest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Depth(usize);

impl Depth {
    /// Of text that was not measured yet.
    pub(crate) const UNKNOWN: Self = Self(MAX_TOKENS);
}

/// Runs `work`, which reads text of this depth, where a panic is contained and the stack is deep enough.
pub(crate) fn contained<T: Send>(depth: Depth, work: impl FnOnce() -> T + Send) -> Result<T, CannotJudge> {
    if depth.0 <= SHALLOW_TOKENS {
        return catch_unwind(AssertUnwindSafe(work)).map_err(|_| CannotJudge);
    }
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

/// How many items have a thread of their own at least: a thread takes as long as a few of them.
const FEWEST: usize = 8;

/// Runs `work`, which reads text of this depth at most, on each item; many of them on all processors. An item at which
/// it panics has none.
pub(crate) fn contained_each<I: Sync, T: Send>(
    depth: Depth,
    items: &[I],
    work: impl Fn(&I) -> T + Sync,
) -> Vec<Result<T, CannotJudge>> {
    let each = |items: &[I]| -> Vec<Result<T, CannotJudge>> {
        let one = |item: &I| catch_unwind(AssertUnwindSafe(|| work(item))).map_err(|_| CannotJudge);
        items.iter().map(one).collect()
    };
    if depth.0 <= SHALLOW_TOKENS && items.len() <= FEWEST {
        return each(items);
    }
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let share = items.len().div_ceil(processors).max(FEWEST);
    thread::scope(|scope| {
        let mut running = Vec::new();
        for part in items.chunks(share) {
            let each = &each;
            let thread = thread::Builder::new().name("sql-parser".to_owned()).stack_size(STACK_BYTES);
            running.push((part.len(), thread.spawn_scoped(scope, move || each(part))));
        }
        let results = running.into_iter().flat_map(|(count, thread)| {
            let result = thread.ok().and_then(|thread| thread.join().ok());
            result.unwrap_or_else(|| (0..count).map(|_| Err(CannotJudge)).collect())
        });
        results.collect()
    })
}

/// How deep the text nests, or the byte offset at which that is deeper than the parser can follow.
pub(crate) fn depth(sql: &str) -> Result<Depth, usize> {
    let mut deepest = 0_usize;
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
        if after_as && text.len() > 2 {
            deepest = deepest.max(depth(unquoted(text)).map_err(|_| offset)?.0);
        }
        if tokens > MAX_TOKENS || open.len() + prefixes > MAX_NESTING {
            return Err(offset);
        }
        deepest = deepest.max(tokens);
        // `AS` of a function, `DO`, and the language that may stand between `DO` and its block
        after_as = ["as", "do", "plpgsql"].into_iter().any(|word| text.eq_ignore_ascii_case(word));
        offset += text.len();
    }
    Ok(Depth(deepest))
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

    const SHALLOW: Depth = Depth(1);
    const DEEP: Depth = Depth(MAX_TOKENS);

    #[test]
    fn a_panic_is_contained() {
        for depth in [SHALLOW, DEEP] {
            assert_eq!(contained(depth, || 1), Ok(1));
            let failed: Result<(), CannotJudge> =
                contained(depth, || std::panic::resume_unwind(Box::new("boom")));
            assert_eq!(failed, Err(CannotJudge));
        }
    }

    #[test]
    fn only_deep_text_gets_a_thread_of_its_own() {
        let here = thread::current().id();
        assert_eq!(contained(SHALLOW, || thread::current().id()), Ok(here));
        assert_ne!(contained(DEEP, || thread::current().id()), Ok(here));
        let table =
            "create table orders (id bigint primary key, note text not null default 'x', at timestamptz);";
        assert!(depth(table).is_ok_and(|depth| depth.0 <= SHALLOW_TOKENS));
        let terms = format!("select 1 where {} true", "a or ".repeat(SHALLOW_TOKENS));
        assert!(depth(&terms).is_ok_and(|depth| depth.0 > SHALLOW_TOKENS));
        let body = format!("create function f() returns int language sql as $x$ {terms} $x$");
        assert!(depth(&body).is_ok_and(|depth| depth.0 > SHALLOW_TOKENS), "the body counts");
    }

    /// Half of the least stack that a thread of ours has: what is measured as shallow must fit with room to spare.
    #[test]
    fn what_is_shallow_fits_half_a_small_stack() {
        let shapes = ["(", "- ", "not ", "a or ", "a = b and ", "select 1 union ", "f(", "case when "];
        for shape in shapes {
            for count in 1..=SHALLOW_TOKENS {
                let text = format!("select {}", shape.repeat(count));
                if !depth(&text).is_ok_and(|depth| depth.0 <= SHALLOW_TOKENS) {
                    break;
                }
                let parsed = thread::Builder::new()
                    .stack_size(1 << 20)
                    .spawn(move || squawk_syntax::SourceFile::parse(&text).errors().len())
                    .expect("a thread")
                    .join();
                assert!(parsed.is_ok(), "{count} times {shape}");
            }
        }
    }

    #[test]
    fn long_lists_are_not_deep() {
        let rows = "(1, 'a', now()),".repeat(50_000);
        for text in [
            format!("insert into t values {rows} (1, 'b', now())"),
            "select 1;".repeat(50_000),
            format!("select '{}' as x", "+/".repeat(50_000)),
        ] {
            assert!(depth(&text).is_ok_and(|depth| depth.0 <= SHALLOW_TOKENS));
        }
    }

    #[test]
    fn nesting_of_any_kind_is_measured() {
        for text in ["(", "- ", "not ", "(-(", "union select ", "case when "] {
            assert!(depth(&format!("select {}", text.repeat(MAX_TOKENS))).is_err(), "{text}");
        }
        let body = format!(
            "create function f() returns int language sql as $x$ select {} $x$",
            "(".repeat(MAX_NESTING + 1)
        );
        assert_eq!(depth(&body), Err(body.find("$x$").expect("the body")));
    }
}
