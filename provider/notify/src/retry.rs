//! Whether another attempt makes sense, and when. The same table for every channel: what the server could
//! not do now (429, 5xx, no answer) is tried again, what it will not do (any other status, redirects too)
//! is not.

use std::time::{Duration, SystemTime};

use ::http::HeaderMap;
use rand::rngs::SmallRng;
use rand::{Rng as _, SeedableRng as _};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::sender::{HttpError, HttpResponse, MailError};
use crate::text::{cut_bytes, one_line};

/// The longest part of the first wait; doubled each time.
const BACKOFF_MIN: Duration = Duration::from_millis(250);
/// The longest wait that nobody asked for.
const BACKOFF_MAX: Duration = Duration::from_secs(2);
/// Below this a wait would be a busy loop.
const BACKOFF_FLOOR: Duration = Duration::from_millis(20);

/// Bytes of a receiver's words that are kept.
const SAID: usize = 512;

/// What an attempt came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It was taken.
    Accepted,
    /// It was not, and will not be.
    Refused(Failure),
    /// It was not; it may be `after` this time, if the server named one.
    Later { failure: Failure, after: Option<Duration> },
}

/// Why one attempt failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// An answer that is none of success.
    #[error("http status {status}{}", words(.said))]
    Status {
        /// The HTTP status.
        status: u16,
        /// The beginning of the body.
        said: String,
    },
    /// No answer.
    #[error(transparent)]
    Http(HttpError),
    /// A mail that was not taken.
    #[error(transparent)]
    Mail(MailError),
    /// One attempt's share of the time was over.
    #[error("no answer within {}", crate::report::rounded(*.within))]
    NoAnswer {
        /// How long was waited.
        within: Duration,
    },
}

impl Failure {
    /// With other words of the receiver.
    pub(crate) fn map(self, change: impl Fn(String) -> String) -> Self {
        let change = |said| cut_bytes(&one_line(&change(said)), SAID);
        match self {
            Self::Status { status, said } => Self::Status { status, said: change(said) },
            Self::Http(HttpError::Unreachable { said }) => {
                Self::Http(HttpError::Unreachable { said: change(said) })
            }
            Self::Http(HttpError::Broken { said }) => Self::Http(HttpError::Broken { said: change(said) }),
            Self::Http(HttpError::Unusable { said }) => {
                Self::Http(HttpError::Unusable { said: change(said) })
            }
            Self::Mail(MailError { kind, said }) => Self::Mail(MailError { kind, said: change(said) }),
            Self::Http(HttpError::TimedOut) | Self::NoAnswer { .. } => self,
        }
    }
}

fn words(said: &str) -> String {
    if said.is_empty() { String::new() } else { format!(": {said}") }
}

/// What an answer over HTTP means.
pub(crate) fn of_http(answer: Result<HttpResponse, HttpError>, now: SystemTime) -> Verdict {
    let response = match answer {
        Ok(response) => response,
        Err(error @ HttpError::Unusable { .. }) => return Verdict::Refused(Failure::Http(error)),
        Err(error) => return Verdict::Later { failure: Failure::Http(error), after: None },
    };
    let failure = Failure::Status { status: response.status, said: response.excerpt };
    match response.status {
        200..=299 => Verdict::Accepted,
        429 | 500..=599 => Verdict::Later { failure, after: retry_after(&response.headers, now) },
        _ => Verdict::Refused(failure),
    }
}

/// What a mail service's answer means.
pub(crate) fn of_mail(answer: Result<(), MailError>) -> Verdict {
    match answer {
        Ok(()) => Verdict::Accepted,
        Err(error) if error.kind.may_pass() => Verdict::Later { failure: Failure::Mail(error), after: None },
        Err(error) => Verdict::Refused(Failure::Mail(error)),
    }
}

/// `Retry-After`: seconds, or a date. What is neither was not said.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(::http::header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = OffsetDateTime::parse(text, &Rfc2822).ok()?;
    Some(SystemTime::from(date).duration_since(now).unwrap_or_default())
}

/// Exponential backoff with full jitter: every wait is a random part of a limit that doubles, so that two
/// that failed together do not try again together.
#[derive(Debug)]
pub(crate) struct Backoff {
    random: SmallRng,
    tries: u32,
}

