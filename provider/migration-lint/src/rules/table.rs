//! Every rule, in one table. A rule is a line here, a function in a room beside this one, and its two examples.

mod locks;
mod rows;
mod schema;

use super::Rule;

/// A line of the table: id, level, hazard, check, the rules of squawk that it stands for, why, instead.
macro_rules! rule {
    ($id:literal, $level:expr, $hazard:expr, $check:expr, [$($squawk:literal),*], $why:literal, $instead:literal) => {
        Rule {
            id: $id,
            level: $level,
            hazard: $hazard,
            why: $why,
            instead: $instead,
            bad: include_str!(concat!("../../../../../tests/cases/lint/", $id, "/bad.sql")),
            good: include_str!(concat!("../../../../../tests/cases/lint/", $id, "/good.sql")),
            squawk: &[$($squawk),*],
            check: $check,
        }
    };
}
use rule;

const COUNT: usize = schema::RULES.len() + rows::RULES.len() + locks::RULES.len();

/// Every rule, by topic.
pub static RULES: [Rule; COUNT] = joined();

const fn joined() -> [Rule; COUNT] {
    let mut all = [schema::RULES[0]; COUNT];
    let tables: [&[Rule]; 3] = [&schema::RULES, &rows::RULES, &locks::RULES];
    let (mut table, mut count) = (0, 0);
    while table < tables.len() {
        let mut line = 0;
        while line < tables[table].len() {
            all[count] = tables[table][line];
            line += 1;
            count += 1;
        }
        table += 1;
    }
    all
}
