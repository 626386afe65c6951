//! Ctrl-C: the first one asks the work to stop, and it ends where it can go on later; a second one ends the
//! process at once, and the server undoes what was not committed.

use kit::stop::{Stop, StopSwitch};
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::console::Console;
use super::exit::Exit;

/// Does work that can be stopped.
pub(crate) fn run<F: Future<Output = Exit>>(console: &Console, work: impl FnOnce(Stop) -> F) -> Exit {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            console.tell(format!("error: the work cannot begin: {error}"));
            return Exit::Failed;
        }
    };
    let exit = runtime.block_on(listened(console, work));
    // a name that is being resolved would hold us up
    runtime.shutdown_background();
    exit
}

async fn listened<F: Future<Output = Exit>>(console: &Console, work: impl FnOnce(Stop) -> F) -> Exit {
    let switch = StopSwitch::default();
    let mut signals = Signals::listen();
    let work = work(switch.signal());
    tokio::pin!(work);
    let by = tokio::select! {
        biased;
        exit = &mut work => return exit,
        by = signals.next() => by,
    };
    console.tell("Stopping: what runs is cancelled, and what is committed stays. Once more to end at once.");
    switch.stop();
    tokio::select! {
        biased;
        exit = &mut work => if exit == Exit::Stopped { by } else { exit },
        by = signals.next() => {
            console.tell("Ended at once: the server undoes what was not committed. The ledger knows how far it got.");
            by
        }
    }
}

/// Those that ask for the end. Where they cannot be listened to, they end the process as they always do.
struct Signals {
    interrupt: Option<Signal>,
    terminate: Option<Signal>,
}

impl Signals {
    fn listen() -> Self {
        Self {
            interrupt: signal(SignalKind::interrupt()).ok(),
            terminate: signal(SignalKind::terminate()).ok(),
        }
    }

    async fn next(&mut self) -> Exit {
        tokio::select! {
            () = heard(self.interrupt.as_mut()) => Exit::Interrupted,
            () = heard(self.terminate.as_mut()) => Exit::Terminated,
        }
    }
}

async fn heard(signal: Option<&mut Signal>) {
    if let Some(signal) = signal
        && signal.recv().await.is_some()
    {
        return;
    }
    std::future::pending::<()>().await;
}
