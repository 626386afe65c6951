//! Recognises what is not SQL but often stands in a `.sql` file: `psql` commands, placeholders of other
//! tools, data after `COPY ... FROM STDIN`. Only asked when the parser has refused the text.

use squawk_lexer::{TokenKind, tokenize};

/// The first such thing: its byte offset and what to tell the user.
pub(crate) fn find(sql: &str) -> Option<(usize, String)> {
    let mut offset = 0_usize;
    let mut previous = "";
    for token in tokenize(sql) {
        let end = offset + token.len as usize;
        let text = &sql[offset..end];
        if let Some(message) = judge(token.kind, text, previous, &sql[end..], line_before(sql, offset)) {
            return Some((offset, message));
        }
        previous = text;
        offset = end;
    }
    None
}

/// What stands on the line before `offset`.
fn line_before(sql: &str, offset: usize) -> &str {
    let before = &sql[..offset];
    before.rfind('\n').map_or(before, |newline| &before[newline + 1..])
}

fn judge(kind: TokenKind, text: &str, previous: &str, rest: &str, line_before: &str) -> Option<String> {
    if text == "\\" {
        let command: String = rest.chars().take_while(|c| !c.is_whitespace()).collect();
        return Some(format!(
            "`\\{command}` is a command of psql, not SQL; migrations are sent to the server as they are, so \
             write what it stands for"
        ));
    }
    // `$` before `{` reaches the lexer as a parameter without its number.
    let braces = if text.ends_with('$') && rest.starts_with('{') {
        Some(("${", "}"))
    } else if matches!(kind, TokenKind::OpenCurly) && rest.starts_with('{') {
        Some(("{{", "}}"))
    } else {
        None
    };
    if let Some((open, close)) = braces {
        let name: String = rest.trim_start_matches('{').chars().take_while(|c| *c != '}').take(40).collect();
        return Some(placeholder(&format!("{open}{}{close}", name.trim())));
    }
    let is_variable = matches!(kind, TokenKind::Colon)
        && previous != ":"
        && rest.starts_with(|next: char| next.is_alphabetic() || matches!(next, '_' | '\'' | '"'))
        && !line_before.contains('[');
    is_variable.then(|| {
        let name: String =
            rest.chars().take_while(|c| c.is_alphanumeric() || "_'\"".contains(*c)).take(40).collect();
        format!("`:{name}` is a psql variable; variables are not replaced in migrations, so write the value")
    })
}

fn placeholder(text: &str) -> String {
    format!(
        "`{text}` is a placeholder of another tool; placeholders are not replaced in migrations, so write \
         the value"
    )
}
