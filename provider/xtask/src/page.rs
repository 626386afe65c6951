//! A schema as a page of the registry: front matter, example, and attributes by who sets them, nested ones
//! in sections of their own. The form is that of HashiCorp's generator, so that readers find their way.

use std::fmt::Write as _;

use tf_provider::schema::{Attribute, Block, BlockNesting, Kind, Mode, Nesting, Rule, Schema};
use tf_provider::value::Type;

/// How an existing one is adopted.
pub fn import(example: &str) -> String {
    format!("\n## Import\n\n```terraform\n{}\n```\n", example.trim_end())
}

/// The page of one schema with its example.
pub fn render(title: &str, schema: &Schema, example: &str) -> String {
    let (name, _) = title.split_once(" - ").unwrap_or((title, ""));
    let description = &schema.block.description;
    let mut text = format!(
        "---\npage_title: \"{title}\"\ndescription: |-\n  {description}\n---\n\n\
         <!-- written by `cargo run -p xtask -- docs`: change the schema, not this page -->\n\n\
         # {name}\n\n{description}\n\n## Example Usage\n\n```terraform\n{}\n```\n\n## Schema\n",
        example.trim_end(),
    );
    let mut nested = Vec::new();
    block(&mut text, &schema.block, "", &mut nested);
    if !schema.rules.is_empty() {
        text.push_str("\n### Rules\n\n");
        for each in &schema.rules {
            let _ = writeln!(text, "- {}", rule(each));
        }
    }
    // sections ask for further ones while they are written
    let mut next = 0;
    while next < nested.len() {
        let (path, inner) = std::mem::take(&mut nested[next]);
        let _ = write!(text, "\n<a id=\"nested--{}\"></a>\n### Nested Schema for `{path}`\n", anchor(&path));
        block(&mut text, &inner, &path, &mut nested);
        next += 1;
    }
    text
}

/// The three lists of one level. What is nested in them goes to `nested`, with its path.
fn block(text: &mut String, block: &Block, path: &str, nested: &mut Vec<(String, Block)>) {
    let heading = if path.is_empty() { "\n###" } else { "\n" };
    for (title, modes) in [
        ("Required", [Mode::Required, Mode::Required]),
        ("Optional", [Mode::Optional, Mode::OptionalComputed]),
        ("Read-Only", [Mode::Computed, Mode::Computed]),
    ] {
        let mut lines = String::new();
        for (name, attribute) in block.attributes.iter().filter(|(_, each)| modes.contains(&each.mode)) {
            let below = join(path, name);
            let mut words = vec![format!("- `{name}` ({})", kind(attribute))];
            words.extend(description(attribute));
            if let Kind::Nested(_, attributes) = &attribute.kind {
                words.push(format!("(see [below](#nested--{}))", anchor(&below)));
                let (attributes, rules) = (attributes.clone(), attribute.rules.clone());
                nested.push((below, Block { attributes, rules, ..Block::default() }));
            }
            let _ = writeln!(lines, "{}", words.join(" "));
        }
        if title == "Optional" {
            for (name, each) in &block.blocks {
                let below = join(path, name);
                let _ = writeln!(
                    lines,
                    "- `{name}` ({}) {} (see [below](#nested--{}))",
                    block_kind(each.nesting),
                    each.block.description,
                    anchor(&below),
                );
                nested.push((below, each.block.clone()));
            }
        }
        if !lines.is_empty() {
            let title = if path.is_empty() { format!(" {title}") } else { format!("{title}:") };
            let _ = write!(text, "{heading}{title}\n\n{lines}");
        }
    }
    if !block.rules.is_empty() {
        text.push_str("\nRules:\n\n");
        for each in &block.rules {
            let _ = writeln!(text, "- {}", rule(each));
        }
    }
}

fn kind(attribute: &Attribute) -> String {
    let mut words = match &attribute.kind {
        Kind::Value(ty) => type_name(ty),
        Kind::Nested(Nesting::Single, _) => "Attributes".to_owned(),
        Kind::Nested(Nesting::List, _) => "Attributes List".to_owned(),
        Kind::Nested(Nesting::Set, _) => "Attributes Set".to_owned(),
        Kind::Nested(Nesting::Map, _) => "Attributes Map".to_owned(),
    };
    for (is, word) in [
        (attribute.sensitive, "Sensitive"),
        (attribute.write_only, "Write-only"),
        (attribute.deprecated.is_some(), "Deprecated"),
    ] {
        if is {
            let _ = write!(words, ", {word}");
        }
    }
    words
}

fn block_kind(nesting: BlockNesting) -> &'static str {
    match nesting {
        BlockNesting::Single | BlockNesting::Group => "Block",
        BlockNesting::List => "Block List",
        BlockNesting::Set => "Block Set",
        BlockNesting::Map => "Block Map",
    }
}

fn type_name(ty: &Type) -> String {
    match ty {
        Type::String => "String".to_owned(),
        Type::Number => "Number".to_owned(),
        Type::Bool => "Boolean".to_owned(),
        Type::Dynamic => "Dynamic".to_owned(),
        Type::List(element) => format!("List of {}", type_name(element)),
        Type::Set(element) => format!("Set of {}", type_name(element)),
        Type::Map(element) => format!("Map of {}", type_name(element)),
        Type::Object(_) => "Object".to_owned(),
        Type::Tuple(_) => "Tuple".to_owned(),
    }
}

/// What a reader is told of an attribute: what it is for, what it accepts, what it is when nothing is said.
fn description(attribute: &Attribute) -> Vec<String> {
    let mut parts = vec![attribute.description.clone()];
    parts.extend(attribute.accepts().map(str::to_owned));
    parts.extend(attribute.default_for_docs().map(|default| format!("Default: {default}.")));
    parts.extend(attribute.deprecated.iter().map(|instead| format!("Deprecated: {instead}")));
    parts.retain(|part| !part.is_empty());
    parts
}

fn rule(rule: &Rule) -> String {
    let list = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match rule {
        Rule::ExactlyOneOf(names) => format!("Exactly one of {} is set.", list(names)),
        Rule::Conflicts(names) => format!("At most one of {} is set.", list(names)),
        Rule::AtLeastOneOf(names) => format!("At least one of {} is set.", list(names)),
        Rule::Requires(first, others) => format!("`{first}` needs {}.", list(others)),
        Rule::Together(names) => format!("{} are set together, or none of them.", list(names)),
        Rule::PreferWriteOnly(plain, better) => {
            format!("`{plain}` is stored in the state; `{better}` does the same and is not.")
        }
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn anchor(path: &str) -> String {
    path.replace('.', "--")
}
