//! Names and texts inside SQL, for the few places that take no parameters.

/// An identifier: `"a ""quoted"" name"`.
pub(crate) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text constant. `E''` syntax, so that `standard_conforming_strings` does not matter.
pub(crate) fn literal(text: &str) -> String {
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_its_quotes() {
        assert_eq!(identifier("a\"; drop table b --"), "\"a\"\"; drop table b --\"");
        assert_eq!(literal("o'clock \\"), "E'o''clock \\\\'");
    }
}
