//! SQL as text, as PostgreSQL reads it: what is left once blanks between words, comments and the last semicolon
//! are gone. Nothing is taken for the same that could be read in another way: capitals, literals, quoted names
//! and dollar quotes stay as they are written. No statement is understood here; that is `migration-lint`'s.

use std::iter::Peekable;
use std::str::CharIndices;

/// Why a text is not SQL as far as it is looked at here. Lines and columns count from 1, in characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SqlError {
    /// Nothing there but blanks, comments and semicolons.
    #[error("the text has no statement in it")]
    Empty,
    /// `'...`, `"...`, `$$...` or `/*...` without its end.
    #[error("the {what} that begins at line {line}, column {column} does not end")]
    Open {
        /// What it is.
        what: &'static str,
        /// Where it begins.
        line: usize,
        /// Where it begins.
        column: usize,
    },
}

/// What stands between literals on two lines: PostgreSQL joins these, and refuses two on one line.
const NEW_LINE: &str = "\n";

/// What a text means: its words in order. Two texts mean the same if these are equal.
pub fn meaning(text: &str) -> Result<Vec<String>, SqlError> {
    let mut reader = Reader { text, rest: text.char_indices().peekable() };
    let mut words: Vec<String> = Vec::new();
    let mut new_line = false;
    while let Some(&(start, first)) = reader.rest.peek() {
        if is_blank(first) {
            new_line |= matches!(first, '\n' | '\r');
            reader.rest.next();
        } else if let Some(comment) = reader.comment(start)? {
            // one to the end of the line takes that with it
            new_line |= comment.starts_with("--");
        } else {
            let word = reader.word(start, first)?;
            let joins = |word: &str| word.ends_with('\'');
            if new_line && word.starts_with('\'') && words.last().is_some_and(|before| joins(before)) {
                words.push(NEW_LINE.to_owned());
            }
            words.push(word.to_owned());
            new_line = false;
        }
    }
    while words.last().is_some_and(|word| word == ";") {
        words.pop();
    }
    if words.is_empty() { Err(SqlError::Empty) } else { Ok(words) }
}

struct Reader<'a> {
    text: &'a str,
    rest: Peekable<CharIndices<'a>>,
}

impl<'a> Reader<'a> {
    fn position(&mut self) -> usize {
        self.rest.peek().map_or(self.text.len(), |(at, _)| *at)
    }

    fn after(&mut self) -> &'a str {
        let at = self.position();
        &self.text[at..]
    }

    /// Goes on to a place; the text up to there, from `start`.
    fn until(&mut self, start: usize, end: usize) -> &'a str {
        while self.rest.next_if(|(at, _)| *at < end).is_some() {}
        &self.text[start..end]
    }

    fn open(&self, what: &'static str, start: usize) -> SqlError {
        let before = &self.text[..start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        SqlError::Open { what, line, column }
    }

    /// A comment, if one begins here.
    fn comment(&mut self, start: usize) -> Result<Option<&'a str>, SqlError> {
        let after = self.after();
        if after.starts_with("--") {
            let length = after.find(['\n', '\r']).unwrap_or(after.len());
            return Ok(Some(self.until(start, start + length)));
        }
        if !after.starts_with("/*") {
            return Ok(None);
        }
        // comments within comments are counted
        let (mut depth, mut at) = (1, 2);
        while depth > 0 {
            let inside = &after[at..];
            let (end, begin) = (inside.find("*/"), inside.find("/*"));
            match (begin, end) {
                (Some(begin), Some(end)) if begin < end => (depth, at) = (depth + 1, at + begin + 2),
                (_, Some(end)) => (depth, at) = (depth - 1, at + end + 2),
                (_, None) => return Err(self.open("comment", start)),
            }
        }
        Ok(Some(self.until(start, start + at)))
    }

    fn word(&mut self, start: usize, first: char) -> Result<&'a str, SqlError> {
        let after = self.after();
        match first {
            '\'' => self.quoted(start, 0, Quote { mark: '\'', escapes: false, what: "literal" }),
            '"' => self.quoted(start, 0, Quote { mark: '"', escapes: false, what: "quoted name" }),
            '$' => self.dollar(start),
            _ if is_word(first) => {
                let length = after.find(|c| !is_word(c) && c != '$').unwrap_or(after.len());
                let (word, next) = after.split_at(length);
                let quote = |mark, escapes, what| Quote { mark, escapes, what };
                match (word, next.chars().next()) {
                    ("e" | "E", Some('\'')) => self.quoted(start, length, quote('\'', true, "literal")),
                    ("b" | "B" | "x" | "X" | "n" | "N", Some('\'')) => {
                        self.quoted(start, length, quote('\'', false, "literal"))
                    }
                    ("u" | "U", Some('&')) if next[1..].starts_with('\'') => {
                        self.quoted(start, length + 1, quote('\'', false, "literal"))
                    }
                    ("u" | "U", Some('&')) if next[1..].starts_with('"') => {
                        self.quoted(start, length + 1, quote('"', false, "quoted name"))
                    }
                    _ => Ok(self.until(start, start + length)),
                }
            }
            _ if is_operator(first) => {
                let run = after.find(|c| !is_operator(c)).unwrap_or(after.len());
                // a comment ends an operator
                let comment = [after[..run].find("--"), after[..run].find("/*")].into_iter().flatten().min();
                Ok(self.until(start, start + comment.unwrap_or(run)))
            }
            _ => Ok(self.until(start, start + first.len_utf8())),
        }
    }

    /// A literal or quoted name, after so many bytes in front of its mark. The mark twice is the mark itself.
    fn quoted(&mut self, start: usize, prefix: usize, quote: Quote) -> Result<&'a str, SqlError> {
        let after = self.after();
        let mut inside = after[prefix..].char_indices().skip(1).peekable();
        while let Some((at, c)) = inside.next() {
            if c == '\\' && quote.escapes {
                inside.next();
            } else if c == quote.mark && inside.next_if(|(_, next)| *next == quote.mark).is_none() {
                return Ok(self.until(start, start + prefix + at + quote.mark.len_utf8()));
            }
        }
        Err(self.open(quote.what, start))
    }

    /// `$$...$$`, `$tag$...$tag$`, or a parameter such as `$1`.
    fn dollar(&mut self, start: usize) -> Result<&'a str, SqlError> {
        let after = self.after();
        let name = after[1..].find(|c| !is_word(c) || c == '.').map_or(&after[1..], |end| &after[1..=end]);
        let mark_length = 1 + name.len() + 1;
        let is_quote =
            !name.starts_with(|c: char| c.is_ascii_digit()) && after[1 + name.len()..].starts_with('$');
        if !is_quote {
            return Ok(self.until(start, start + 1 + name.len()));
        }
        match after[mark_length..].find(&after[..mark_length]) {
            Some(end) => Ok(self.until(start, start + mark_length + end + mark_length)),
            None => Err(self.open("dollar-quoted text", start)),
        }
    }
}

