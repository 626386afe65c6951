//! Panics. One that nobody expected ends the process and is written so that Terraform shows it with its
//! stack; one inside [`contained`] becomes a [`PanicReport`] and is printed nowhere, because Terraform
//! takes any `panic: ` line for a crash. Needs `panic = "unwind"`, the default, in every profile.

use std::any::Any;
use std::backtrace::Backtrace;
use std::cell::RefCell;
use std::fmt;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::console;

/// Terraform keeps at most 100 lines of a crash; what is above them would be lost from the end anyway.
const STACK_LINES: usize = 90;

/// What is known of a panic that was contained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanicReport {
    /// What the code that panicked said.
    pub message: String,
    /// `file:line:column`, or a note that it is not known.
    pub location: String,
    /// The stack, one frame in one or two lines; empty when it is not known.
    pub backtrace: String,
}

impl fmt::Display for PanicReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at {})", self.message, self.location)
    }
}

/// What the hook of this thread should do with a panic.
enum Watch {
    /// Nobody expects one.
    None,
    /// Keep it for whoever contains the code that runs now.
    Contained(Option<PanicReport>),
}

thread_local! {
    static WATCH: RefCell<Watch> = const { RefCell::new(Watch::None) };
}

/// Runs a future and turns a panic in it into a report. The mark that says so travels with the future, not
/// with a thread: it may be polled anywhere, and whatever it spawns must be contained by itself.
pub fn contained<F: Future>(future: F) -> Contained<F> {
    Contained { future: Some(Box::pin(future)) }
}

/// Runs a closure and turns a panic in it into a report: for `spawn_blocking` and threads.
pub fn contained_blocking<T>(work: impl FnOnce() -> T) -> Result<T, PanicReport> {
    let before = WATCH.replace(Watch::Contained(None));
    let outcome = catch_unwind(AssertUnwindSafe(work));
    let kept = WATCH.replace(before);
    outcome.map_err(|payload| match kept {
        Watch::Contained(Some(report)) => report,
        // The hook of this crate is not there: in unit tests.
        Watch::Contained(None) | Watch::None => PanicReport {
            message: message(payload.as_ref()),
            location: "an unknown place".to_owned(),
            backtrace: String::new(),
        },
    })
}

/// The future of [`contained`].
pub struct Contained<F> {
    /// Taken out when it is done or has panicked: it must not be polled again.
    future: Option<Pin<Box<F>>>,
}

impl<F> fmt::Debug for Contained<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contained").field("running", &self.future.is_some()).finish()
    }
}

impl<F: Future> Future for Contained<F> {
    type Output = Result<F::Output, PanicReport>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(mut future) = self.future.take() else { return Poll::Pending };
        let polled = contained_blocking(|| match future.as_mut().poll(context) {
            Poll::Pending => (Poll::Pending, Some(future)),
            // Dropped in here, so that a panic in a destructor is contained as well.
            Poll::Ready(output) => {
                drop(future);
                (Poll::Ready(output), None)
            }
        });
        match polled {
            Ok((Poll::Ready(output), _)) => Poll::Ready(Ok(output)),
            Ok((Poll::Pending, future)) => {
                self.future = future;
                Poll::Pending
            }
            Err(report) => Poll::Ready(Err(report)),
        }
    }
}

/// Installs the hook. `on_crash` is called after a panic that nobody contained was written to stderr.
pub(crate) fn install(on_crash: impl Fn() + Send + Sync + 'static) {
    std::panic::set_hook(Box::new(move |info| {
        let contained = WATCH.with(|watch| {
            // Not borrowed elsewhere while code runs that can panic; if it is, the panic is ours.
            let Ok(mut watch) = watch.try_borrow_mut() else { return false };
            let Watch::Contained(kept) = &mut *watch else { return false };
            *kept = Some(report(info));
            true
        });
        if !contained {
            console::tell(&crash(&report(info), std::thread::current().name()));
            on_crash();
        }
    }));
}

fn report(info: &PanicHookInfo<'_>) -> PanicReport {
    PanicReport {
        message: message(info.payload()),
        location: info.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string),
        backtrace: Backtrace::force_capture().to_string(),
    }
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without a message")
        .to_owned()
}

/// The text of a crash as Terraform recognises it: `panic: ` first, then lines that are not JSON.
fn crash(report: &PanicReport, thread: Option<&str>) -> String {
    let PanicReport { message, location, backtrace } = report;
    let thread = thread.unwrap_or("without a name");
    let stack: Vec<&str> = backtrace.lines().take(STACK_LINES).collect();
    format!("panic: {message}\n\nat {location}, thread {thread}\n{}\n", stack.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_contained_future_gives_its_value() {
        let value = contained(async {
            tokio::task::yield_now().await;
            7
        });
        assert_eq!(value.await, Ok(7));
    }

    #[tokio::test]
    async fn a_panic_after_a_pause_is_contained() {
        let outcome = contained(async {
            tokio::task::yield_now().await;
            assert_eq!(1, 2, "late");
        });
        let report = outcome.await.expect_err("it panicked");
        assert!(report.message.contains("late"), "{report}");
    }

    #[test]
    fn a_panic_within_a_contained_panic_leaves_the_outer_watch_in_place() {
        let outer = contained_blocking(|| {
            let inner = contained_blocking(|| panic!("inner {}", 1));
            assert_eq!(inner.map_err(|report| report.message), Err::<(), _>("inner 1".to_owned()));
            WATCH.with_borrow(|watch| matches!(watch, Watch::Contained(_)))
        });
        assert_eq!(outer, Ok(true));
        assert!(WATCH.with_borrow(|watch| matches!(watch, Watch::None)));
    }

    #[test]
    fn a_crash_starts_with_the_word_that_terraform_looks_for_and_fits_its_hundred_lines() {
        let backtrace = "  0: f\n".repeat(500);
        let report = PanicReport { message: "boom".into(), location: "a.rs:1:2".into(), backtrace };
        let text = crash(&report, Some("worker"));
        assert!(text.starts_with("panic: boom\n\nat a.rs:1:2, thread worker\n  0: f\n"), "{text}");
        assert!(text.lines().count() < 100, "{}", text.lines().count());
    }
}
