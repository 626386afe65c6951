//! What hashicorp/aws does that no schema says and modules live on: policy documents, tags from the `provider`
//! block, ARNs, a certificate's validation records.

pub mod arn;
pub(crate) mod certificate;
pub mod functions;
pub mod policy;
pub(crate) mod tags;
