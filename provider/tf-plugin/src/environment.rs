//! The process environment, read once. Everything else in this crate is given an [`Environment`], so a test
//! can write one down. What the variables mean is decided by the files that use them.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// The environment variables that the process was started with. Variables whose name or value is not
/// UTF-8 are left out: none that matter here can be.
#[derive(Clone, Default)]
pub struct Environment {
    variables: BTreeMap<String, String>,
}

impl Environment {
    /// Reads the process environment. The only place of this crate that does.
    pub fn from_process() -> Self {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect()
    }

    /// The value of a variable. An empty one counts as not set, as it does for Terraform.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Where temporary files go: `TMPDIR`, or `/tmp`.
    pub fn temporary_directory(&self) -> PathBuf {
        PathBuf::from(self.get("TMPDIR").unwrap_or("/tmp"))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { variables }
    }
}

/// Names only: values may be credentials.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.variables.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_counts_as_not_set() {
        let environment: Environment = [("TF_LOG", ""), ("TMPDIR", "/var/tmp")].into_iter().collect();
        assert_eq!(environment.get("TF_LOG"), None);
        assert_eq!(environment.temporary_directory(), PathBuf::from("/var/tmp"));
        assert_eq!(Environment::default().temporary_directory(), PathBuf::from("/tmp"));
    }

    #[test]
    fn debug_never_shows_a_value() {
        let environment: Environment = [("AWS_SECRET_ACCESS_KEY", "hunter2")].into_iter().collect();
        assert_eq!(format!("{environment:?}"), r#"{"AWS_SECRET_ACCESS_KEY"}"#);
    }
}
