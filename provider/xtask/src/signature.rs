//! A function in Markdown: how it is called, what it takes, what comes out.

use std::fmt::Write as _;

use tf_provider::function::{Parameter, Signature};
use tf_provider::value::Type;

use crate::attributes::type_name;
use crate::kinds::PROVIDER;

/// Everything behind the examples.
pub fn render(name: &str, signature: &Signature) -> String {
    let of = |each: &Parameter, more: &str| format!("{} {}{more}", each.name, short(&each.ty));
    let mut parameters: Vec<String> = signature.parameters.iter().map(|each| of(each, "")).collect();
    parameters.extend(signature.variadic.iter().map(|each| of(each, "...")));
    let mut text = format!(
        "\n## Signature\n\n```text\n{name}({}) {}\n```\n",
        parameters.join(", "),
        short(&signature.returns)
    );
    let _ = write!(text, "\nCalled as `provider::{PROVIDER}::{name}(...)`.\n");
    text.push_str("\n## Arguments\n\n");
    for each in &signature.parameters {
        let _ = writeln!(text, "1. {}", argument(each, ""));
    }
    if let Some(each) = &signature.variadic {
        let _ = writeln!(text, "1. {}", argument(each, "Variadic, "));
    }
    if parameters.is_empty() {
        text.push_str("It takes none.\n");
    }
    let _ = write!(text, "\n## Return Type\n\n```text\n{}\n```\n", constraint(&signature.returns, ""));
    text
}

fn argument(parameter: &Parameter, before: &str) -> String {
    let nullable = if parameter.allow_null { ", Nullable" } else { "" };
    let mut words = vec![format!("`{}` ({before}{}{nullable})", parameter.name, type_name(&parameter.ty))];
    words.push(parameter.description.clone());
    words.extend(parameter.validators.iter().map(|validator| validator.describe.clone()));
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

/// A type as configuration writes it, but for what is in objects.
fn short(ty: &Type) -> String {
    match ty {
        Type::String => "string".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::Dynamic => "any".to_owned(),
        Type::List(element) => format!("list({})", short(element)),
        Type::Set(element) => format!("set({})", short(element)),
        Type::Map(element) => format!("map({})", short(element)),
        Type::Object(_) => "object".to_owned(),
        Type::Tuple(elements) => {
            format!("tuple([{}])", elements.iter().map(short).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A type as configuration writes it, an attribute a line.
fn constraint(ty: &Type, indent: &str) -> String {
    match ty {
        Type::String | Type::Number | Type::Bool | Type::Dynamic => short(ty),
        Type::List(element) => format!("list({})", constraint(element, indent)),
        Type::Set(element) => format!("set({})", constraint(element, indent)),
        Type::Map(element) => format!("map({})", constraint(element, indent)),
        Type::Object(attributes) => {
            let deeper = format!("{indent}  ");
            let widest = attributes.keys().map(String::len).max().unwrap_or_default();
            let mut text = String::from("object({\n");
            for (name, ty) in attributes {
                let _ = writeln!(text, "{deeper}{name:widest$} = {}", constraint(ty, &deeper));
            }
            text + indent + "})"
        }
        Type::Tuple(elements) => {
            let elements = elements.iter().map(|element| constraint(element, indent));
            format!("tuple([{}])", elements.collect::<Vec<_>>().join(", "))
        }
    }
}
