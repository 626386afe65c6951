//! Everything that is no managed resource.

use super::{Drive, Subject};
use crate::strict::core::{Halt, Loaded};
use crate::strict::value::{Type, Value};

/// How much is asked for when listing.
const LISTED: i64 = 3;

impl Drive<'_> {
    pub(super) async fn others(&mut self, loaded: &Loaded) {
        // what went wrong is in the report, and the next one is another
        for name in loaded.data.keys() {
            let _ = self.data(loaded, name).await;
        }
        for name in loaded.functions.keys() {
            let _ = self.function(loaded, name).await;
        }
        for name in loaded.ephemeral.keys() {
            let _ = self.ephemeral(loaded, name).await;
        }
        for name in loaded.lists.keys() {
            let _ = self.list(loaded, name).await;
        }
        for name in loaded.actions.keys() {
            let _ = self.action(loaded, name).await;
        }
    }

    async fn data(&mut self, loaded: &Loaded, name: &str) -> Result<(), Halt> {
        let Some(schema) = loaded.data.get(name) else { return Ok(()) };
        let subject = Subject::Data(name);
        let (open, known) = self.configs(subject, &schema.fields);
        if self.accepted(subject, &open, &known).await? && self.guide.works(subject) {
            let read = self.core.read_data(name, &known).await;
            self.noted(read)?;
        }
        Ok(())
    }

    async fn ephemeral(&mut self, loaded: &Loaded, name: &str) -> Result<(), Halt> {
        let Some(schema) = loaded.ephemeral.get(name) else { return Ok(()) };
        let subject = Subject::Ephemeral(name);
        let (open, known) = self.configs(subject, &schema.fields);
        if self.accepted(subject, &open, &known).await? && self.guide.works(subject) {
            let used = self.core.use_ephemeral(name, &known).await;
            self.noted(used)?;
        }
        Ok(())
    }

    async fn function(&mut self, loaded: &Loaded, name: &str) -> Result<(), Halt> {
        let Some(function) = loaded.functions.get(name) else { return Ok(()) };
        let more = function.variadic_parameter.iter().cycle().take(2);
        let mut arguments = Vec::new();
        for parameter in function.parameters.iter().chain(more) {
            let Ok(ty) = Type::parse(&parameter.r#type) else { return Ok(()) };
            // core answers by itself for what is not allowed here
            let (unknown, null) = (self.dice.unknown, if parameter.allow_null_value { 20 } else { 0 });
            self.dice.unknown = if parameter.allow_unknown_values { unknown } else { 0 };
            let value = self.dice.argument(&ty, null);
            self.dice.unknown = unknown;
            arguments.push(value);
        }
        let called = self.core.call_function(name, &arguments).await;
        self.noted(called)
    }

    async fn list(&mut self, loaded: &Loaded, name: &str) -> Result<(), Halt> {
        let Some(schema) = loaded.lists.get(name) else { return Ok(()) };
        let subject = Subject::List(name);
        let (open, known) = self.configs(subject, &schema.fields);
        if !self.accepted(subject, &open, &known).await? || !self.guide.works(subject) {
            return Ok(());
        }
        for with_objects in [false, true] {
            let listed = self.core.list(name, &known, with_objects, LISTED).await;
            self.noted(listed)?;
        }
        self.core.list_and_cancel(name, &known).await
    }

    async fn action(&mut self, loaded: &Loaded, name: &str) -> Result<(), Halt> {
        let Some(schema) = loaded.actions.get(name) else { return Ok(()) };
        let subject = Subject::Action(name);
        let (open, known) = self.configs(subject, &schema.fields);
        if !self.accepted(subject, &open, &known).await? || !self.guide.works(subject) {
            return Ok(());
        }
        for config in [&open, &known] {
            let planned = self.core.plan_action(name, config).await;
            self.noted(planned)?;
        }
        let invoked = self.core.invoke_action(name, &known).await;
        self.noted(invoked)
    }

    /// A refusal is an answer; it is only counted.
    fn noted<T>(&mut self, outcome: Result<T, Halt>) -> Result<(), Halt> {
        match outcome {
            Ok(_) | Err(Halt::Deferred) => Ok(()),
            Err(Halt::Refused(why)) => {
                self.note(why);
                Ok(())
            }
            Err(Halt::Broken) => Err(Halt::Broken),
        }
    }
}

impl super::Dice {
    /// An argument of a function.
    fn argument(&mut self, ty: &Type, null: u32) -> Value {
        if self.falls(null) {
            Value::Null
        } else if self.falls(self.unknown) {
            Value::Unknown
        } else {
            self.value(ty)
        }
    }
}
