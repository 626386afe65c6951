//! Conditions on numbers. Bounds are numbers of any precision: `0.1` is a tenth, not the float near it.

use super::Validator;
use crate::value::{Number, Value};

impl Validator {
    /// A number of your own kind.
    pub fn number(
        describe: impl Into<String>,
        check: impl Fn(&Number) -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        Self::new(
            describe,
            move |value| if let Value::Number(number) = value { check(number) } else { Ok(()) },
        )
    }

    /// A number without a fraction.
    pub fn whole() -> Self {
        Self::number("A whole number.", is_whole)
    }

    /// A whole number within bounds, both included.
    pub fn whole_between(least: i64, most: i64) -> Self {
        Self::number(format!("A whole number from {least} to {most}."), move |number| {
            is_whole(number)?;
            between(number, &least.into(), &most.into())
        })
    }

    /// A number within bounds, both included.
    pub fn between(least: impl Into<Number>, most: impl Into<Number>) -> Self {
        let (least, most) = (least.into(), most.into());
        Self::number(format!("A number from {least} to {most}."), move |number| {
            between(number, &least, &most)
        })
    }

    /// A number that is not smaller.
    pub fn at_least(least: impl Into<Number>) -> Self {
        let least = least.into();
        Self::number(format!("At least {least}."), move |number| {
            if *number < least { Err(format!("{number} is less than {least}.")) } else { Ok(()) }
        })
    }

    /// A number that is not larger.
    pub fn at_most(most: impl Into<Number>) -> Self {
        let most = most.into();
        Self::number(format!("At most {most}."), move |number| {
            if *number > most { Err(format!("{number} is more than {most}.")) } else { Ok(()) }
        })
    }

    /// One of these numbers.
    pub fn one_of_numbers<N: Into<Number>>(numbers: impl IntoIterator<Item = N>) -> Self {
        let numbers: Vec<Number> = numbers.into_iter().map(Into::into).collect();
        let list = numbers.iter().map(|number| format!("`{number}`")).collect::<Vec<_>>().join(", ");
        Self::number(format!("One of {list}."), move |number| {
            if numbers.contains(number) {
                return Ok(());
            }
            Err(format!("{number} is not one of {}.", list.replace('`', "")))
        })
    }

    /// None of these numbers.
    pub fn none_of_numbers<N: Into<Number>>(numbers: impl IntoIterator<Item = N>) -> Self {
        let numbers: Vec<Number> = numbers.into_iter().map(Into::into).collect();
        let list = numbers.iter().map(|number| format!("`{number}`")).collect::<Vec<_>>().join(", ");
        Self::number(format!("None of {list}."), move |number| {
            if numbers.contains(number) { Err(format!("{number} cannot be used here.")) } else { Ok(()) }
        })
    }
}

fn is_whole(number: &Number) -> Result<(), String> {
    if number.decimal().is_integer() { Ok(()) } else { Err(format!("{number} is not a whole number.")) }
}

fn between(number: &Number, least: &Number, most: &Number) -> Result<(), String> {
    if number < least || number > most {
        return Err(format!("{number} is not between {least} and {most}."));
    }
    Ok(())
}
