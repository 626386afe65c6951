//! The strict core against a provider that is well, and against one with each fault there is: every rule is seen to
//! be held, and to be broken by exactly the fault that breaks it.

mod page;
mod toy;

use std::collections::BTreeSet;
use std::time::Duration;

use testkit::strict::{Options, Report, Rule, drive, in_process};

use self::toy::{Toy, ToyGuide};

/// Enough for a fault to show that needs a rare configuration, and when it has shown, that is enough.
const ROUNDS: u64 = 30;
const ENOUGH: usize = 1;

async fn driven(fault: Option<Rule>, options: Options) -> Report {
    drive(in_process(Toy::new(fault)).await, &ToyGuide, options).await
}

/// Faults that show in a wait, for so long as a core waits: these take their time, one by one, and not much of it.
const WAITED_FOR: [Rule; 2] = [Rule::Timely, Rule::StopEnds];
const WAIT: Duration = Duration::from_secs(2);

#[tokio::test]
async fn a_provider_that_is_well_breaks_no_rule_and_is_asked_about_every_one() {
    for seed in 0..2 {
        let report = driven(None, Options { seed, rounds: 10, ..Options::default() }).await;
        println!("seed {seed}\n{report}");
        report.assert_clean();
        let never: Vec<_> = Rule::ALL.iter().filter(|rule| report.times(**rule) == 0).collect();
        assert!(never.is_empty(), "seed {seed} never asked {never:?}");
    }
}

#[tokio::test]
async fn each_fault_is_found_and_taken_for_no_other() {
    let at_once = Rule::ALL.iter().filter(|rule| !WAITED_FOR.contains(rule)).map(|&fault| async move {
        let options = Options { rounds: ROUNDS, enough: ENOUGH, ..Options::default() };
        (fault, driven(Some(fault), options).await)
    });
    // most of the time is spent on waiting for stops: all at once
    let mut reports = futures_util::future::join_all(at_once).await;
    for fault in WAITED_FOR {
        let options = Options { rounds: 1, limit: WAIT, ..Options::default() };
        reports.push((fault, driven(Some(fault), options).await));
    }
    let mut wrong = Vec::new();
    println!("| fault | found | asked |");
    for (fault, report) in &reports {
        let found: BTreeSet<Rule> = report.violations.iter().map(|violation| violation.rule).collect();
        println!("| {} | {} | {} |", fault.id(), report.violations.len(), report.times(*fault));
        if found != BTreeSet::from([*fault]) {
            let first: Vec<_> = report.violations.iter().take(3).map(ToString::to_string).collect();
            wrong.push(format!("{}: found {:?}\n  {}", fault.id(), found, first.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "{} faults were not told apart:\n{}", wrong.len(), wrong.join("\n"));
    let faults: BTreeSet<Rule> = reports.into_iter().map(|(fault, _)| fault).collect();
    assert!(Rule::ALL.iter().all(|rule| faults.contains(rule)), "a rule without a fault");
}

#[tokio::test]
async fn the_same_seed_drives_the_same_way() {
    let options = Options { rounds: 5, ..Options::default() };
    let (one, other) = (driven(None, options).await, driven(None, options).await);
    // a stop is said again until it is heard, so how often that is asked is not settled
    let settled = |report: Report| {
        let mut asked = report.asked;
        asked.retain(|rule, _| *rule != Rule::StopReplies);
        asked
    };
    assert_eq!(settled(one), settled(other));
}