#[derive(Clone, Copy)]
struct Quote {
    mark: char,
    /// Whether a backslash takes the next character's meaning away.
    escapes: bool,
    what: &'static str,
}

/// What PostgreSQL takes for a blank; further ones that Unicode has are letters to it.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c')
}

/// What names, keywords and numbers are made of. With a full stop: `1.5` is not `1 . 5`.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '.' || !c.is_ascii()
}

/// What PostgreSQL makes operators of, and the colon: `::` and `:=` are words of their own.
fn is_operator(c: char) -> bool {
    "+-*/<>=~!@#%^&|`?:".contains(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{SqlError, meaning};

    #[test]
    fn blanks_comments_and_the_last_semicolon_mean_nothing() {
        for (one, other) in [
            ("SELECT a, b FROM t WHERE x = 1;", "SELECT a,b\n  FROM t\tWHERE x=1"),
            ("SELECT 1", "-- why\nSELECT /* one /* and */ all */ 1 ; ;"),
            ("SELECT 1--x", "SELECT 1"),
            ("SELECT a+/* plus */b", "SELECT a + b"),
            ("SELECT a$b$  c$b$", "SELECT a$b$ c$b$"),
            ("SELECT $1::int", "SELECT $1 :: int"),
            ("SELECT 'a'\n\n  -- and\n'b'", "SELECT 'a'\n'b'"),
            ("DO $x$ BEGIN -- kept\nEND $x$;", "DO $x$ BEGIN -- kept\nEND $x$"),
            ("SELECT f( $$a$$ , \"B c\" )", "SELECT f($$a$$,\"B c\")"),
        ] {
            assert_eq!(meaning(one).expect(one), meaning(other).expect(other), "{one} and {other}");
        }
    }

    #[test]
    fn everything_else_means_something() {
        for (one, other) in [
            ("SELECT a b", "SELECT ab"),
            ("SELECT 'a  b'", "SELECT 'a b'"),
            ("SELECT 'a--b'", "SELECT 'a'"),
            ("SELECT \"a  b\"", "SELECT \"a b\""),
            ("SELECT $$a  b$$", "SELECT $$a b$$"),
            ("SELECT $a$ $b$ ; $b$ $a$", "SELECT $a$ $b$; $b$ $a$"),
            ("SELECT A", "SELECT a"),
            ("SELECT a\u{a0}b", "SELECT a b"),
            ("select 1", "SELECT 1"),
            ("SELECT 1; SELECT 2", "SELECT 1 SELECT 2"),
            ("SELECT 1 .5", "SELECT 1.5"),
            ("SELECT a > = b", "SELECT a >= b"),
            ("SELECT E 'x'", "SELECT E'x'"),
            ("SELECT 'a' 'b'", "SELECT 'a'\n'b'"),
            ("SELECT E'it\\'s  x'", "SELECT E'it\\'s x'"),
            ("SELECT 'it''s  x'", "SELECT 'it''s x'"),
        ] {
            assert_ne!(meaning(one).expect(one), meaning(other).expect(other), "{one} and {other}");
        }
    }

    #[test]
    fn what_does_not_end_is_named_with_its_place() {
        let open = |what, line, column| Err(SqlError::Open { what, line, column });
        assert_eq!(meaning("SELECT\n  'a"), open("literal", 2, 3));
        assert_eq!(meaning("SELECT E'a\\'"), open("literal", 1, 8));
        assert_eq!(meaning("SELECT \"é\", \"a"), open("quoted name", 1, 13));
        assert_eq!(meaning("DO $x$ $y$"), open("dollar-quoted text", 1, 4));
        assert_eq!(meaning("SELECT /* /* */"), open("comment", 1, 8));
        assert_eq!(meaning(" ; -- nothing\n/**/;"), Err(SqlError::Empty));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_read_or_refused_and_its_words_mean_the_same_again(
            text in "\\PC{0,60}|([a-z'\"$;./*:=\n -]|--|/\\*|\\*/|\\$x\\$|E'){0,40}",
        ) {
            if let Ok(words) = meaning(&text) {
                let joined = words.join(" ");
                // a new line that joins literals stands among the words itself
                prop_assert_eq!(meaning(&joined).expect("our own words"), words);
            }
        }
    }
}
