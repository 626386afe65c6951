//! The wire: Terraform plugin protocol 6.11 and the go-plugin services, generated.
