//! The safe way as edits of the file. A fix is offered only where it does the same in the end; what needs a decision
//! is left to whoever reads the advice.
//!
//! Edits are made against the statement's own tree, and placed in the file afterwards.

mod forms;

use std::ops::{Deref, Range};

use squawk_syntax::{Parse, SourceFile as Tree, SyntaxNode};

use crate::change::Change;
use crate::parse_error::line_and_column;
use crate::report::{Edit, Finding, Fix};
use crate::rules::Context;
use crate::statement::Statement;

/// A fix with places inside the statement.
#[derive(Debug)]
pub(crate) struct Draft {
    title: &'static str,
    edits: Vec<(Range<usize>, String)>,
    later: Option<String>,
}

impl Draft {
    fn new(title: &'static str, edits: Vec<(Range<usize>, String)>) -> Self {
        Self { title, edits, later: None }
    }

    fn later(self, later: String) -> Self {
        Self { later: Some(later), ..self }
    }

    /// The fix in the file.
    pub(crate) fn placed(mut self, statement: &Statement) -> Fix {
        self.edits.sort_by_key(|(span, _)| (span.start, span.end));
        let edits = self.edits.into_iter().map(|(span, text)| {
            let (line, column) = statement.place(span.start);
            Edit { span: statement.offset + span.start..statement.offset + span.end, line, column, text }
        });
        Fix { title: self.title.to_owned(), edits: edits.collect(), later: self.later }
    }
}

/// What a fix may look at.
struct Subject<'a> {
    change: &'a Change,
    /// The statement, the only one of its text.
    node: SyntaxNode,
    context: &'a Context<'a>,
}

/// Whether there are fixes for the rule at all.
pub(crate) fn has_form(rule: &str) -> bool {
    forms::FORMS.iter().any(|(known, _)| *known == rule)
}

/// The fix for what a rule found in a change, if there is one.
pub(crate) fn of(
    rule: &str,
    change: &Change,
    parse: &impl Deref<Target = Parse<Tree>>,
    context: &Context<'_>,
) -> Option<Draft> {
    let (_, form) = forms::FORMS.iter().find(|(known, _)| *known == rule)?;
    let node = parse.syntax_node().children().next()?;
    form(&Subject { change, node, context })
}

/// A text with fixes in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The whole file.
    pub text: String,
    /// Rule and title of each fix that is in it.
    pub applied: Vec<(&'static str, String)>,
    /// SQL for later files, each of which needs its predecessors applied.
    pub later: Vec<String>,
}

/// Puts the fixes of these findings about `sql` into it. Of two that touch the same place the first one counts; the
/// other may be offered again when the result is analysed.
pub fn fix(sql: &str, findings: &[Finding]) -> Fixed {
    let mut fixed = Fixed { text: sql.to_owned(), applied: Vec::new(), later: Vec::new() };
    let mut edits: Vec<&Edit> = Vec::new();
    for finding in findings {
        let Some(fix) = &finding.fix else { continue };
        let fits = |edit: &Edit| {
            let inside = sql.get(edit.span.clone()).is_some();
            inside && edits.iter().all(|known| apart(&known.span, &edit.span))
        };
        if fix.edits.iter().all(fits) {
            edits.extend(&fix.edits);
            fixed.applied.push((finding.rule, fix.title.clone()));
            fixed.later.extend(fix.later.clone());
        }
    }
    fixed.text = apply(sql, edits);
    fixed
}

/// Two edits that can both be made, in whichever order. Two at one place could not be told apart.
fn apart(left: &Range<usize>, right: &Range<usize>) -> bool {
    left.end < right.start || right.end < left.start
}

/// Makes edits that do not overlap. A statement that goes takes its semicolon and its line's end along.
fn apply(sql: &str, mut edits: Vec<&Edit>) -> String {
    edits.sort_by_key(|edit| edit.span.start);
    let mut text = String::with_capacity(sql.len() + 64);
    let mut done = 0;
    for edit in edits {
        text.push_str(&sql[done..edit.span.start]);
        text.push_str(&edit.text);
        done = edit.span.end;
        let before = sql[..edit.span.start].trim_end_matches([' ', '\t']);
        let whole = before.is_empty() || before.ends_with(['\n', ';', '\u{feff}']);
        if edit.text.is_empty()
            && whole
            && let Some(rest) = sql[done..].trim_start_matches([' ', '\t']).strip_prefix(';')
        {
            let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).unwrap_or(rest);
            done = sql.len() - rest.len();
        }
    }
    text.push_str(&sql[done..]);
    text
}

impl Edit {
    /// Whether line and column are those of the span.
    #[must_use]
    pub fn is_placed_in(&self, sql: &str) -> bool {
        sql.get(self.span.clone()).is_some()
            && (self.line, self.column) == line_and_column(sql, self.span.start)
    }
}

#[cfg(test)]
mod tests;
