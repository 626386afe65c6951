//! The migration engine's database port on tokio-postgres; the only crate that names it.
