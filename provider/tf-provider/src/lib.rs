//! Terraform meaning, without any resource of ours: values and their two encodings, paths, schemas,
//! diagnostics, plan rules, and the server that answers each RPC.

pub mod value;
