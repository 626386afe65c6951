//! Where a password comes from: the environment, a file, stdin. Never an argument: those are seen by every
//! user of the machine, and kept by shells.

use std::io::Read as _;
use std::path::Path;

use kit::secret::SecretString;
use tf_plugin::Environment;

use super::letters::{Refusal, usage};

/// Read when nothing else is said; the first that is set.
pub(crate) const VARIABLES: [&str; 2] = ["SIGNALCRAFT_DATABASE_PASSWORD", "PGPASSWORD"];
/// A secret is a line of text.
const MAX_BYTES: u64 = 64 * 1024;

/// From a variable that was named.
pub(crate) fn of_variable(environment: &Environment, name: &str) -> Result<SecretString, Refusal> {
    let is_name = !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !is_name {
        // not repeated: it may be the password itself
        return Err(usage(
            "`--password-env` takes the name of an environment variable, not a password. Letters, digits and _ \
             make a name.",
        ));
    }
    let found = environment.get(name).map(SecretString::from);
    found.ok_or_else(|| usage(format!("The environment variable {name} is not set, or empty.")))
}

/// From the first of the usual variables that is set.
pub(crate) fn of_usual_variables(environment: &Environment) -> Option<SecretString> {
    VARIABLES.into_iter().find_map(|name| environment.get(name)).map(SecretString::from)
}

/// From a file, or from stdin if that is `-`. One line's end behind it is not part of it.
pub(crate) fn of_file(path: &Path) -> Result<SecretString, Refusal> {
    let mut text = String::new();
    let read = if path == Path::new("-") {
        std::io::stdin().take(MAX_BYTES).read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MAX_BYTES).read_to_string(&mut text))
    };
    let called =
        if path == Path::new("-") { "Stdin".to_owned() } else { format!("The file {}", path.display()) };
    if let Err(error) = read {
        return Err(usage(format!("{called} cannot be read for the password: {error}.")));
    }
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() {
        return Err(usage(format!("{called} holds no password.")));
    }
    Ok(SecretString::from(line.to_owned()))
}

#[cfg(test)]
mod tests {
    use kit::secret::ExposeSecret as _;

    use super::*;

    #[expect(clippy::disallowed_methods, reason = "a test looks what came out")]
    fn text(secret: &SecretString) -> &str {
        secret.expose_secret()
    }

    #[test]
    fn one_line_end_behind_a_password_is_not_part_of_it() {
        let folder = tempfile::tempdir().expect("a folder");
        for (written, read) in [("a b\n", "a b"), ("a\r\n", "a"), ("a\n\n", "a\n"), (" a", " a")] {
            let file = folder.path().join("password");
            std::fs::write(&file, written).expect("a file");
            assert_eq!(text(&of_file(&file).expect("a password")), read);
        }
        std::fs::write(folder.path().join("empty"), "\n").expect("a file");
        assert!(of_file(&folder.path().join("empty")).is_err());
    }

    #[test]
    fn a_password_in_the_place_of_a_name_is_refused_and_not_repeated() {
        let environment: Environment = [("SECRET", "s3cret")].into_iter().collect();
        assert_eq!(text(&of_variable(&environment, "SECRET").expect("it is set")), "s3cret");
        let (letter, _) = of_variable(&environment, "hunter2!").expect_err("no name");
        assert!(!letter.detail.contains("hunter2"), "{}", letter.detail);
    }
}
