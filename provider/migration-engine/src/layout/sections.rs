//! Files that hold both directions: goose's and dbmate's annotations. A section keeps its place: what does not
//! belong to it becomes blanks, so that lines, columns and offsets are those of the file.

use super::Layout;

/// Whose annotation a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Annotated {
    Goose,
    Dbmate,
    /// A tool that is not run here.
    Other(&'static str),
}

impl Annotated {
    pub(crate) const fn tool(self) -> &'static str {
        match self {
            Self::Goose => "goose",
            Self::Dbmate => "dbmate",
            Self::Other(tool) => tool,
        }
    }
}

/// A tool whose annotations are in this text, and the line of the first, from one. Run as plain SQL, such a
/// file would do the change and undo it again.
pub(crate) fn annotation_of(sql: &str) -> Option<(Annotated, usize)> {
    sql.lines().enumerate().find_map(|(number, line)| {
        let comment = line.trim().strip_prefix("--")?.trim_start();
        let tool = if comment.starts_with("+goose") {
            Annotated::Goose
        } else if comment.starts_with("migrate:up") || comment.starts_with("migrate:down") {
            Annotated::Dbmate
        } else if comment.starts_with("liquibase formatted") {
            Annotated::Other("Liquibase")
        } else if comment.starts_with("+migrate ") {
            Annotated::Other("sql-migrate")
        } else {
            return None;
        };
        Some((tool, number + 1))
    })
}

/// The directions of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sections {
    pub up: String,
    pub down: Option<String>,
    /// The file says that it must not be one transaction.
    pub no_transaction: bool,
}

/// What is wrong with the annotations of a file; lines from one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SectionError {
    /// There is none.
    NoAnnotation,
    /// SQL before the first.
    Outside { line: usize },
    /// One that is not understood, or out of place.
    Bad { line: usize, text: String, why: &'static str },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Before,
    Up,
    Down,
}

