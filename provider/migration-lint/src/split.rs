//! Cuts the text of a file into statements. Nothing is rewritten: a statement is a slice of the file.

use squawk_syntax::ast::AstNode;
use squawk_syntax::{Parse, SourceFile, SyntaxKind, SyntaxNode, ast};

use crate::describe;
use crate::foreign_input;
use crate::guard::{self, CannotJudge, Depth};
use crate::parse_error::{ParseError, line_and_column};
use crate::statement::Statement;
use crate::syntax;

/// The largest text that is read, in bytes. A megabyte takes about 0.15 s to split, as long again to judge, and
/// 33 MB of memory; rows belong into a loader, not into a migration.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Cuts `sql` into statements. A text of comments and white space gives none.
///
/// `&sql[statement.offset..][..statement.text.len()] == statement.text` holds for each statement, and what
/// lies between two statements is white space, comments and semicolons only.
pub fn split(sql: &str) -> Result<Vec<Statement>, ParseError> {
    let depth = acceptable(sql)?;
    guard::contained(depth, || cut(sql)).unwrap_or_else(|CannotJudge| Err(given_up(sql)))
}

/// Cuts many texts, as [`split`] does each, on all processors.
pub fn split_all<S: AsRef<str> + Sync>(texts: &[S]) -> Vec<Result<Vec<Statement>, ParseError>> {
    let cut = |text: &S| acceptable(text.as_ref()).and_then(|_| cut(text.as_ref()));
    let cuts = guard::contained_each(Depth::UNKNOWN, texts, cut);
    let results = cuts.into_iter().zip(texts);
    results.map(|(result, text)| result.unwrap_or_else(|CannotJudge| Err(given_up(text.as_ref())))).collect()
}

pub(crate) fn given_up(sql: &str) -> ParseError {
    ParseError::at(sql, 0, "this file cannot be judged: the SQL parser gave up on it")
}

/// How deep a text nests that the parser may be given.
pub(crate) fn acceptable(sql: &str) -> Result<Depth, ParseError> {
    if sql.len() > MAX_BYTES {
        let message = format!(
            "the file has {} bytes; migrations of up to {MAX_BYTES} bytes are read, load data by other means",
            sql.len()
        );
        return Err(ParseError::at(sql, 0, message));
    }
    if let Some(offset) = sql.find('\0') {
        return Err(ParseError::at(sql, offset, "a NUL byte; PostgreSQL cannot take one in SQL text"));
    }
    guard::depth(sql)
        .map_err(|offset| ParseError::at(sql, offset, "this statement nests too deep to be judged"))
}

fn cut(sql: &str) -> Result<Vec<Statement>, ParseError> {
    Ok(cut_and(sql, |_| ())?.into_iter().map(|(statement, ())| statement).collect())
}

/// Cuts the text, and looks at each statement's tree on the way: its places are those of the statement's own text.
/// For a text that [`acceptable`] has let through, on a thread of [`guard`].
pub(crate) fn cut_and<T>(
    sql: &str,
    look: impl Fn(&ast::Stmt) -> T,
) -> Result<Vec<(Statement, T)>, ParseError> {
    let parse = SourceFile::parse(sql);
    let nodes: Vec<SyntaxNode> = parse
        .tree()
        .stmts()
        .map(|statement| statement.syntax().clone())
        .filter(|node| node.kind() != SyntaxKind::EMPTY_STMT)
        .collect();
    if let Some(copy) = nodes.iter().find(|node| reads_stdin(node)) {
        let message = "COPY ... FROM STDIN needs a client that sends the rows; use INSERT, or load data by \
                       other means";
        return Err(first_error(sql, &parse).filter(|error| error.0 < syntax::offset(copy)).map_or_else(
            || ParseError::at(sql, syntax::offset(copy), message),
            |(at, why)| ParseError::at(sql, at, why),
        ));
    }
    if let Some((offset, message)) = first_error(sql, &parse) {
        return Err(ParseError::at(sql, offset, message));
    }
    let mut places = Places { sql, offset: 0, line: 1, column: 1 };
    let each = |node: &SyntaxNode| {
        let alone = ast::Stmt::cast(SyntaxNode::new_root(node.green().into_owned()))?;
        Some((statement(&mut places, node), look(&alone)))
    };
    Ok(nodes.iter().filter_map(each).collect())
}

/// The first thing that is wrong: its byte offset and why. What we know to be foreign explains more than
/// the parser's surprise about it.
fn first_error(sql: &str, parse: &Parse<SourceFile>) -> Option<(usize, String)> {
    let root = parse.syntax_node();
    let error = parse
        .errors()
        .into_iter()
        .find(|error| !is_inside_function_body(&root, error.range().start().into()))?;
    let offset: usize = error.range().start().into();
    // A few tokens of grace: the parser notices `${x}` at the token after it.
    let foreign = foreign_input::find(sql).filter(|(at, _)| *at <= offset);
    Some(foreign.unwrap_or_else(|| (offset, lower_first(error.message()))))
}

/// The body of a function is checked by the server when the function is made; what the parser thinks of it
/// must not stand in the way.
fn is_inside_function_body(root: &SyntaxNode, offset: usize) -> bool {
    root.descendants()
        .filter(|node| node.kind() == SyntaxKind::AS_DEFINITION)
        .any(|node| syntax::offset(&node) < offset && offset < node.text_range().end().into())
}

fn reads_stdin(node: &SyntaxNode) -> bool {
    node.kind() == SyntaxKind::COPY
        && node.children().any(|child| {
            child.kind() == SyntaxKind::COPY_FROM && syntax::contains(&child, SyntaxKind::COPY_STDIN)
        })
}

fn statement(places: &mut Places<'_>, node: &SyntaxNode) -> Statement {
    let start = syntax::offset(node);
    let semicolon = node.last_token().filter(|token| token.kind() == SyntaxKind::SEMICOLON);
    let end: usize = semicolon.map_or(node.text_range().end(), |token| token.text_range().start()).into();
    let (line, column) = places.at(start);
    Statement {
        text: places.sql[start..end].trim_end().to_owned(),
        offset: start,
        line,
        column,
        transactional: describe::is_transactional(node),
        summary: describe::summary(node),
        controls_transaction: ast::Stmt::cast(node.clone())
            .is_some_and(|statement| describe::controls_transaction(&statement)),
    }
}

/// Walks forward through the text, so that a file of many statements is counted once.
struct Places<'a> {
    sql: &'a str,
    offset: usize,
    line: usize,
    column: usize,
}

impl Places<'_> {
    fn at(&mut self, offset: usize) -> (usize, usize) {
        let (lines, column) = line_and_column(&self.sql[self.offset..], offset - self.offset);
        self.column = if lines == 1 { self.column + column - 1 } else { column };
        self.line += lines - 1;
        self.offset = offset;
        (self.line, self.column)
    }
}

fn lower_first(message: &str) -> String {
    let mut characters = message.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests;
