//! Checksums as other tools count them, over the file of today.

use std::hash::{Hash as _, Hasher as _};

use sha2::{Digest as _, Sha384};
use siphasher::sip::SipHasher13;

use super::{Row, Tool};
use crate::directory::{self, Migration};

/// Whether the file is what the tool applied: `Err` with the file's own checksum if it is not. Tools that keep
/// no checksum have nothing to say against it.
pub(super) fn verify(tool: Tool, row: &Row, migration: &Migration) -> Result<(), String> {
    let Some(recorded) = &row.checksum else { return Ok(()) };
    let sql = &migration.up.sql;
    // Tools differ in whether a byte order mark counts; a file has one or has none.
    let marked = format!("\u{feff}{sql}");
    let accepted = match tool {
        Tool::Sqlx => vec![sha384(sql), sha384(&marked)],
        Tool::Flyway => vec![lines_crc32(sql)],
        // Prisma takes a text with other line ends for the same.
        Tool::Prisma => {
            let unix = sql.replace("\r\n", "\n");
            let texts = [sql.clone(), unix.clone(), unix.replace('\n', "\r\n"), marked];
            texts.iter().map(|text| directory::checksum(text.as_bytes())).collect()
        }
        // The version is 32 bits, or 64 where that was switched on.
        Tool::Refinery => {
            let number = row.key.as_deref().and_then(|key| key.parse::<i64>().ok()).unwrap_or_default();
            let mut accepted = vec![siphash(&migration.name, |hasher| number.hash(hasher), sql)];
            if let Ok(number) = i32::try_from(number) {
                accepted.insert(0, siphash(&migration.name, |hasher| number.hash(hasher), sql));
            }
            accepted
        }
        Tool::Atlas => match &migration.mark {
            Some(mark) => vec![mark.clone()],
            None => return Ok(()),
        },
        Tool::Drizzle => vec![migration.up.checksum.clone()],
        Tool::GolangMigrate | Tool::Goose | Tool::Dbmate => return Ok(()),
    };
    if accepted.contains(recorded) { Ok(()) } else { Err(accepted.into_iter().next().unwrap_or_default()) }
}

fn sha384(text: &str) -> String {
    let digest = Sha384::digest(text.as_bytes());
    digest.iter().fold(String::with_capacity(96), |mut hex, byte| {
        hex.extend([byte >> 4, byte & 15].map(|half| char::from_digit(half.into(), 16).unwrap_or('0')));
        hex
    })
}

/// Flyway's: over the lines without their ends, as a signed number.
fn lines_crc32(text: &str) -> String {
    let mut crc = crc32fast::Hasher::new();
    for line in lines(text) {
        crc.update(line.as_bytes());
    }
    crc.finalize().cast_signed().to_string()
}

/// Lines as Java's `BufferedReader` cuts them: at `\n`, `\r` and `\r\n`.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

fn siphash(name: &str, version: impl Fn(&mut SipHasher13), sql: &str) -> String {
    let mut hasher = SipHasher13::new();
    name.hash(&mut hasher);
    version(&mut hasher);
    sql.hash(&mut hasher);
    hasher.finish().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_do_not_count_for_flyway() {
        let sum = lines_crc32("select 1;\nselect 2;\n");
        for text in ["select 1;\r\nselect 2;", "select 1;\rselect 2;\r", "select 1;select 2;"] {
            assert_eq!(lines_crc32(text), sum, "{text:?}");
        }
        assert_ne!(lines_crc32("select 1; select 2;"), sum);
        // CRC-32 of "123456789" is 0xcbf43926, which is negative as 32 signed bits.
        assert_eq!(lines_crc32("123\n456\n789\n"), "-873187034");
    }
}
