//! Waiting for a condition, with a bound, saying at the end what was seen last. The only place in the
//! tests where a thread pauses.

use std::time::Duration;

use kit::clock::{Clock as _, SystemClock};

const PAUSE: Duration = Duration::from_millis(20);

/// Looks until `look` returns `Ok`; its `Err` says what is the case instead.
#[track_caller]
pub fn until<T>(what: &str, limit: Duration, mut look: impl FnMut() -> Result<T, String>) -> T {
    let started = SystemClock.instant();
    loop {
        match look() {
            Ok(found) => return found,
            Err(seen) if started.elapsed() > limit => {
                panic!("waited {limit:?} for {what}; the last thing seen: {seen}")
            }
            Err(_) => std::thread::sleep(PAUSE),
        }
    }
}

/// The same for a condition that is asked for asynchronously.
pub async fn until_async<T, F: Future<Output = Result<T, String>>>(
    what: &str,
    limit: Duration,
    mut look: impl FnMut() -> F,
) -> T {
    let started = SystemClock.instant();
    loop {
        match look().await {
            Ok(found) => return found,
            Err(seen) if started.elapsed() > limit => {
                panic!("waited {limit:?} for {what}; the last thing seen: {seen}")
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_that_comes_true_is_returned() {
        let mut looks = 0;
        let found = until("three looks", Duration::from_secs(5), || {
            looks += 1;
            if looks == 3 { Ok(looks) } else { Err(format!("{looks} looks")) }
        });
        assert_eq!(found, 3);
    }

    #[test]
    #[should_panic(expected = "waited 1ms for the moon; the last thing seen: clouds")]
    fn a_wait_that_gives_up_says_what_it_saw() {
        until("the moon", Duration::from_millis(1), || Err::<(), _>("clouds".into()));
    }
}
