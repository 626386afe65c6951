//! Ways through a value: the part at a path, for reading and for changing, and a visit of every part.

use super::{Path, Step, Value};

impl Value {
    /// The part at a path; `None` if there is no such part, also below a null or unknown value. A value in a
    /// dynamic place is looked through. Elements of sets have no path.
    pub fn at(&self, path: &Path) -> Option<&Value> {
        path.steps().iter().try_fold(self, |value, step| value.undynamic().step(step))
    }

    /// The part at a path, to change it in place; see [`Value::at`].
    pub fn at_mut(&mut self, path: &Path) -> Option<&mut Value> {
        path.steps().iter().try_fold(self, |value, step| value.undynamic_mut().step_mut(step))
    }

    /// Visits this value and everything in it, parents before children, in order. An element of a set is visited
    /// with the path of the set, a value in a dynamic place with the path of the place.
    pub fn walk(&self, visit: &mut dyn FnMut(&Path, &Value)) {
        walk(self, &mut Path::root(), visit);
    }

    fn step(&self, step: &Step) -> Option<&Value> {
        match (step, self) {
            (Step::Attribute(name), Self::Object(entries)) | (Step::Key(name), Self::Map(entries)) => {
                entries.get(name)
            }
            (Step::Index(index), Self::List(elements) | Self::Tuple(elements)) => {
                elements.get(usize::try_from(*index).ok()?)
            }
            (Step::Attribute(_) | Step::Key(_) | Step::Index(_), _) => None,
        }
    }

    fn step_mut(&mut self, step: &Step) -> Option<&mut Value> {
        match (step, self) {
            (Step::Attribute(name), Self::Object(entries)) | (Step::Key(name), Self::Map(entries)) => {
                entries.get_mut(name)
            }
            (Step::Index(index), Self::List(elements) | Self::Tuple(elements)) => {
                elements.get_mut(usize::try_from(*index).ok()?)
            }
            (Step::Attribute(_) | Step::Key(_) | Step::Index(_), _) => None,
        }
    }

    fn undynamic_mut(&mut self) -> &mut Value {
        let mut value = self;
        while let Self::Dynamic(inner) = value {
            value = &mut inner.1;
        }
        value
    }
}

/// One path is lengthened and shortened on the way, so that a visit of a large state allocates only for steps.
fn walk(value: &Value, path: &mut Path, visit: &mut dyn FnMut(&Path, &Value)) {
    visit(path, value);
    match value {
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Unknown | Value::Null => {}
        Value::Set(elements) => elements.iter().for_each(|element| walk(element, path, visit)),
        Value::Dynamic(inner) => walk(&inner.1, path, visit),
        Value::List(elements) | Value::Tuple(elements) => {
            for (index, element) in (0_i64..).zip(elements) {
                path.push(Step::Index(index));
                walk(element, path, visit);
                path.pop();
            }
        }
        Value::Map(entries) => {
            for (key, entry) in entries {
                path.push(Step::Key(key.clone()));
                walk(entry, path, visit);
                path.pop();
            }
        }
        Value::Object(entries) => {
            for (name, entry) in entries {
                path.push(Step::Attribute(name.clone()));
                walk(entry, path, visit);
                path.pop();
            }
        }
    }
}
