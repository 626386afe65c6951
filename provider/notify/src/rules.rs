//! Who hears what: the table of escalation. A receiver that names no events of its own gets what its
//! channel's column says; one that names them gets exactly those. No sentence beyond the headline is made
//! here.
//!
//! A release that was rolled back is told, because the service is well; one that could not be rolled back,
//! or that does not move, wakes somebody. A webhook cannot edit what it sent, so Slack hears of beginnings,
//! questions and ends, and of progress nothing.

use crate::event::{Kind, Severity};
use crate::receiver::ChannelName;

/// What PagerDuty is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PagerDutyAction {
    /// Open an alert, or add to the one that is open for this service; this bad at least.
    Trigger(Severity),
    /// As `Trigger` when the event is at least a warning, otherwise as `Change`.
    TriggerUnlessInfo,
    /// Close the alert of this service, if there is one.
    Resolve,
    /// Note a change; nobody is told.
    Change,
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The kind of event.
    pub kind: Kind,
    /// Its name in configurations and payloads.
    pub name: &'static str,
    /// How its headline begins.
    pub words: &'static str,
    /// How bad it is, unless somebody says otherwise.
    pub severity: Severity,
    /// The channels that hear of it, where the receiver names no events.
    pub told: &'static [ChannelName],
    /// What PagerDuty is asked to do, in order, where it hears of it.
    pub pagerduty: &'static [PagerDutyAction],
}

use ChannelName::{Email, PagerDuty, Slack, Webhook};
use PagerDutyAction::{Change, Resolve, Trigger, TriggerUnlessInfo};

/// The table, in the order of [`Kind::ALL`].
pub const RULES: [Rule; 11] = [
    Rule {
        kind: Kind::Started,
        name: "started",
        words: "Started",
        severity: Severity::Info,
        told: &[Slack, PagerDuty, Webhook],
        pagerduty: &[Change],
    },
    Rule {
        kind: Kind::NeedsApproval,
        name: "needs_approval",
        words: "Waits for approval",
        severity: Severity::Warning,
        told: &[Slack, Email, Webhook],
        pagerduty: &[Change],
    },
    Rule {
        kind: Kind::ApprovalOverdue,
        name: "approval_overdue",
        words: "Approval is overdue",
        severity: Severity::Warning,
        told: &[Slack, Email, PagerDuty, Webhook],
        pagerduty: &[Trigger(Severity::Warning)],
    },
    Rule {
        kind: Kind::Progress,
        name: "progress",
        words: "In progress",
        severity: Severity::Info,
        told: &[Webhook],
        pagerduty: &[Change],
    },
    Rule {
        kind: Kind::Succeeded,
        name: "succeeded",
        words: "Succeeded",
        severity: Severity::Info,
        told: &[Slack, PagerDuty, Webhook],
        pagerduty: &[Resolve, Change],
    },
    Rule {
        kind: Kind::Failed,
        name: "failed",
        words: "Failed",
        severity: Severity::Error,
        told: &[Slack, Email, Webhook],
        pagerduty: &[Trigger(Severity::Error)],
    },
    Rule {
        kind: Kind::RollingBack,
        name: "rolling_back",
        words: "Rolling back",
        severity: Severity::Warning,
        told: &[Slack, Webhook],
        pagerduty: &[Change],
    },
    Rule {
        kind: Kind::RolledBack,
        name: "rolled_back",
        words: "Rolled back",
        severity: Severity::Warning,
        told: &[Slack, Email, Webhook],
        pagerduty: &[Trigger(Severity::Warning)],
    },
    Rule {
        kind: Kind::RollbackFailed,
        name: "rollback_failed",
        words: "Rollback failed",
        severity: Severity::Critical,
        told: &[Slack, Email, PagerDuty, Webhook],
        pagerduty: &[Trigger(Severity::Critical)],
    },
    Rule {
        kind: Kind::Stuck,
        name: "stuck",
        words: "Stuck",
        severity: Severity::Critical,
        told: &[Slack, Email, PagerDuty, Webhook],
        pagerduty: &[Trigger(Severity::Critical)],
    },
    Rule {
        kind: Kind::Message,
        name: "message",
        words: "Message",
        severity: Severity::Info,
        told: &[Slack, Email, PagerDuty, Webhook],
        pagerduty: &[TriggerUnlessInfo],
    },
];

/// The line of a kind.
pub const fn of(kind: Kind) -> &'static Rule {
    &RULES[kind as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_line() {
        assert_eq!(RULES.map(|rule| rule.kind), Kind::ALL);
    }

    #[test]
    fn what_the_specification_says_about_escalation_holds() {
        let told = |kind, channel| of(kind).told.contains(&channel);
        for kind in [Kind::RollbackFailed, Kind::Stuck] {
            assert!(told(kind, PagerDuty), "{kind:?}");
            assert_eq!(of(kind).pagerduty, [Trigger(Severity::Critical)]);
        }
        assert!(told(Kind::RolledBack, Slack) && told(Kind::RolledBack, Email));
        assert!(!told(Kind::RolledBack, PagerDuty), "nobody is woken for a service that is well");
        assert_eq!(of(Kind::Succeeded).pagerduty, [Resolve, Change]);
        assert!(told(Kind::ApprovalOverdue, PagerDuty), "an approval that nobody gives is escalated");
        assert!(!told(Kind::Progress, Slack), "a webhook cannot edit what it sent");
        assert!(Kind::ALL.iter().all(|kind| told(*kind, Webhook)));
    }

    /// A line of the guide's table.
    fn row(rule: &Rule) -> String {
        let action = |action: &PagerDutyAction| match action {
            Change => "a change".to_owned(),
            Resolve => "closes the alert".to_owned(),
            TriggerUnlessInfo => "an alert from `warning` on, else a change".to_owned(),
            Trigger(least) => format!("an alert, `{}` at least", least.name()),
        };
        let actions = rule.pagerduty.iter().map(action).collect::<Vec<_>>().join(", ");
        let heard = |channel| rule.told.contains(&channel);
        let cell = |channel| if heard(channel) { " yes |" } else { " |" };
        let asked = if heard(PagerDuty) { actions } else { format!("no; named: {actions}") };
        format!(
            "| `{}` | `{}` |{}{}{} {asked} |",
            rule.name,
            rule.severity.name(),
            cell(Slack),
            cell(Email),
            cell(Webhook)
        )
    }

    #[test]
    fn the_guide_has_this_table() {
        let guide = include_str!("../../../docs/guides/notifications.md");
        let table: Vec<&str> =
            guide.lines().filter(|line| line.starts_with("| `") && line.matches('|').count() == 7).collect();
        assert_eq!(table, RULES.iter().map(row).collect::<Vec<_>>());
    }
}
