//! What a provider offers, by name, with the schemas asked for once. Whoever asks for a name that is not
//! there is told which there are.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::action::Action;
use crate::data_source::DataSource;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ephemeral::Ephemeral;
use crate::function::{Function, Signature};
use crate::identity::IdentitySchema;
use crate::list::ListResource;
use crate::provider::Provider;
use crate::resource::Resource;
use crate::schema::{Operation, Schema, check, nearest};
use crate::value::Type;

/// One thing with a schema.
pub(super) struct Entry<T: ?Sized> {
    pub(super) call: Arc<T>,
    pub(super) schema: Schema,
    pub(super) ty: Type,
}

/// The identity of a managed resource.
pub(super) struct Identity {
    pub(super) schema: IdentitySchema,
    pub(super) ty: Type,
}

/// One function.
pub(super) struct Callable {
    pub(super) call: Arc<dyn Function>,
    pub(super) signature: Signature,
}

/// Everything that a provider offers.
pub(super) struct Catalogue {
    pub(super) resources: BTreeMap<String, Entry<dyn Resource>>,
    pub(super) identities: BTreeMap<String, Identity>,
    pub(super) data_sources: BTreeMap<String, Entry<dyn DataSource>>,
    pub(super) ephemerals: BTreeMap<String, Entry<dyn Ephemeral>>,
    pub(super) lists: BTreeMap<String, Entry<dyn ListResource>>,
    pub(super) actions: BTreeMap<String, Entry<dyn Action>>,
    pub(super) functions: BTreeMap<String, Callable>,
}

/// What is wrong with a schema of this name, each as a sentence.
type Check = fn(&str, &Schema) -> Vec<String>;

macro_rules! entries {
    ($all:expr) => {
        $all.into_iter()
            .map(|call| {
                let schema = call.schema();
                let ty = schema.ty();
                (call.type_name().to_owned(), Entry { call, schema, ty })
            })
            .collect()
    };
}

impl Catalogue {
    pub(super) fn of(provider: &dyn Provider) -> Self {
        let resources: BTreeMap<String, Entry<dyn Resource>> = entries!(provider.resources());
        let identities = resources.iter().filter_map(|(name, entry)| {
            let schema = entry.call.identity()?;
            let ty = schema.ty();
            Some((name.clone(), Identity { schema, ty }))
        });
        let functions = provider.functions().into_iter().map(|call| {
            let signature = call.signature();
            (call.name().to_owned(), Callable { call, signature })
        });
        Self {
            identities: identities.collect(),
            resources,
            data_sources: entries!(provider.data_sources()),
            ephemerals: entries!(provider.ephemeral_resources()),
            lists: entries!(provider.list_resources()),
            actions: entries!(provider.actions()),
            functions: functions.collect(),
        }
    }

    /// What is wrong with the schemas, each of which is held to `check`: core would refuse the whole provider.
    pub(super) fn errors(&self, check: Check) -> Vec<String> {
        let mut found = Vec::new();
        schemas(&self.resources, check, Operation::OF_RESOURCES, &mut found);
        schemas(&self.data_sources, check, Operation::OF_DATA_SOURCES, &mut found);
        schemas(&self.ephemerals, check, Operation::OF_EPHEMERAL_RESOURCES, &mut found);
        schemas(&self.lists, check, &[], &mut found);
        schemas(&self.actions, check, Operation::OF_ACTIONS, &mut found);
        for (name, identity) in &self.identities {
            found.extend(identity.schema.errors(name));
        }
        for name in self.lists.keys().filter(|name| !self.identities.contains_key(*name)) {
            found.push(format!("{name} is listed and has no identity"));
        }
        for (name, function) in &self.functions {
            parameters(name, &function.signature, &mut found);
        }
        found
    }

    pub(super) fn resource(&self, name: &str) -> Result<&Entry<dyn Resource>, Diagnostics> {
        find(&self.resources, "resource type", name)
    }

    pub(super) fn data_source(&self, name: &str) -> Result<&Entry<dyn DataSource>, Diagnostics> {
        find(&self.data_sources, "data source", name)
    }

    pub(super) fn ephemeral(&self, name: &str) -> Result<&Entry<dyn Ephemeral>, Diagnostics> {
        find(&self.ephemerals, "ephemeral resource", name)
    }

    pub(super) fn list(&self, name: &str) -> Result<&Entry<dyn ListResource>, Diagnostics> {
        find(&self.lists, "list resource", name)
    }

    pub(super) fn action(&self, name: &str) -> Result<&Entry<dyn Action>, Diagnostics> {
        find(&self.actions, "action", name)
    }

    pub(super) fn identity(&self, name: &str) -> Result<&Identity, Diagnostics> {
        find(&self.identities, "resource identity", name)
    }
}

fn schemas<T: ?Sized>(
    all: &BTreeMap<String, Entry<T>>,
    check: Check,
    limited: &[Operation],
    found: &mut Vec<String>,
) {
    for (name, entry) in all {
        found.extend(check(name, &entry.schema));
        found.extend(check::timeouts(name, &entry.schema, limited));
    }
}

/// Names of parameters are valid and different.
fn parameters(function: &str, signature: &Signature, found: &mut Vec<String>) {
    let mut seen = Vec::new();
    for parameter in signature.parameters.iter().chain(&signature.variadic) {
        let name = parameter.name.as_str();
        let valid = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !valid {
            found.push(format!("the function {function}: \"{name}\" is no name for a parameter"));
        }
        if seen.contains(&name) {
            found.push(format!("the function {function}: two parameters are named \"{name}\""));
        }
        seen.push(name);
    }
}

fn find<'a, T>(all: &'a BTreeMap<String, T>, what: &str, name: &str) -> Result<&'a T, Diagnostics> {
    all.get(name).ok_or_else(|| {
        let names = all.keys().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        let there = if names.is_empty() { "none".to_owned() } else { names };
        let hint = nearest(name, all.keys().map(String::as_str))
            .map_or_else(String::new, |meant| format!(" Did you mean \"{meant}\"?"));
        Diagnostic::error(
            format!("Unknown {what} \"{name}\""),
            format!("This provider has {there}.{hint} A newer version of it may have more."),
        )
        .into()
    })
}
