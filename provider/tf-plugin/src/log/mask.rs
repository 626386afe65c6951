//! Which fields look like secrets. The last net, for a mistake: a secret has a type of its own and should
//! never come this far.

/// What a masked field shows.
pub(super) const MASK: &str = "***";

const SECRET: [&str; 9] = [
    "password",
    "passwd",
    "secret",
    "token",
    "authorization",
    "credential",
    "private_key",
    "api_key",
    "access_key",
];

/// Names that only say which secret is meant.
const REFERENCE: [&str; 3] = ["_arn", "_name", "_version"];

/// Whether the value of a field of this name must not be seen.
pub(super) fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    let is_reference = REFERENCE.iter().any(|end| name.ends_with(end));
    !is_reference && SECRET.iter().any(|part| name.contains(part))
}
