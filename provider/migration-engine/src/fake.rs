//! A database in memory.
