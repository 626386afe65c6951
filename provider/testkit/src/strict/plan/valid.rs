//! Whether a planned state is one that a core accepts for a configuration and a prior state.

use super::{before, objects};
use crate::strict::report::Report;
use crate::strict::rule::Rule;
use crate::strict::schema::{Fields, Kind, Member, Nesting};
use crate::strict::value::{Value, dotted};

/// Asks the rules of plans and writes down what comes of it.
pub(crate) struct Judge<'r> {
    /// Where it is written.
    pub(crate) report: &'r mut Report,
    /// The call that is judged.
    pub(crate) rpc: &'static str,
}

impl Judge<'_> {
    /// A planned object.
    pub(crate) fn plan(
        &mut self,
        fields: &Fields,
        prior: &Value,
        config: &Value,
        planned: &Value,
        path: &str,
    ) {
        for (name, member) in &fields.0 {
            let here = dotted(path, name);
            let values = [prior.entry(name), config.entry(name), planned.entry(name)];
            match member {
                Member::Attribute(attribute) if attribute.write_only => {
                    // elsewhere, for states have them too
                }
                Member::Attribute(attribute) => {
                    self.attribute(&attribute.kind, attribute.computed, values, &here);
                }
                Member::Block(block) => self.blocks(block.nesting, &block.fields, values, &here),
            }
        }
    }

    fn ask(&mut self, rule: Rule, path: &str, kept: bool, what: impl FnOnce() -> String) -> bool {
        self.report.ask(rule, self.rpc, path, kept, what)
    }

    fn attribute(&mut self, kind: &Kind, computed: bool, [prior, config, planned]: [&Value; 3], here: &str) {
        if config.is_null() {
            if !computed {
                self.ask(Rule::PlanNullStays, here, planned.is_null(), || format!("planned as {planned:?}"));
            }
            return;
        }
        if planned == config || (planned == prior && !prior.is_null()) {
            self.ask(Rule::PlanKeepsConfig, here, true, String::new);
            return;
        }
        let nested = match kind {
            Kind::Nested(nesting, fields) if !planned.is_null() => Some((*nesting, fields)),
            Kind::Nested(..) | Kind::Leaf(_) => None,
        };
        let Some((nesting, fields)) = nested else {
            let what = || format!("configured as {config:?}, was {prior:?}, planned as {planned:?}");
            self.ask(Rule::PlanKeepsConfig, here, false, what);
            return;
        };
        let as_known = config.is_unknown() == planned.is_unknown();
        if self
            .ask(Rule::PlanNested, here, as_known, || "unknown in only one of configuration and plan".into())
        {
            self.nested(Rule::PlanNested, nesting, fields, [prior, config, planned], here);
        }
    }

    fn blocks(
        &mut self,
        nesting: Nesting,
        fields: &Fields,
        [prior, config, planned]: [&Value; 3],
        here: &str,
    ) {
        if config.is_unknown() {
            let what = || format!("unknown blocks, planned as {planned:?}");
            self.ask(Rule::PlanUnknownBlocks, here, planned.is_unknown(), what);
            return;
        }
        let as_there = planned.is_null() == config.is_null() && !planned.is_unknown();
        let what = || format!("configured as {config:?}, planned as {planned:?}");
        if !self.ask(Rule::PlanBlocks, here, as_there, what) || config.is_null() {
            return;
        }
        self.nested(Rule::PlanBlocks, nesting, fields, [prior, config, planned], here);
    }

    /// Objects one by one; those of sets have no address, and of attributes core only counts them.
    fn nested(
        &mut self,
        rule: Rule,
        nesting: Nesting,
        fields: &Fields,
        [prior, config, planned]: [&Value; 3],
        here: &str,
    ) {
        let (wanted, found) = (objects(nesting, config), objects(nesting, planned));
        let keys =
            |all: &[(Option<String>, &Value)]| all.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
        let alike = keys(&wanted) == keys(&found);
        if !self
            .ask(rule, here, alike, || format!("{:?} configured, {:?} planned", keys(&wanted), keys(&found)))
        {
            return;
        }
        if nesting == Nesting::Set {
            if rule == Rule::PlanBlocks {
                let twins = each_has_a_twin(&wanted, &found, |(_, one), (_, other)| {
                    let mut quiet = Report::default();
                    let mut judge = Judge { report: &mut quiet, rpc: self.rpc };
                    judge.plan(fields, &Value::Null, one, other, here);
                    quiet.violations.is_empty()
                });
                self.ask(rule, here, twins, || "other blocks than the configured".into());
            }
            return;
        }
        for ((key, one), (_, other)) in wanted.into_iter().zip(found) {
            let old = before(nesting, prior, key.as_deref());
            let here = key.map_or_else(|| here.to_owned(), |key| format!("{here}[{key}]"));
            let alike = one.is_null() == other.is_null() && one.is_unknown() == other.is_unknown();
            if self.ask(rule, &here, alike, || format!("configured as {one:?}, planned as {other:?}")) {
                self.plan(fields, old, one, other, &here);
            }
        }
    }
}

/// Whether each of either side fits one of the other.
pub(super) fn each_has_a_twin<T>(some: &[T], others: &[T], mut fits: impl FnMut(&T, &T) -> bool) -> bool {
    some.iter().all(|one| others.iter().any(|other| fits(one, other)))
        && others.iter().all(|other| some.iter().any(|one| fits(one, other)))
}
