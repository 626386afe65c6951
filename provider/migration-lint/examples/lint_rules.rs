//! Writes the page about the rules to standard output: `make docs` puts it into `docs/guides/lint-rules.md`.

use std::io::{self, Write};

fn main() -> io::Result<()> {
    io::stdout().lock().write_all(migration_lint::rules_page().as_bytes())
}
