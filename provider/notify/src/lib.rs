//! Notifications: what happened, told to Slack, PagerDuty, by mail, or to any server that takes JSON.
//!
//! In the order in which they are used: an [`Event`] says what happened, a [`Receiver`] who wants to hear of
//! it ([`rules`] says what each channel hears where a receiver names nothing), and a [`Notifier`] carries it
//! there through the ports [`HttpSender`] and [`MailSender`], within [`TOTAL`]; a [`Background`] does so beside the
//! work. What each channel is sent is
//! pure: [`slack`], [`pagerduty`], [`email`], [`webhook`]. [`http`](mod@http) is the HTTP client that is used
//! in earnest, [`fake`] what tests use. Nothing here ends the work that it tells of: what fails is in the
//! [`Report`].
//!
//! ```
//! use std::sync::Arc;
//!
//! use kit::clock::{Clock, SystemClock};
//! use kit::stop::Stop;
//! use notify::http::{Http, HttpSettings};
//! use notify::{Event, Kind, Notifier, Ports, Receiver, SentInMemory};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let url = "http://127.0.0.1:1/services/T/B/X".into(); // nobody listens there
//! let ops = Receiver::slack("ops", url)?.only_environments(["prod".to_owned()]);
//! let ports = Ports {
//!     http: Arc::new(Http::new(&HttpSettings::default())?),
//!     mail: None,
//!     sent: Arc::new(SentInMemory::default()),
//!     clock: Arc::new(SystemClock),
//! };
//! let notifier = Notifier::new(vec![ops], ports, 42);
//!
//! let mut event = Event::of_release(Kind::RolledBack, "r-17", "prod", "web", SystemClock.now());
//! event.version = Some("1.4.2".into());
//! event.text = Some("alarm rel-5xx in ALARM".into());
//! # let notifier = notifier.within(std::time::Duration::from_millis(50));
//! let report = notifier.notify(&event, &Stop::never()).await;
//! for (receiver, error) in report.failures() {
//!     assert_eq!(receiver, "ops"); // a warning, and the work goes on
//!     assert!(kit::error::chain(error).contains("no connection"));
//! }
//! # Ok(())
//! # }
//! ```

pub mod background;
pub mod email;
pub mod event;
pub mod fake;
pub mod http;
mod notifier;
pub mod pagerduty;
mod parcel;
pub mod progress;
pub mod receiver;
mod redact;
pub mod report;
mod retry;
pub mod rules;
pub mod sender;
pub mod sent;
pub mod slack;
mod text;
mod turns;
pub mod webhook;

pub use background::Background;
pub use email::Mail;
pub use event::{Event, EventKey, Kind, Link, Severity};
pub use notifier::{ATTEMPT, ATTEMPTS, Notifier, Ports, TOTAL};
pub use receiver::{ChannelName, EmailSettings, PagerDutyRegion, Receiver, ReceiverError};
pub use report::{Delivery, DeliveryError, Outcome, Report, SkipReason};
pub use retry::Failure;
pub use sender::{HttpError, HttpRequest, HttpResponse, HttpSender, MailError, MailErrorKind, MailSender};
pub use sent::{Sent, SentError, SentInMemory};
