//! The advisory locks of other tools: a run that holds the tool's own lock cannot be overtaken by a service
//! that still migrates when it starts. The numbers are those of each tool's source.

use super::{Found, Tool};

/// Prisma's, for every database.
const PRISMA: i64 = 72_707_369;
/// goose's default; whoever has given it another is kept out by the lock on its table.
const GOOSE: i64 = 4_097_083_626;
/// "Flyway" in bytes, to which the table's own number is added.
const FLYWAY: i64 = 0x466c_7977_6179;
/// What golang-migrate multiplies with.
const GOLANG_MIGRATE: u32 = 1_486_364_155;
/// What sqlx multiplies with.
const SQLX: i64 = 0x3d32_ad9e;
/// The name of Atlas' lock.
const ATLAS: &str = "atlas_migrate_execute";

/// The key of the lock that a tool holds while it migrates this database. `None`: it has none.
pub fn lock_key(found: &Found, database: &str) -> Option<i64> {
    match found.tool {
        Tool::GolangMigrate => {
            let named = format!("{}\0{}\0{database}", found.schema, found.name);
            Some(crc32fast::hash(named.as_bytes()).wrapping_mul(GOLANG_MIGRATE).into())
        }
        Tool::Sqlx => Some(SQLX * i64::from(crc32fast::hash(database.as_bytes()))),
        Tool::Flyway => {
            let table = format!("\"{}\".\"{}\"", found.schema, found.name);
            Some(FLYWAY + i64::from(java_hash(&table)))
        }
        Tool::Prisma => Some(PRISMA),
        Tool::Goose => Some(GOOSE),
        Tool::Atlas => Some(fnv(ATLAS).into()),
        Tool::Dbmate | Tool::Drizzle | Tool::Refinery => None,
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

    fn key(tool: Tool, name: &str) -> Option<i64> {
        lock_key(&Found { tool, schema: "public".to_owned(), name: name.to_owned() }, "app")
    }

    #[test]
    fn the_keys_are_those_that_the_tools_use() {
        assert_eq!(java_hash("hello"), 99_162_322);
        assert_eq!(fnv("a"), 0x050c_5d7e);
        assert_eq!(FLYWAY.to_be_bytes(), *b"\0\0Flyway");
        assert_eq!(crc32fast::hash(b"123456789"), 0xcbf4_3926);
        assert_eq!(key(Tool::Prisma, "_prisma_migrations"), Some(72_707_369));
        assert_eq!(key(Tool::Dbmate, "schema_migrations"), None);
        let golang = key(Tool::GolangMigrate, "schema_migrations");
        assert!(golang.is_some_and(|key| u32::try_from(key).is_ok()), "{golang:?}");
        assert_ne!(golang, key(Tool::GolangMigrate, "another"));
    }
}
