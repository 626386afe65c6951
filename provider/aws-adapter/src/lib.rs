//! AWS: settings, RDS and Secrets Manager; the only crate that names an AWS SDK.
