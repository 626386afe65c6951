//! What the engine needs to know about a statement beyond what the splitter tells: whether it ends our
//! transaction behind our back, whether it reads from a stream that nobody feeds, and what it leaves behind
//! when it is interrupted. Told from the first words; whoever needs a syntax tree asks `migration-lint`.

use std::iter::Peekable;

pub(crate) use migration_lint::{Statement, split};

use crate::database::Leftover;

/// A word of SQL as far as this file cares: an identifier or keyword (quotes kept), or one other character.
fn words(sql: &str) -> impl Iterator<Item = &str> {
    let mut rest = sql;
    std::iter::from_fn(move || {
        rest = skip_blank(rest);
        let first = rest.chars().next()?;
        let end = if first == '"' {
            quoted_end(rest)
        } else if first.is_alphanumeric() || first == '_' {
            rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

/// Past blanks and comments.
fn skip_blank(sql: &str) -> &str {
    let mut rest = sql.trim_start();
    loop {
        if rest.starts_with("--") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]).trim_start();
        } else if rest.starts_with("/*") {
            rest = block_comment_end(rest).map_or("", |end| &rest[end..]).trim_start();
        } else {
            return rest;
        }
    }
}

/// Block comments nest in PostgreSQL.
fn block_comment_end(sql: &str) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, 0);
    loop {
        let rest = &sql[at..];
        let (open, close) = (rest.find("/*"), rest.find("*/")?);
        match open {
            Some(open) if open < close => {
                depth += 1;
                at += open + 2;
            }
            _ => {
                depth -= 1;
                at += close + 2;
                if depth == 0 {
                    return Some(at);
                }
            }
        }
    }
}

/// The byte after the closing quote; a doubled quote is a quote.
fn quoted_end(sql: &str) -> usize {
    let mut at = 1;
    while let Some(quote) = sql[at..].find('"') {
        at += quote + 1;
        if !sql[at..].starts_with('"') {
            return at;
        }
        at += 1;
    }
    sql.len()
}

fn keywords(sql: &str, count: usize) -> Vec<String> {
    words(sql).take(count).map(str::to_ascii_uppercase).collect()
}

/// What a statement does to the transaction around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Control {
    /// `BEGIN`, `START TRANSACTION`
    Begin,
    /// `COMMIT`, `END`
    Commit,
    /// `ROLLBACK`, `ABORT`, `PREPARE TRANSACTION`, `COMMIT PREPARED`, ...
    Other,
}

/// Whether a statement begins or ends a transaction. Savepoints do not.
pub(crate) fn transaction_control(sql: &str) -> Option<Control> {
    let words = keywords(sql, 4);
    let word = |index: usize| words.get(index).map_or("", String::as_str);
    match (word(0), word(1)) {
        ("BEGIN", _) | ("START", "TRANSACTION") => Some(Control::Begin),
        ("COMMIT" | "END", "PREPARED") | ("PREPARE", "TRANSACTION") | ("ABORT", _) => Some(Control::Other),
        ("COMMIT" | "END", _) => Some(Control::Commit),
        ("ROLLBACK", second) => {
            let to = if matches!(second, "WORK" | "TRANSACTION") { word(2) } else { second };
            (to != "TO").then_some(Control::Other)
        }
        _ => None,
    }
}

/// `COPY ... FROM STDIN` waits for data that a migration file cannot carry to the server.
pub(crate) fn copies_from_stdin(sql: &str) -> bool {
    let mut words = words(sql).map(str::to_ascii_uppercase);
    if words.next().as_deref() != Some("COPY") {
        return false;
    }
    let rest: Vec<String> = words.collect();
    rest.windows(2)
        .any(|pair| matches!((pair[0].as_str(), pair[1].as_str()), ("FROM", "STDIN") | ("TO", "STDOUT")))
}

/// What a statement takes away that a run stands on, if it does: the run lock, or the way in which the server
/// tells where a literal ends, by which the file was split.
pub(crate) fn spoils_session(sql: &str) -> Option<&'static str> {
    let words: Vec<String> = words(sql).map(|word| word.trim_matches('"').to_ascii_lowercase()).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let strings = "standard_conforming_strings";
    match words.as_slice() {
        ["discard", "all", ..] => return Some("DISCARD ALL"),
        ["set", "session" | "local", setting, ..] | ["set" | "reset", setting, ..] if *setting == strings => {
            return Some(strings);
        }
        _ => {}
    }
    // A function that is only defined here does nothing yet; whoever calls it is found out at run time.
    if matches!(words.as_slice(), ["create" | "comment", ..]) {
        return None;
    }
    // Words inside a literal do nothing, apart from the name of a setting.
    let mut quotes = 0;
    words.iter().enumerate().find_map(|(at, word)| match &words[at..] {
        _ if *word == "'" => {
            quotes += 1;
            None
        }
        _ if quotes % 2 == 1 => None,
        ["pg_advisory_unlock_all", "(", ..] => Some("pg_advisory_unlock_all()"),
        ["set_config", "(", "'", setting, ..] if *setting == strings => Some(strings),
        _ => None,
    })
}

