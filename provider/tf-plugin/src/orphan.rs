//! Noticing that the host is gone. A host that is killed cannot call Shutdown, and a provider that lives on
//! holds a lock or a database session that nobody will ever release.
//!
//! Two signs, because neither is enough. The parent process has changed and nobody is connected: the usual
//! case, seen within a second; a parent that changes while someone is connected is a launcher that went
//! away, and is no sign. Nobody has been connected for a minute after somebody was: the host was behind a
//! wrapper that still lives, or was process 1 of its container. A host that never connects is not judged as
//! long as it lives: it kills us itself after its start timeout. `PR_SET_PDEATHSIG` would need unsafe code
//! and fires when the *thread* that started us ends.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::connection::Count;

/// How often the parent is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long a host that was here may be away. grpc-go comes back within seconds if it means to.
const AWAY_LIMIT: Duration = Duration::from_mins(1);

/// Resolves when the host is gone. `parent` gives the process id of our parent.
pub(crate) async fn noticed(parent: impl Fn() -> u32, mut open: watch::Receiver<Count>) {
    let host = parent();
    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut away_since: Option<Instant> = None;
    loop {
        look.tick().await;
        let count = *open.borrow_and_update();
        if count.now > 0 {
            away_since = None;
            continue;
        }
        if parent() != host {
            return;
        }
        if count.ever > 0 && away_since.get_or_insert_with(Instant::now).elapsed() >= AWAY_LIMIT {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::time::timeout;

    use super::*;
    use crate::connection::Open;

    struct Host {
        parent: Arc<AtomicU32>,
        open: Open,
    }

    fn host() -> (Host, impl Future<Output = ()>) {
        let (parent, open) = (Arc::new(AtomicU32::new(7)), Open::new());
        let asked = parent.clone();
        let noticed = noticed(move || asked.load(Ordering::Relaxed), open.watch());
        (Host { parent, open }, noticed)
    }

    async fn within(limit: Duration, noticed: impl Future<Output = ()>) -> bool {
        timeout(limit, noticed).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_is_there_is_never_taken_for_gone() {
        let (host, noticed) = host();
        let _connection = host.open.enter();
        assert!(!within(Duration::from_hours(24), noticed).await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_never_connects_is_not_judged_while_it_lives() {
        let (_host, noticed) = host();
        assert!(!within(Duration::from_hours(24), noticed).await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_dead_parent_is_noticed_within_a_second_or_two() {
        let (host, noticed) = host();
        let mut noticed = std::pin::pin!(noticed);
        assert!(!within(Duration::from_secs(5), noticed.as_mut()).await);
        host.parent.store(1, Ordering::Relaxed);
        assert!(within(Duration::from_secs(2), noticed).await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_launcher_that_ends_while_the_host_is_connected_is_no_sign() {
        let (host, noticed) = host();
        let mut noticed = std::pin::pin!(noticed);
        let connection = host.open.enter();
        assert!(!within(Duration::from_secs(5), noticed.as_mut()).await);
        host.parent.store(1, Ordering::Relaxed);
        assert!(!within(Duration::from_hours(1), noticed.as_mut()).await);
        drop(connection);
        assert!(within(Duration::from_secs(2), noticed).await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_hangs_up_may_come_back_for_a_minute() {
        let (host, noticed) = host();
        let mut noticed = std::pin::pin!(noticed);
        drop(host.open.enter());
        assert!(!within(Duration::from_secs(50), noticed.as_mut()).await);
        let back = host.open.enter();
        assert!(!within(Duration::from_mins(10), noticed.as_mut()).await);
        drop(back);
        assert!(!within(Duration::from_secs(50), noticed.as_mut()).await);
        assert!(within(Duration::from_secs(15), noticed).await);
    }
}
