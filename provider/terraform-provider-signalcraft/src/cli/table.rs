//! Tables for people: no lines but one under the head, and as wide as the terminal.

use comfy_table::{ContentArrangement, Table};

/// A table with this head. Its style does not depend on who looks at it, so that a log reads like a terminal.
pub(crate) fn table(head: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset("     --            ").set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(head.iter().copied());
    for column in table.column_iter_mut() {
        column.set_padding((0, 1));
    }
    table
}

/// The table as text, without blanks at the ends of lines.
pub(crate) fn text(table: &Table) -> String {
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_plain() {
        let mut it = table(&["Version", "Migration"]);
        it.add_row(["1", "0001_orders"]);
        assert_eq!(text(&it), "Version  Migration\n---------------------\n1        0001_orders");
    }
}