/// Whether a statement changes a setting for the rest of the session: `SET`, `RESET` and a lone
/// `SELECT set_config(...)`, as dumps write it.
pub(crate) fn sets_session(sql: &str) -> bool {
    let words = keywords(sql, 4);
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["SET", "LOCAL" | "TRANSACTION" | "CONSTRAINTS", ..] => false,
        ["SET" | "RESET", ..]
        | ["SELECT", "SET_CONFIG", ..]
        | ["SELECT", "PG_CATALOG", ".", "SET_CONFIG"] => true,
        _ => false,
    }
}

/// What an interrupted statement outside a transaction may have left, and so what a second run has to look
/// at before it begins the statement again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Leaves {
    /// `CREATE INDEX CONCURRENTLY`: an index that is not valid. Both names as written, quotes kept.
    Index { index: String, table: String },
    /// `CREATE INDEX CONCURRENTLY` without a name: whatever it leaves cannot be found again.
    UnnamedIndex,
    /// `DROP INDEX CONCURRENTLY`: the index is gone, or is still there and not valid. Names as written.
    NoIndex { indexes: Vec<String> },
    /// A name as `U&"..."`: the index cannot be found by its name as written.
    EscapedName,
    /// A statement whose outcome the database knows how to look up.
    Other(Leftover),
    /// Nothing that is known here.
    Nothing,
}

/// Reads what a statement outside a transaction may leave behind.
pub(crate) fn leaves(sql: &str) -> Leaves {
    let words = &mut words(sql).peekable();
    if accept(words, "DROP") {
        return left_by_drop(words);
    }
    if accept(words, "ALTER") {
        return left_by_detach(words).map_or(Leaves::Nothing, Leaves::Other);
    }
    if accept(words, "REINDEX") {
        return left_by_reindex(words).map_or(Leaves::Nothing, Leaves::Other);
    }
    if !accept(words, "CREATE") {
        return Leaves::Nothing;
    }
    if accept(words, "DATABASE") {
        return Leaves::Other(Leftover::DatabaseCreated { name: qualified(words) });
    }
    accept(words, "UNIQUE");
    if !(accept(words, "INDEX") && accept(words, "CONCURRENTLY")) {
        return Leaves::Nothing;
    }
    let _ = accept(words, "IF") && accept(words, "NOT") && accept(words, "EXISTS");
    if accept(words, "ON") {
        return Leaves::UnnamedIndex;
    }
    let index = qualified(words);
    if !accept(words, "ON") {
        return Leaves::Nothing;
    }
    accept(words, "ONLY");
    let table = qualified(words);
    if escaped(&index) || escaped(&table) { Leaves::EscapedName } else { Leaves::Index { index, table } }
}

fn left_by_drop<'a>(words: &mut Peekable<impl Iterator<Item = &'a str>>) -> Leaves {
    let database = accept(words, "DATABASE");
    let index = !database && accept(words, "INDEX") && accept(words, "CONCURRENTLY");
    let _ = accept(words, "IF") && accept(words, "EXISTS");
    if !index && !database {
        return Leaves::Nothing;
    }
    if database {
        return Leaves::Other(Leftover::DatabaseDropped { name: qualified(words) });
    }
    let mut indexes = vec![qualified(words)];
    while accept(words, ",") {
        indexes.push(qualified(words));
    }
    if indexes.iter().any(|index| escaped(index)) { Leaves::EscapedName } else { Leaves::NoIndex { indexes } }
}

/// `ALTER TABLE a DETACH PARTITION b CONCURRENTLY`
fn left_by_detach<'a>(words: &mut Peekable<impl Iterator<Item = &'a str>>) -> Option<Leftover> {
    accept(words, "TABLE").then_some(())?;
    let _ = accept(words, "IF") && accept(words, "EXISTS");
    accept(words, "ONLY");
    let table = qualified(words);
    (accept(words, "DETACH") && accept(words, "PARTITION")).then_some(())?;
    let partition = qualified(words);
    accept(words, "CONCURRENTLY").then_some(Leftover::Detach { table, partition })
}

/// `REINDEX TABLE CONCURRENTLY a`, `REINDEX (CONCURRENTLY) INDEX a`
fn left_by_reindex<'a>(words: &mut Peekable<impl Iterator<Item = &'a str>>) -> Option<Leftover> {
    if accept(words, "(") {
        while words.next()? != ")" {}
    }
    let of_index = accept(words, "INDEX");
    (of_index || accept(words, "TABLE")).then_some(())?;
    accept(words, "CONCURRENTLY");
    Some(Leftover::Reindex { name: qualified(words), of_index })
}

/// The name begins with `U&`, of which [`words`] leaves the `U`.
fn escaped(name: &str) -> bool {
    name.split('.').any(|part| part.contains("&\""))
}

/// Takes the next word if it is this one.
fn accept<'a>(words: &mut Peekable<impl Iterator<Item = &'a str>>, expected: &str) -> bool {
    words.next_if(|word| word.eq_ignore_ascii_case(expected)).is_some()
}

