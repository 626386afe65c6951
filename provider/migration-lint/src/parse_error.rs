//! Why a text could not be cut into statements, and where.

use thiserror::Error;

/// The text is not SQL that a migration can run.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {message}")]
pub struct ParseError {
    /// What is wrong, in one sentence without a final stop.
    pub message: String,
    /// 1-based line.
    pub line: usize,
    /// 1-based column, in characters.
    pub column: usize,
}

impl ParseError {
    /// An error at a byte offset of `sql`.
    pub(crate) fn at(sql: &str, offset: usize, message: impl Into<String>) -> Self {
        let (line, column) = line_and_column(sql, offset);
        Self { message: message.into(), line, column }
    }
}

/// The 1-based line and column (in characters) of a byte offset; an offset inside a character or past the
/// end is moved back to the nearest boundary.
pub(crate) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(offset)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}
