//! Logs as Terraform reads them: one JSON object a line on stderr, in the format of Go's `hclog`, and
//! nothing at all unless the user asked for logs.

mod layer;
mod level;
mod line;
mod mask;
#[cfg(test)]
mod tests;

pub(crate) use layer::install;
