//! How a plugin ends, and what does not end it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use testkit::client::tonic::codegen::tokio_stream;
use testkit::client::wire::plugin::{ConnInfo, Empty};
use testkit::client::{Host, Launch, Plugin};
use testkit::{process, wait};
use tokio::task::JoinHandle;

use crate::serving::{assert_serves, probe_request};
use crate::targets;

/// For what should take no time at all, on a machine that is busy.
pub(crate) const SOON: Duration = Duration::from_secs(5);
/// What a host sees of a plugin that ends when asked. After two seconds it kills.
const AT_ONCE: Duration = Duration::from_millis(200);
const HOST_KILLS_AFTER: Duration = Duration::from_secs(2);

/// Asks for the end as a host does. The answer may be lost: the process is ending.
pub(crate) async fn shut_down(host: &Host) {
    let _ = host.controller().shutdown(Empty {}).await;
}

/// Starts work and waits until the probe says that it is under way.
async fn in_flight(plugin: &Plugin, host: &Host, kind: &'static str) -> JoinHandle<bool> {
    let mut provider = host.provider();
    let work = tokio::spawn(async move {
        provider.read_data_source(probe_request(kind, vec![0xc0])).await.is_ok_and(|answer| {
            let answer = answer.into_inner();
            answer.diagnostics.is_empty() && answer.state.is_some()
        })
    });
    plugin.stderr_line("\"reading\"", SOON).await;
    work
}

promise!(shutdown_ends_the_process_in_200_ms_with_stdio_and_broker_streams_open, |binary| {
    let mut plugin = Launch::new(binary).start().await;
    let host = plugin.connect().await;
    let mut stdio = host.stdio().stream_stdio(()).await.expect("a stream").into_inner();
    // Never sends and never ends: the broker's stream as a host holds it.
    let offers = tokio_stream::pending::<ConnInfo>();
    let mut broker = host.broker().start_stream(offers).await.expect("a stream").into_inner();
    assert_serves(&host).await;
    shut_down(&host).await;
    assert!(plugin.ends_within(AT_ONCE).await.success());
    // Silent to their end, and ended rather than torn.
    assert!(matches!(stdio.message().await, Ok(None)), "stdio");
    assert!(matches!(broker.message().await, Ok(None)), "the broker");
});

promise!(ctrl_c_in_the_process_group_does_not_end_it, |binary| {
    let plugin = Launch::new(binary).with("TF_LOG_PROVIDER", "debug").start().await;
    let host = plugin.connect().await;
    for _ in 0..3 {
        plugin.signal("INT");
    }
    plugin.stderr_line("SIGINT ignored", SOON).await;
    assert_serves(&host).await;
});

promise!(sigterm_and_a_terminal_that_is_closed_end_it_in_good_order, |binary| {
    for signal in ["TERM", "HUP"] {
        let mut plugin = Launch::new(binary).start().await;
        let _host = plugin.connect().await;
        plugin.signal(signal);
        assert!(plugin.ends_within(SOON).await.success(), "{signal}");
    }
});

#[tokio::test]
async fn sigterm_lets_work_in_flight_stop_and_answer() {
    let mut plugin = Launch::new(&targets::probe()).with("TF_LOG_PROVIDER", "info").start().await;
    let host = plugin.connect().await;
    let work = in_flight(&plugin, &host, "probe_sleep").await;
    plugin.signal("TERM");
    assert!(work.await.expect("no panic"), "the answer came");
    assert!(plugin.ends_within(SOON).await.success());
}

#[tokio::test]
async fn sigint_lets_work_in_flight_go_on() {
    let plugin = Launch::new(&targets::probe()).with("TF_LOG_PROVIDER", "debug").start().await;
    let host = plugin.connect().await;
    let work = in_flight(&plugin, &host, "probe_sleep").await;
    plugin.signal("INT");
    plugin.stderr_line("SIGINT ignored", SOON).await;
    assert_serves(&host).await;
    assert!(!work.is_finished());
}

#[tokio::test]
async fn work_that_cannot_be_stopped_does_not_keep_it_until_the_host_kills() {
    let mut plugin = Launch::new(&targets::probe()).with("TF_LOG_PROVIDER", "info").start().await;
    let host = plugin.connect().await;
    let _work = in_flight(&plugin, &host, "probe_stubborn").await;
    shut_down(&host).await;
    assert!(plugin.ends_within(HOST_KILLS_AFTER).await.success());
    let (_, stderr) = plugin.remaining_output().await;
    assert!(stderr.iter().any(|line| line.contains("is abandoned")), "{stderr:?}");
}

/// A plugin below the shell that `Plugin` really is. A promise that is broken must not leave it behind.
struct Orphan(u32);

impl Orphan {
    fn below(shell: &Plugin, binary: &Path) -> Self {
        wait::until("the plugin below the shell", SOON, || {
            let found = process::running_below(shell.id(), binary).first().copied();
            found.map(Self).ok_or_else(|| "no process".to_owned())
        })
    }

    /// Asynchronously, so that our own side of a connection is closed meanwhile.
    async fn is_gone(&self) {
        wait::until_async("the end of the orphan", SOON, || async {
            if process::is_alive(self.0) { Err("it lives".to_owned()) } else { Ok(()) }
        })
        .await;
    }
}

impl Drop for Orphan {
    fn drop(&mut self) {
        if process::is_alive(self.0) {
            process::signal(self.0, "KILL");
        }
    }
}

promise!(it_does_not_outlive_a_host_that_is_killed_before_it_connects, |binary| {
    let shell = Launch::new(binary).below_a_shell().start().await;
    let orphan = Orphan::below(&shell, binary);
    shell.signal("KILL");
    orphan.is_gone().await;
});

promise!(it_does_not_outlive_a_host_that_is_killed_while_connected, |binary| {
    let shell = Launch::new(binary).below_a_shell().start().await;
    let orphan = Orphan::below(&shell, binary);
    let socket = PathBuf::from(shell.handshake().place);
    let host = shell.connect().await;
    assert_serves(&host).await;
    shell.signal("KILL");
    // A launcher is gone, but the host is there.
    assert_serves(&host).await;
    drop(host);
    orphan.is_gone().await;
    assert!(!socket.exists(), "nothing is left behind");
});
