//! The cookie that every host sets. It keeps people from running the binary by hand and wondering; it
//! protects nothing, so a mismatch is answered with an explanation.

use crate::environment::Environment;

/// The variable and the value, the same in Terraform and `OpenTofu`.
const NAME: &str = "TF_PLUGIN_MAGIC_COOKIE";
const VALUE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/// The cookie is missing or is another one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "This binary is a plugin: Terraform starts it by itself, and it does nothing useful when run by hand.\n\
     To use it, put it where Terraform finds providers and run `terraform init`.\n\
     To run it under a debugger, start it with --debug and follow what it prints."
)]
pub(crate) struct NoCookie;

/// Whether a host started us.
pub(crate) fn check(environment: &Environment) -> Result<(), NoCookie> {
    if environment.get(NAME) == Some(VALUE) { Ok(()) } else { Err(NoCookie) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_cookie_is_a_host() {
        for (value, expected) in [(VALUE, Ok(())), ("d602bf8f", Err(NoCookie)), ("", Err(NoCookie))] {
            let environment: Environment = [(NAME, value)].into_iter().collect();
            assert_eq!(check(&environment), expected, "{value}");
        }
        assert_eq!(check(&Environment::default()), Err(NoCookie));
    }
}
