//! The advisory locks of other tools: a run that holds the tool's own lock cannot be overtaken by a service
//! that still migrates when it starts. The numbers are those of each tool's source.

use super::{Found, Tool};

/// Prisma's, for every database.
const PRISMA: i64 = 72_707_369;
/// goose's defaults: CRC-32 of "goose" in one release, CRC-64 in another. Its command takes none; whoever has
/// given it another is kept out by the lock on its table.
const GOOSE: [i64; 2] = [4_097_083_626, 5_887_940_537_704_921_958];
/// "Flyway" in bytes, to which the table's own number is added.
const FLYWAY: i64 = 0x466c_7977_6179;
/// What golang-migrate multiplies with.
const GOLANG_MIGRATE: u32 = 1_486_364_155;
/// What sqlx multiplies with.
const SQLX: i64 = 0x3d32_ad9e;
/// The name of Atlas' lock.
const ATLAS: &str = "atlas_migrate_execute";

/// The keys of the locks that a tool holds while it migrates this database. None: it has none.
pub fn lock_keys(found: &Found, database: &str) -> Vec<i64> {
    match found.tool {
        Tool::GolangMigrate => {
            let named = format!("{}\0{}\0{database}", found.schema, found.name);
            vec![crc32fast::hash(named.as_bytes()).wrapping_mul(GOLANG_MIGRATE).into()]
        }
        // Of the library; the command of 0.9 takes none.
        Tool::Sqlx => vec![SQLX * i64::from(crc32fast::hash(database.as_bytes()))],
        Tool::Flyway => {
            let table = format!("\"{}\".\"{}\"", found.schema, found.name);
            vec![FLYWAY + i64::from(java_hash(&table))]
        }
        Tool::Prisma => vec![PRISMA],
        Tool::Goose => GOOSE.to_vec(),
        Tool::Atlas => vec![fnv(ATLAS).into()],
        Tool::Dbmate | Tool::Drizzle | Tool::Refinery => Vec::new(),
    }
}

/// `String.hashCode` of Java.
fn java_hash(text: &str) -> i32 {
    text.encode_utf16().fold(0, |hash: i32, unit| hash.wrapping_mul(31).wrapping_add(unit.into()))
}

/// FNV-1 of 32 bits.
fn fnv(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash: u32, byte| hash.wrapping_mul(0x0100_0193) ^ u32::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(tool: Tool, name: &str) -> Vec<i64> {
        lock_keys(&Found { tool, schema: "public".to_owned(), name: name.to_owned() }, "app")
    }

    #[test]
    fn the_keys_are_those_that_the_tools_use() {
        assert_eq!(java_hash("hello"), 99_162_322);
        assert_eq!(fnv("a"), 0x050c_5d7e);
        assert_eq!(FLYWAY.to_be_bytes(), *b"\0\0Flyway");
        assert_eq!(crc32fast::hash(b"123456789"), 0xcbf4_3926);
        assert_eq!(i64::from(crc32fast::hash(b"goose")), GOOSE[0]);
        // Seen in pg_locks while the tool ran.
        assert_eq!(keys(Tool::Prisma, "_prisma_migrations"), [72_707_369]);
        assert!(keys(Tool::Dbmate, "schema_migrations").is_empty());
        // As Go and Python compute it: crc32("public\0schema_migrations\0app") * 1486364155, 32 bits of it.
        assert_eq!(keys(Tool::GolangMigrate, "schema_migrations"), [1_787_120_056]);
        assert_eq!(keys(Tool::Sqlx, "_sqlx_migrations"), [3_469_795_979_745_788_610]);
    }
}
