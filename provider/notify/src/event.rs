//! What happened, in the words of releases. Who is told is in [`crate::rules`], how it looks in one file a
//! channel.

use std::collections::BTreeMap;
use std::fmt;
use std::time::SystemTime;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::text::one_line;

/// The topic of what a release does. Of PagerDuty's alerts, those of one topic and one service are one alert.
pub const RELEASE_TOPIC: &str = "release";
/// The topic of a message that somebody wrote.
pub const MESSAGE_TOPIC: &str = "message";

/// What kind of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A release began.
    Started,
    /// A release waits for somebody to approve it.
    NeedsApproval,
    /// Nobody did within the time that was allowed.
    ApprovalOverdue,
    /// A release came a step further.
    Progress,
    /// A release is done and serves.
    Succeeded,
    /// A release ended without being done.
    Failed,
    /// The earlier version is being put back.
    RollingBack,
    /// The earlier version serves again.
    RolledBack,
    /// The earlier version could not be put back.
    RollbackFailed,
    /// A release made no progress within its deadline.
    Stuck,
    /// Whatever somebody wants to say.
    Message,
}

impl Kind {
    /// Every kind, in the order of a release's life.
    pub const ALL: [Self; 11] = [
        Self::Started,
        Self::NeedsApproval,
        Self::ApprovalOverdue,
        Self::Progress,
        Self::Succeeded,
        Self::Failed,
        Self::RollingBack,
        Self::RolledBack,
        Self::RollbackFailed,
        Self::Stuck,
        Self::Message,
    ];

    /// As in configurations and payloads: `rolled_back`.
    pub fn name(self) -> &'static str {
        crate::rules::of(self).name
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How bad it is; the four words are PagerDuty's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nobody needs to do anything.
    Info,
    /// Worth a look.
    Warning,
    /// Something failed; the service may be well.
    Error,
    /// The service is not well, or nobody knows.
    Critical,
}

impl Severity {
    /// Every severity, mildest first.
    pub const ALL: [Self; 4] = [Self::Info, Self::Warning, Self::Error, Self::Critical];

    /// As in payloads: `warning`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Critical => "critical",
        }
    }

    /// The severity of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == name)
    }
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it is called.
    pub text: String,
    /// Where it is; only `https://` and `http://` become links, anything else is shown as text.
    pub href: String,
}

/// Something that happened. It holds no secrets: all of it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What kind of thing happened.
    pub kind: Kind,
    /// How bad it is. For kinds that page somebody, PagerDuty hears at least the kind's own severity.
    pub severity: Severity,
    /// Instead of the headline that kind, service and version give.
    pub title: Option<String>,
    /// What there is to say; may be long, may have lines.
    pub text: Option<String>,
    /// As in `prod`.
    pub environment: String,
    /// As in `web`.
    pub service: String,
    /// As in `1.4.2`.
    pub version: Option<String>,
    /// As in the sha of a commit.
    pub revision: Option<String>,
    /// Who began it.
    pub actor: Option<String>,
    /// Which release it belongs to. Without one, nothing is held against being sent twice.
    pub release_id: Option<String>,
    /// Tells events of one kind within a release apart: the step that made progress, the approval that is
    /// waited for.
    pub occurrence: Option<String>,
    /// What PagerDuty's alert is about: [`RELEASE_TOPIC`], [`MESSAGE_TOPIC`] or one's own. A success
    /// resolves the alert of its own topic only.
    pub topic: String,
    /// What to look at.
    pub links: Vec<Link>,
    /// Whatever else is known, by name.
    pub details: BTreeMap<String, String>,
    /// When it happened.
    pub occurred_at: SystemTime,
}

impl Event {
    /// An event of a release, with the severity of its kind.
    pub fn of_release(
        kind: Kind,
        release_id: &str,
        environment: &str,
        service: &str,
        at: SystemTime,
    ) -> Self {
        Self {
            kind,
            severity: crate::rules::of(kind).severity,
            title: None,
            text: None,
            environment: environment.to_owned(),
            service: service.to_owned(),
            version: None,
            revision: None,
            actor: None,
            release_id: Some(release_id.to_owned()),
            occurrence: None,
            topic: RELEASE_TOPIC.to_owned(),
            links: Vec::new(),
            details: BTreeMap::new(),
            occurred_at: at,
        }
    }

    /// A message that somebody wrote.
    pub fn message(
        title: &str,
        severity: Severity,
        environment: &str,
        service: &str,
        at: SystemTime,
    ) -> Self {
        Self {
            severity,
            title: Some(title.to_owned()),
            release_id: None,
            topic: MESSAGE_TOPIC.to_owned(),
            ..Self::of_release(Kind::Message, "", environment, service, at)
        }
    }

    /// What tells this event from every other, where it belongs to a release.
    pub fn key(&self) -> Option<EventKey> {
        let release_id = self.release_id.clone()?;
        // one release may be of several services, and each of them begins and ends
        let event = match &self.occurrence {
            Some(occurrence) => format!("{}/{}/{occurrence}", self.service, self.kind.name()),
            None => format!("{}/{}", self.service, self.kind.name()),
        };
        Some(EventKey { release_id, event })
    }

    /// `Rolled back: web 1.4.2`, or the title. One line, never empty.
    pub(crate) fn headline(&self) -> String {
        let title = self.title.as_deref().map(one_line).filter(|title| !title.is_empty());
        title.unwrap_or_else(|| {
            let version = self.version.as_deref().unwrap_or_default();
            one_line(&format!("{}: {} {version}", crate::rules::of(self.kind).words, self.service))
        })
    }

    /// What is known, as names and values, in the order in which people look for it.
    pub(crate) fn facts(&self) -> Vec<(&str, &str)> {
        let known = [
            ("Environment", Some(&self.environment)),
            ("Service", Some(&self.service)),
            ("Version", self.version.as_ref()),
            ("By", self.actor.as_ref()),
        ];
        let known = known.into_iter().filter_map(|(name, value)| Some((name, value?.as_str())));
        let details = self.details.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        known.chain(details).filter(|(_, value)| !one_line(value).is_empty()).collect()
    }

    /// `2026-03-01T12:00:00Z`
    pub(crate) fn timestamp(&self) -> String {
        // a clock beyond the year 9999 has no such form; then there is no time to tell
        OffsetDateTime::from(self.occurred_at).format(&Rfc3339).unwrap_or_default()
    }
}

/// What is remembered of an event, so that it is told once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventKey {
    /// The release.
    pub release_id: String,
    /// The service, the kind, and what tells it from others of its kind: `web/progress/step-2`.
    pub event: String,
}

impl fmt::Display for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.release_id, self.event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_severities_are_found_by_name() {
        for kind in Kind::ALL {
            assert_eq!(Kind::named(kind.name()), Some(kind));
        }
        for severity in Severity::ALL {
            assert_eq!(Severity::named(severity.name()), Some(severity));
        }
        assert_eq!((Kind::named("rolledback"), Severity::named("fatal")), (None, None));
    }

    #[test]
    fn events_of_one_kind_are_told_apart_by_their_occurrence_and_messages_have_no_key() {
        let at = SystemTime::UNIX_EPOCH;
        let mut event = Event::of_release(Kind::Progress, "r1", "prod", "web", at);
        let whole = event.key().expect("a key");
        event.occurrence = Some("step-2".into());
        assert_ne!(event.key().expect("a key"), whole);
        assert_eq!(event.key().expect("a key").to_string(), "r1/web/progress/step-2");
        assert_eq!(Event::message("hello", Severity::Info, "prod", "web", at).key(), None);
    }
}
