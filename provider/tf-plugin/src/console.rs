//! The two standard streams, written whole and in one place. stdout carries the one line that the host
//! waits for; stderr carries logs, crashes and what a person who ran the binary by hand should know.

use std::io::{self, Write as _};

/// Writes one line for the host (or, in debug mode, for the developer) and flushes it. An error means that
/// nobody reads it any more.
pub(crate) fn announce(line: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(format!("{line}\n").as_bytes())?;
    stdout.flush()
}

/// Writes a text to stderr in one piece, so that lines of other threads do not fall into it. A stderr that
/// is gone is not worth ending for.
pub(crate) fn tell(text: &str) {
    let mut whole = String::with_capacity(text.len() + 1);
    whole.push_str(text);
    if !whole.ends_with('\n') {
        whole.push('\n');
    }
    let _ = io::stderr().lock().write_all(whole.as_bytes());
}
