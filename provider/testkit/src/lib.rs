//! Test tools: a gRPC client for the binary, scratch PostgreSQL, a stage for the real Terraform.
