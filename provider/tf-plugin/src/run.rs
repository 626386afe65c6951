//! The life of the process, from its start to its exit code, in the order in which a host expects it.

use std::io;
use std::process::ExitCode;
use std::sync::Arc;

use tfplugin6::provider_server::Provider;

use crate::connection::Open;
use crate::cookie::{self, NoCookie};
use crate::ending::{Drain, EndSwitch, Ending};
use crate::environment::Environment;
use crate::handshake::Handshake;
use crate::listen::{self, ListenError, Listening};
use crate::negotiate::{self, Agreement};
use crate::serve::{self, Serving};
use crate::signals::{Interrupt, Signals};
use crate::tls::{self, TlsError};
use crate::{console, log, orphan, panic, reattach};

/// Threads that run calls. A constant, because asking the machine costs time at the start; calls mostly
/// wait, and what computes for long belongs on a blocking thread.
const WORKER_THREADS: usize = 4;
/// As Go ends after a panic.
const CRASHED: u8 = 2;

/// Which provider this is.
#[derive(Debug, Clone, Copy)]
pub struct Identity {
    /// The provider's address, such as `registry.terraform.io/signalcraft/signalcraft`: what
    /// `TF_REATTACH_PROVIDERS` names.
    pub address: &'static str,
    /// Its short name, such as `signalcraft`: in `@module` and in `TF_LOG_PROVIDER_SIGNALCRAFT`.
    pub name: &'static str,
    /// The crates whose events are logged at every level, by their names in Rust. Other crates are heard
    /// from warnings up: some print whole requests below that.
    pub crates: &'static [&'static str],
}

/// Why the process could not start to serve.
#[derive(Debug, thiserror::Error)]
enum StartError {
    #[error(transparent)]
    Cookie(#[from] NoCookie),
    #[error("listen for the host")]
    Listen(#[from] ListenError),
    #[error("prepare mutual TLS with the host")]
    Tls(#[from] TlsError),
    #[error("start the runtime")]
    Runtime(#[source] io::Error),
    #[error("tell the host where we are: nobody reads our stdout")]
    Announce(#[source] io::Error),
    #[error("serve")]
    Serve(#[source] io::Error),
}

/// Runs a provider as a plugin until its host is done with it. With `debug`, it needs no host: it says how
/// to attach one, and Ctrl-C ends it.
///
/// `make_provider` is called once, inside the runtime, after the host was told where we are.
pub fn run<P, F>(identity: Identity, debug: bool, make_provider: F) -> ExitCode
where
    P: Provider + Drain,
    F: FnOnce(&Environment) -> P,
{
    let environment = Environment::from_process();
    match start(identity, debug, &environment, make_provider) {
        Ok(Ending::Shutdown | Ending::Signal | Ending::Orphaned) => ExitCode::SUCCESS,
        Ok(Ending::Crashed) => ExitCode::from(CRASHED),
        Err(error) => {
            console::tell(&kit::error::chain(&error));
            ExitCode::FAILURE
        }
    }
}

fn start<P, F>(
    identity: Identity,
    debug: bool,
    environment: &Environment,
    make_provider: F,
) -> Result<Ending, StartError>
where
    P: Provider + Drain,
    F: FnOnce(&Environment) -> P,
{
    let end = EndSwitch::new();
    let crashed = end.clone();
    panic::install(move || crashed.request(Ending::Crashed));
    if !debug {
        cookie::check(environment)?;
    }
    log::install(environment, &identity);
    match negotiate::negotiate(environment) {
        Agreement::Unsupported { offered } => tracing::warn!(?offered, "the host does not speak version 6"),
        Agreement::Agreed | Agreement::NothingOffered => {}
    }

    let Listening { socket, address, directory, fell_back } = listen::listen(environment)?;
    if let Some(reason) = fell_back {
        tracing::warn!(reason, "no unix socket: serving on a port of the loopback interface");
    }
    // An attached host speaks plaintext; the socket's directory keeps others out.
    let tls = if debug { None } else { tls::from_environment(environment)? };

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKER_THREADS)
        .enable_all()
        .build()
        .map_err(StartError::Runtime)?;
    let ending = runtime.block_on(async {
        let on_interrupt = if debug { Interrupt::End } else { Interrupt::Ignore };
        // Before the host knows of us: from here on Ctrl-C cannot kill.
        let signals = Signals::install(on_interrupt).map_err(StartError::Runtime)?;
        watch_signals(signals, end.clone());
        let open = Open::new();
        let line = if debug {
            console::tell(
                "Provider started. Run this in the shell in which Terraform will run; Ctrl-C here ends it:",
            );
            reattach::export_line(identity.address, &address, std::process::id())
        } else {
            watch_host(&open, end.clone());
            let certificate = tls.as_ref().map(|tls| &tls.certificate);
            let multiplex_asked = environment.get("PLUGIN_MULTIPLEX_GRPC").is_some();
            Handshake { address: &address, certificate, multiplex_asked }.to_string()
        };
        console::announce(&line).map_err(StartError::Announce)?;
        tracing::debug!(address = address.place(), tls = tls.is_some(), "serving");

        let provider = Arc::new(make_provider(environment));
        let tls = tls.map(|tls| tls.config);
        serve::serve(Serving { provider, socket, tls, open, end: end.clone() })
            .await
            .map_err(StartError::Serve)
    });
    // A thread that is busy must not keep the process: what could be waited for has been.
    runtime.shutdown_background();
    drop(directory);
    ending
}

fn watch_signals(signals: Signals, end: EndSwitch) {
    tokio::spawn(async move {
        signals.asked_to_end().await;
        end.request(Ending::Signal);
    });
}

fn watch_host(open: &Open, end: EndSwitch) {
    let noticed = orphan::noticed(std::os::unix::process::parent_id, open.watch());
    tokio::spawn(async move {
        noticed.await;
        tracing::warn!("the host is gone");
        end.request(Ending::Orphaned);
    });
}