impl Backoff {
    pub(crate) fn new(seed: u64) -> Self {
        Self { random: SmallRng::seed_from_u64(seed), tries: 0 }
    }

    /// The next wait: never shorter than what the server asked for.
    pub(crate) fn next(&mut self, after: Option<Duration>) -> Duration {
        let ceiling = BACKOFF_MIN.saturating_mul(2_u32.saturating_pow(self.tries)).min(BACKOFF_MAX);
        self.tries = self.tries.saturating_add(1);
        let span = ceiling.saturating_sub(BACKOFF_FLOOR);
        let wait = BACKOFF_FLOOR + span.mul_f64(self.random.random::<f64>());
        match after {
            // a little jitter on top, or all who were told to wait come back at once
            Some(after) => after.saturating_add(wait / 8),
            None => wait,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sender::MailErrorKind;

    fn answer(status: u16, retry_after: &'static str) -> Verdict {
        let mut headers = HeaderMap::new();
        if !retry_after.is_empty() {
            headers.insert("retry-after", ::http::HeaderValue::from_static(retry_after));
        }
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        of_http(Ok(HttpResponse { status, headers, excerpt: "said".into() }), now)
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        for status in [200, 202, 204] {
            assert_eq!(answer(status, ""), Verdict::Accepted);
        }
        for status in [301, 302, 400, 401, 403, 404, 408, 410, 413] {
            assert!(matches!(answer(status, "1"), Verdict::Refused(_)), "{status}");
        }
        for status in [429, 500, 502, 503, 504] {
            assert!(matches!(answer(status, ""), Verdict::Later { after: None, .. }), "{status}");
        }
        let http = |error| of_http(Err(error), SystemTime::UNIX_EPOCH);
        assert!(matches!(http(HttpError::TimedOut), Verdict::Later { .. }));
        assert!(matches!(http(HttpError::Broken { said: String::new() }), Verdict::Later { .. }));
        assert!(matches!(http(HttpError::Unreachable { said: String::new() }), Verdict::Later { .. }));
        assert!(matches!(http(HttpError::Unusable { said: String::new() }), Verdict::Refused(_)));
    }

    #[test]
    fn a_mail_that_was_throttled_is_tried_again_and_one_beyond_the_quota_is_not() {
        use MailErrorKind::{DailyQuota, NotAllowed, Other, Rejected, SendingOff, Throttled, Unavailable};
        let mail = |kind| of_mail(Err(MailError { kind, said: "said".into() }));
        for kind in [Throttled, Unavailable] {
            assert!(matches!(mail(kind), Verdict::Later { after: None, .. }), "{kind:?}");
        }
        for kind in [DailyQuota, Rejected, SendingOff, NotAllowed, Other] {
            assert!(matches!(mail(kind), Verdict::Refused(_)), "{kind:?}");
        }
    }

    #[test]
    fn a_server_says_how_long_to_wait_in_seconds_or_with_a_date() {
        for (said, seconds) in [
            ("1", Some(1)),
            (" 3600 ", Some(3600)),
            ("18446744073709551615", Some(u64::MAX)),
            ("Sun, 06 Nov 1994 08:49:47 GMT", Some(10)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
            ("1.5", None),
        ] {
            let Verdict::Later { after, .. } = answer(429, said) else { panic!("{said}") };
            assert_eq!(after, seconds.map(Duration::from_secs), "{said}");
        }
    }

    #[test]
    fn waits_grow_stay_under_the_limit_and_differ() {
        let waits = |seed| {
            let mut backoff = Backoff::new(seed);
            (0..40).map(|_| backoff.next(None)).collect::<Vec<_>>()
        };
        assert_eq!(waits(1), waits(1), "the same seed waits the same");
        assert_ne!(waits(1), waits(2), "two runs do not march in step");
        for (tries, wait) in (0_u32..).zip(waits(1)) {
            let ceiling = BACKOFF_MIN.saturating_mul(2_u32.saturating_pow(tries)).min(BACKOFF_MAX);
            assert!(wait >= BACKOFF_FLOOR && wait <= ceiling, "try {tries}: {wait:?}");
        }
        let asked = Backoff::new(1).next(Some(Duration::from_secs(3)));
        assert!(asked > Duration::from_secs(3) && asked < Duration::from_secs(4), "{asked:?}");
        assert_eq!(Backoff::new(1).next(Some(Duration::MAX)), Duration::MAX);
    }
}
