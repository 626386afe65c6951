//! Reads a statement's tree into what it does. The only place, with its sub-rooms, that knows the
//! parser's nodes; a form that is not known here does nothing as far as the rest can see.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the parser has a thousand kinds of node; each match wants a few"
)]

mod alter_table;
mod block;
mod check;
mod column;
mod indexes;
mod objects;
mod roles;
mod rows;
mod session;
mod short_locks;
mod tables;
mod versions;

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::{SyntaxKind as K, SyntaxNode};

use crate::change::{Change, Kind};
use crate::describe;
use crate::name::Name;
use crate::report::LockMode;
use crate::syntax;

/// Everything the statement does, in the order of the text.
pub(crate) fn changes(statement: &ast::Stmt) -> Vec<Change> {
    let mut out = Changes::of(&statement.syntax().text().to_string());
    statement_of(&mut out, statement.syntax());
    out.list
}

fn statement_of(out: &mut Changes, node: &SyntaxNode) {
    session::transaction(out, node);
    if !describe::is_transactional(node) {
        out.add(node, Kind::Alone);
    }
    tables::read(out, node);
    indexes::read(out, node);
    rows::read(out, node);
    short_locks::read(out, node);
    objects::read(out, node);
    roles::read(out, node);
    session::read(out, node);
    versions::read(out, node);
    block::read(out, node);
    session::uses(out, node);
}

/// Collects changes with their place.
struct Changes {
    list: Vec<Change>,
    /// The text in lower case: to look for a word in it is much quicker than to walk a tree.
    text: String,
}

impl Changes {
    fn of(text: &str) -> Self {
        Self { list: Vec::new(), text: text.to_ascii_lowercase() }
    }

    /// Whether one of these words is anywhere in the text, be it in a comment; in lower case.
    fn mentions(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.text.contains(word))
    }

    fn add(&mut self, at: &SyntaxNode, kind: Kind) {
        self.list.push(Change { at: syntax::offset(at), end: syntax::end(at), kind });
    }

    fn touch(&mut self, table: &SyntaxNode, mode: LockMode) {
        if let Some(table) = Name::read(table) {
            self.list.push(Change { at: 0, end: 0, kind: Kind::Touch { table, mode } });
        }
    }
}

fn is_cascade(node: &SyntaxNode) -> bool {
    node.children().any(|child| child.kind() == K::CASCADE)
}

fn has_child(node: &SyntaxNode, kind: K) -> bool {
    node.children().any(|child| child.kind() == kind)
}

/// The name below the first child of that kind.
fn named(node: &SyntaxNode, kind: K) -> Option<Name> {
    let child = node.children().find(|child| child.kind() == kind)?;
    Name::read(&child)
}

/// The name of a table, on which the object stands: `ON table`.
fn table_below(node: &SyntaxNode, kind: K) -> Option<Name> {
    let place = node.children().find(|child| child.kind() == kind)?;
    let path = place.descendants().find(|child| child.kind() == K::PATH_REF)?;
    Name::read(&path)
}
