//! A panic is a bug of ours. It is told as one, with its place; what the code said is not, since it may quote
//! what it worked on. One that somebody contains (the parser of SQL is) is told nowhere.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use tf_provider::diagnostic::Diagnostic;

use super::console::Console;
use super::exit::Exit;
use super::letters;

/// Where the last panic was.
static PLACE: Mutex<Option<String>> = Mutex::new(None);

/// Keeps the usual words of a panic from stderr, and remembers its place.
pub(crate) fn keep_quiet() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string);
        *PLACE.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }));
}

/// Does work. A panic in it is told, and is a failure.
pub(crate) fn contained(console: &Console, work: impl FnOnce() -> Exit) -> Exit {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let place = PLACE.lock().unwrap_or_else(PoisonError::into_inner).take();
        letters::send(console, &letter(place.as_deref().unwrap_or("an unknown place")));
        Exit::Failed
    })
}

fn letter(place: &str) -> Diagnostic {
    Diagnostic::error(
        "This is a bug in signalcraft",
        format!(
            "It cannot go on at {place}. What was committed is in the ledger, and the server undoes what was not: \
             `signalcraft migrate status` shows how far it got. Please report this with the version, {}.",
            crate::VERSION
        ),
    )
}

#[cfg(test)]
mod tests {
    use tf_plugin::Environment;

    use super::*;

    #[test]
    fn a_panic_is_told_as_a_bug_and_is_a_failure() {
        let console = Console::of_process(&Environment::default(), false);
        let exit = contained(&console, || panic!("on purpose"));
        assert_eq!(exit, Exit::Failed);
        assert!(letter("a.rs:1:2").detail.starts_with("It cannot go on at a.rs:1:2."));
        assert_eq!(contained(&console, || Exit::Findings), Exit::Findings);
    }
}
