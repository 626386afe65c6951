//! Small questions to the syntax tree. No knowledge of what a statement means.

use squawk_syntax::ast::AstNode;
use squawk_syntax::{SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken};

/// Tokens of the node and all below, without white space and comments.
pub(crate) fn tokens(node: &SyntaxNode) -> impl Iterator<Item = SyntaxToken> {
    node.descendants_with_tokens()
        .filter_map(SyntaxElement::into_token)
        .filter(|token| !matches!(token.kind(), SyntaxKind::WHITESPACE | SyntaxKind::COMMENT))
}

/// Whether a token or node of that kind is anywhere below.
pub(crate) fn contains(node: &SyntaxNode, kind: SyntaxKind) -> bool {
    node.descendants_with_tokens().any(|element| element.kind() == kind)
}

/// The first node of that type below, the node itself included.
pub(crate) fn find<N: AstNode>(node: &SyntaxNode) -> Option<N> {
    node.descendants().find_map(N::cast)
}

/// Byte offset of the node's first token from the start of the parsed text.
pub(crate) fn offset(node: &SyntaxNode) -> usize {
    node.text_range().start().into()
}

/// Byte offset of the end of the node's last token that says something, from the start of the parsed text.
pub(crate) fn end(node: &SyntaxNode) -> usize {
    let silent = |token: &SyntaxToken| {
        matches!(token.kind(), SyntaxKind::WHITESPACE | SyntaxKind::COMMENT | SyntaxKind::SEMICOLON)
    };
    let mut last = node.last_token();
    while let Some(token) = last.take_if(|token| silent(token)) {
        last = token.prev_token();
    }
    let start = node.text_range().start();
    last.map_or(node.text_range().end(), |token| token.text_range().end()).max(start).into()
}