/// `a`, `a.b`, `"a"."b"`: as written.
fn qualified<'a>(words: &mut Peekable<impl Iterator<Item = &'a str>>) -> String {
    let mut name = part(words);
    while accept(words, ".") {
        name.push('.');
        name.push_str(&part(words));
    }
    name
}

/// One identifier; `U&"a"` is three words.
fn part<'a>(words: &mut Peekable<impl Iterator<Item = &'a str>>) -> String {
    let mut name = words.next().unwrap_or_default().to_owned();
    if name.eq_ignore_ascii_case("u") && accept(words, "&") {
        name.push('&');
        name.push_str(words.next().unwrap_or_default());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transaction_control_is_seen_through_comments() {
        for (sql, expected) in [
            ("begin", Some(Control::Begin)),
            ("-- go\n/* a /* nested */ one */ BEGIN", Some(Control::Begin)),
            ("start transaction isolation level serializable", Some(Control::Begin)),
            ("COMMIT", Some(Control::Commit)),
            ("end", Some(Control::Commit)),
            ("commit and chain", Some(Control::Commit)),
            ("rollback", Some(Control::Other)),
            ("rollback to savepoint a", None),
            ("rollback work to a", None),
            ("savepoint a", None),
            ("prepare transaction 'a'", Some(Control::Other)),
            ("prepare q as select 1", None),
            ("create table begin_end (id int)", None),
        ] {
            assert_eq!(transaction_control(sql), expected, "{sql}");
        }
    }

    #[test]
    fn what_outlives_a_statement_in_the_session_is_seen() {
        for (sql, expected) in [
            ("SET search_path = app", true),
            ("reset search_path", true),
            ("select pg_catalog.set_config('search_path', '', false)", true),
            ("set local lock_timeout = '1s'", false),
            ("set transaction isolation level serializable", false),
            ("set constraints all deferred", false),
            ("select settings from t", false),
        ] {
            assert_eq!(sets_session(sql), expected, "{sql}");
        }
    }

    #[test]
    fn what_takes_away_what_a_run_stands_on_is_seen() {
        let (all, strings) = (Some("pg_advisory_unlock_all()"), Some("standard_conforming_strings"));
        for (sql, expected) in [
            ("discard all", Some("DISCARD ALL")),
            ("discard plans", None),
            ("select pg_catalog.pg_advisory_unlock_all ()", all),
            ("select 1 -- pg_advisory_unlock_all()", None),
            ("SET LOCAL Standard_Conforming_Strings = off", strings),
            ("set \"standard_conforming_strings\" to off", strings),
            ("reset standard_conforming_strings", strings),
            ("select set_config('standard_conforming_strings', 'off', false)", strings),
            ("select set_config('search_path', '', false)", None),
            ("select 'standard_conforming_strings'", None),
            ("insert into notes values ('pg_advisory_unlock_all()')", None),
            ("do $$ begin perform pg_advisory_unlock_all(); end $$", all),
        ] {
            assert_eq!(spoils_session(sql), expected, "{sql}");
        }
    }

    #[test]
    fn a_copy_from_the_client_is_seen() {
        assert!(copies_from_stdin("COPY public.orders (id, note) FROM stdin"));
        assert!(!copies_from_stdin("copy orders from '/tmp/x'"));
        assert!(!copies_from_stdin("select 'copy a from stdin'"));
    }

    #[test]
    fn what_an_interrupted_statement_leaves_is_read_from_its_text() {
        let index = |index: &str, table: &str| Leaves::Index { index: index.into(), table: table.into() };
        for (sql, expected) in [
            ("create index concurrently i on t (a)", index("i", "t")),
            (
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"I x\" ON ONLY s.\"T\"(a)",
                index("\"I x\"", "s.\"T\""),
            ),
            ("create index concurrently on t (a)", Leaves::UnnamedIndex),
            ("create index i on t (a)", Leaves::Nothing),
            ("vacuum t", Leaves::Nothing),
            ("create index concurrently U&\"\\0061\" on t (a)", Leaves::EscapedName),
            ("create index concurrently i on s.u&\"t\" (a)", Leaves::EscapedName),
            ("drop index concurrently a, U&\"b\"", Leaves::EscapedName),
            ("create database d", Leaves::Other(Leftover::DatabaseCreated { name: "d".into() })),
            (
                "drop database if exists \"D\"",
                Leaves::Other(Leftover::DatabaseDropped { name: "\"D\"".into() }),
            ),
            (
                "alter table p detach partition s.c concurrently",
                Leaves::Other(Leftover::Detach { table: "p".into(), partition: "s.c".into() }),
            ),
            ("alter table p detach partition c finalize", Leaves::Nothing),
            (
                "reindex table concurrently t",
                Leaves::Other(Leftover::Reindex { name: "t".into(), of_index: false }),
            ),
            (
                "reindex (verbose, concurrently) index s.i",
                Leaves::Other(Leftover::Reindex { name: "s.i".into(), of_index: true }),
            ),
            (
                "drop index concurrently if exists a, s.b",
                Leaves::NoIndex { indexes: vec!["a".into(), "s.b".into()] },
            ),
            ("drop table t", Leaves::Nothing),
        ] {
            assert_eq!(leaves(sql), expected, "{sql}");
        }
    }
}
