//! Where something stands in a value: `database.host`, `applied[2].version`, `roles["owner"]`.

use std::fmt;

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// An attribute of an object.
    Attribute(String),
    /// An entry of a map.
    Key(String),
    /// An element of a list or tuple, from 0.
    Index(i64),
}

/// A path from the root of a resource's (or provider's) configuration. Elements of sets have no path of
/// their own; a path ends at the set.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Vec<Step>);

impl Path {
    /// The root.
    pub fn root() -> Self {
        Self::default()
    }

    /// An attribute, from the root. `"database.host"` is read as two steps.
    pub fn attribute(dotted: &str) -> Self {
        Self(dotted.split('.').map(|name| Step::Attribute(name.to_owned())).collect())
    }

    /// This path and one more step.
    #[must_use]
    pub fn with(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// This path and then, from where it leads, another.
    #[must_use]
    pub fn join(&self, further: &Path) -> Self {
        Self(self.0.iter().chain(&further.0).cloned().collect())
    }

    /// Lengthens this path by one step.
    pub fn push(&mut self, step: Step) {
        self.0.push(step);
    }

    /// Takes the last step off; `None` at the root.
    pub fn pop(&mut self) -> Option<Step> {
        self.0.pop()
    }

    /// Whether this is the root.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this path is `other` or below it.
    pub fn starts_with(&self, other: &Path) -> bool {
        self.0.starts_with(&other.0)
    }

    /// Puts a step before the others, as an error does on its way out.
    pub(crate) fn push_front(&mut self, step: Step) {
        self.0.insert(0, step);
    }

    /// The steps.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }
}

impl From<Vec<Step>> for Path {
    fn from(steps: Vec<Step>) -> Self {
        Self(steps)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Attribute(name) if position == 0 => f.write_str(name)?,
                Step::Attribute(name) => write!(f, ".{name}")?,
                Step::Key(key) => write!(f, "[{key:?}]")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}
