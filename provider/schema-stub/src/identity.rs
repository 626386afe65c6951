//! What names an instance, read off its state: an attribute of the same name, or where everything is.

use tf_provider::identity::IdentitySchema;
use tf_provider::value::{Type, Value};

use crate::settings::{ACCOUNT, Settings};

pub(crate) fn of(schema: &IdentitySchema, state: &Value, settings: &Settings) -> Value {
    let entry = |name: &str, ty: &Type| {
        let known = state.get(name).filter(|value| !value.is_null());
        match (known, name, ty) {
            (Some(value), ..) => value.clone(),
            (None, "account_id", Type::String) => Value::string(ACCOUNT),
            (None, "region", Type::String) => Value::string(&settings.region),
            (None, ..) => Value::Null,
        }
    };
    Value::object(schema.attributes.iter().map(|(name, one)| (name.clone(), entry(name, &one.ty))))
}
