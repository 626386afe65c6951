//! What came of a drive: which rule was asked how often, and which was broken where.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::rule::{Need, Rule};

/// A rule that was broken. Its words may hold values: this is for tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which rule.
    pub rule: Rule,
    /// The call that was answered so.
    pub rpc: &'static str,
    /// The type or name it was about, and the place in its value if there is one.
    pub path: String,
    /// What was there.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, {}): {}", self.rule.id(), self.rpc, self.path, self.what)
    }
}

/// The book that is kept of a drive.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Rules that were broken, in order.
    pub violations: Vec<Violation>,
    /// How often each rule was asked.
    pub asked: BTreeMap<Rule, u64>,
    /// What there was to ask about.
    pub offered: BTreeSet<Need>,
    /// Configurations that the provider refused, by what it said: a drive in which all are refused proves little.
    pub refused: BTreeMap<String, u64>,
}

impl Report {
    /// Asks a rule.
    pub(crate) fn ask(
        &mut self,
        rule: Rule,
        rpc: &'static str,
        path: &str,
        kept: bool,
        what: impl FnOnce() -> String,
    ) -> bool {
        *self.asked.entry(rule).or_default() += 1;
        if !kept {
            self.violations.push(Violation { rule, rpc, path: path.to_owned(), what: what() });
        }
        kept
    }

    /// Rules that could have been asked and never were.
    pub fn idle(&self) -> Vec<Rule> {
        let due = |rule: &&Rule| self.offered.contains(&rule.need()) && !self.asked.contains_key(rule);
        Rule::ALL.iter().filter(due).copied().collect()
    }

    /// How often a rule was asked.
    pub fn times(&self, rule: Rule) -> u64 {
        self.asked.get(&rule).copied().unwrap_or(0)
    }

    /// Fails a test unless every rule that could be asked was, and none was broken.
    #[track_caller]
    pub fn assert_clean(&self) {
        let violations: Vec<_> = self.violations.iter().map(ToString::to_string).collect();
        assert!(
            violations.is_empty(),
            "{} rules broken:\n{}\n{self}",
            violations.len(),
            violations.join("\n")
        );
        let idle: Vec<_> = self.idle().into_iter().map(Rule::id).collect();
        assert!(idle.is_empty(), "rules that were never asked: {idle:?}\n{self}");
    }
}

/// One line a rule that was asked or could have been.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for &rule in Rule::ALL {
            let (asked, broken) =
                (self.times(rule), self.violations.iter().filter(|each| each.rule == rule).count());
            if asked > 0 || self.offered.contains(&rule.need()) {
                writeln!(f, "{:<24} asked {asked:>6}  broken {broken:>4}", rule.id())?;
            }
        }
        for (why, times) in &self.refused {
            writeln!(f, "refused {times} times: {why}")?;
        }
        Ok(())
    }
}