/// What a line asks for.
enum Asks {
    Part(Part),
    NoTransaction,
    Statement,
    Wrong(&'static str),
}

/// Cuts an annotated file into its directions.
pub(crate) fn sections(sql: &str, layout: Layout) -> Result<Sections, SectionError> {
    let mut part = Part::Before;
    let (mut up, mut down) = (String::with_capacity(sql.len()), String::with_capacity(sql.len()));
    let (mut ups, mut downs, mut no_transaction) = (0, 0, false);
    for (index, line) in sql.split_inclusive('\n').enumerate() {
        let number = index + 1;
        let bad = |why| SectionError::Bad { line: number, text: line.trim().to_owned(), why };
        match asks(line, layout) {
            Some((Asks::Part(Part::Down), _)) if part == Part::Before => {
                return Err(bad("the way down stands before any way up"));
            }
            Some((Asks::Part(next), whole)) => {
                ups += usize::from(next == Part::Up);
                downs += usize::from(next == Part::Down);
                if layout == Layout::Goose && (ups > 1 || downs > 1) {
                    return Err(bad("this direction is in the file already"));
                }
                part = next;
                no_transaction |= whole;
            }
            Some((Asks::NoTransaction, _)) => no_transaction = true,
            Some((Asks::Wrong(why), _)) => return Err(bad(why)),
            None if part == Part::Before && !is_comment(line) => {
                return Err(SectionError::Outside { line: number });
            }
            Some((Asks::Statement, _)) | None => {}
        }
        for (text, own) in [(&mut up, Part::Up), (&mut down, Part::Down)] {
            if part == own { text.push_str(line) } else { blank(line, text) }
        }
    }
    if ups == 0 {
        return Err(SectionError::NoAnnotation);
    }
    // Where dbmate has several migrations in a file, their ways down would have to run in the reverse order.
    let down = (downs == 1 && ups == 1).then_some(down);
    Ok(Sections { up, down, no_transaction })
}

/// What a line asks for, and whether it asks for no transaction.
fn asks(line: &str, layout: Layout) -> Option<(Asks, bool)> {
    let comment = line.trim().strip_prefix("--")?.trim_start();
    if layout == Layout::Goose {
        let command = comment.strip_prefix("+goose")?.trim().to_ascii_lowercase();
        let asked = match command.as_str() {
            "up" => Asks::Part(Part::Up),
            "down" => Asks::Part(Part::Down),
            "no transaction" => Asks::NoTransaction,
            "statementbegin" | "statementend" | "envsub off" => Asks::Statement,
            "envsub on" => Asks::Wrong("variables of the environment are not put into migrations here"),
            _ => Asks::Wrong("goose has no such annotation"),
        };
        return Some((asked, false));
    }
    let mut words = comment.strip_prefix("migrate:")?.split_whitespace();
    let part = match words.next()? {
        "up" => Part::Up,
        "down" => Part::Down,
        _ => return Some((Asks::Wrong("dbmate has no such annotation"), false)),
    };
    let mut no_transaction = false;
    for option in words {
        match option {
            "transaction:false" => no_transaction |= part == Part::Up,
            "transaction:true" => {}
            _ => return Some((Asks::Wrong("dbmate has no such option"), false)),
        }
    }
    Some((Asks::Part(part), no_transaction))
}

/// A line before the first annotation that no statement can be in.
fn is_comment(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with("--")
}

/// As many bytes that mean nothing, line end kept.
fn blank(line: &str, into: &mut String) {
    let end = line.len() - line.trim_end_matches(['\n', '\r']).len();
    into.extend(std::iter::repeat_n(' ', line.len() - end));
    into.push_str(&line[line.len() - end..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotations_of_tools_are_seen() {
        assert_eq!(annotation_of("select 1;\n-- +goose Up\n"), Some((Annotated::Goose, 2)));
        assert_eq!(annotation_of("--migrate:up\n"), Some((Annotated::Dbmate, 1)));
        assert_eq!(annotation_of("--liquibase formatted sql\n"), Some((Annotated::Other("Liquibase"), 1)));
        assert_eq!(annotation_of("-- we migrate: slowly\n"), None);
    }

    #[test]
    fn a_section_keeps_its_place_in_the_file() {
        let sql = "-- +goose Up\r\nselect 'ü';\n-- +goose Down\nselect 2;";
        let cut = sections(sql, Layout::Goose).unwrap();
        assert_eq!(cut.up, "-- +goose Up\r\nselect 'ü';\n              \n         ");
        assert_eq!(cut.down.as_deref(), Some("            \r\n            \n-- +goose Down\nselect 2;"));
        assert_eq!((cut.up.len(), cut.no_transaction), (sql.len(), false));
    }

    #[test]
    fn what_annotations_say_is_read() {
        for (sql, layout, down, no_transaction) in [
            ("-- why\n\n-- +goose up\nselect 1;\n", Layout::Goose, false, false),
            (
                "-- +goose NO TRANSACTION\n-- +goose Up\nvacuum t;\n-- +goose Down\n",
                Layout::Goose,
                true,
                true,
            ),
            ("-- migrate:up\n-- migrate:down\n", Layout::Dbmate, true, false),
            ("-- migrate:up transaction:false\nselect 1;\n", Layout::Dbmate, false, true),
            ("-- migrate:up\n-- migrate:down transaction:false\n", Layout::Dbmate, true, false),
            (
                "-- migrate:up\n-- migrate:down\n-- migrate:up\n-- migrate:down\n",
                Layout::Dbmate,
                false,
                false,
            ),
        ] {
            let cut = sections(sql, layout).unwrap();
            assert_eq!((cut.down.is_some(), cut.no_transaction), (down, no_transaction), "{sql}");
        }
    }

    #[test]
    fn what_is_wrong_with_annotations_is_told() {
        for (sql, layout, line) in [
            ("-- +goose Up\n-- +goose Upp\n", Layout::Goose, 2),
            ("-- +goose Down\n-- +goose Up\n", Layout::Goose, 1),
            ("-- +goose Up\n-- +goose Up\n", Layout::Goose, 2),
            ("-- +goose ENVSUB ON\n-- +goose Up\n", Layout::Goose, 1),
            ("-- migrate:sideways\n", Layout::Dbmate, 1),
            ("-- migrate:up transaction:no\n", Layout::Dbmate, 1),
        ] {
            let error = sections(sql, layout).unwrap_err();
            assert!(matches!(&error, SectionError::Bad { line: at, .. } if *at == line), "{sql}: {error:?}");
        }
        let outside = sections("-- a\nselect 1;\n-- +goose Up\n", Layout::Goose);
        assert_eq!(outside, Err(SectionError::Outside { line: 2 }));
        assert_eq!(sections("select 1;\n", Layout::Dbmate), Err(SectionError::Outside { line: 1 }));
        assert_eq!(sections("-- only words\n", Layout::Goose), Err(SectionError::NoAnnotation));
    }
}
