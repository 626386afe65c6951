//! Texts that mean more than their characters: each knows how to read one, how to say what is wrong with it, and
//! when two of them mean the same. How a schema uses that is in `semantic`.

pub mod image;
pub mod json;
pub mod sql;
