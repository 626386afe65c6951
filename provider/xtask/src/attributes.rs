//! A schema in Markdown: attributes by who sets them, what is nested in sections of its own with the anchors of
//! HashiCorp's generator, and the rules between attributes. The attributes of an identity likewise.

use std::fmt::Write as _;

use tf_provider::identity::IdentitySchema;
use tf_provider::schema::{
    Attribute, Block, BlockNesting, Kind, Mode, Modifier, NestedBlock, Nesting, Rule, Schema,
};
use tf_provider::value::Type;

use crate::page::WRITE_ONLY;

/// Everything below the heading "Schema". Only of what is `replaceable` it is said when a change makes a new one.
pub fn render(schema: &Schema, replaceable: bool) -> String {
    let mut text = String::new();
    let mut nested = Vec::new();
    level(&mut text, &schema.block, "", replaceable, &mut nested);
    if schema.block.attributes.is_empty() && schema.block.blocks.is_empty() {
        text.push_str("\nThere is nothing to say here.\n");
    }
    if !schema.rules.is_empty() {
        text.push_str("\n### Rules\n\n");
        for each in &schema.rules {
            let _ = writeln!(text, "- {}", rule(each));
        }
    }
    // what is nested comes right behind what it is nested in
    nested.reverse();
    while let Some(Section { path, anchor, block }) = nested.pop() {
        let _ = write!(text, "\n<a id=\"{anchor}\"></a>\n### Nested Schema for `{path}`\n");
        if !block.description.is_empty() {
            let _ = write!(text, "\n{}\n", block.description);
        }
        let mut deeper = Vec::new();
        level(&mut text, &block, &path, replaceable, &mut deeper);
        nested.extend(deeper.into_iter().rev());
    }
    text
}

/// Everything below the heading "Identity Schema".
pub fn identity(schema: &IdentitySchema) -> String {
    let mut text = String::new();
    for (title, required) in [("Required", true), ("Optional", false)] {
        let mut lines = String::new();
        for (name, one) in schema.attributes.iter().filter(|(_, one)| one.required == required) {
            let changes = if one.mutable { ", may change" } else { "" };
            let _ = writeln!(lines, "- `{name}` ({}{changes}) {}", type_name(&one.ty), one.description);
        }
        if !lines.is_empty() {
            let _ = write!(text, "\n#### {title}\n\n{lines}");
        }
    }
    text
}

/// What is to be told further below.
struct Section {
    path: String,
    anchor: String,
    block: Block,
}

/// The three lists of one level.
fn level(text: &mut String, block: &Block, path: &str, replaceable: bool, nested: &mut Vec<Section>) {
    let top = path.is_empty();
    for (title, modes, blocks_needed) in [
        ("Required", &[Mode::Required] as &[_], Some(true)),
        ("Optional", &[Mode::Optional, Mode::OptionalComputed], Some(false)),
        ("Read-Only", &[Mode::Computed], None),
    ] {
        let mut lines = String::new();
        for (name, attribute) in block.attributes.iter().filter(|(_, each)| modes.contains(&each.mode)) {
            lines.push_str(&attribute_line(name, attribute, path, replaceable, nested));
        }
        for (name, each) in block.blocks.iter().filter(|(_, each)| Some(each.min_items > 0) == blocks_needed)
        {
            lines.push_str(&block_line(name, each, path, nested));
        }
        if !lines.is_empty() {
            let title = if top { format!("### {title}") } else { format!("{title}:") };
            let _ = write!(text, "\n{title}\n\n{lines}");
        }
    }
}

fn attribute_line(
    name: &str,
    attribute: &Attribute,
    path: &str,
    replaceable: bool,
    nested: &mut Vec<Section>,
) -> String {
    let mut words = vec![format!("- `{name}` ({})", kind(attribute))];
    words.extend(description(attribute, replaceable));
    if let Kind::Nested(_, attributes) = &attribute.kind {
        let path = join(path, name);
        let anchor = anchor("nestedatt", &path);
        words.push(format!("(see [below for nested schema](#{anchor}))"));
        nested.push(Section {
            path,
            anchor,
            block: Block { attributes: attributes.clone(), ..Block::default() },
        });
    }
    words.join(" ") + "\n"
}

fn block_line(name: &str, nested_block: &NestedBlock, path: &str, nested: &mut Vec<Section>) -> String {
    let path = join(path, name);
    let anchor = anchor("nestedblock", &path);
    let mut kind = match nested_block.nesting {
        BlockNesting::Single | BlockNesting::Group => "Block",
        BlockNesting::List => "Block List",
        BlockNesting::Set => "Block Set",
        BlockNesting::Map => "Block Map",
    }
    .to_owned();
    for (bound, word) in [(nested_block.min_items, "Min"), (nested_block.max_items, "Max")] {
        if bound > 0 {
            let _ = write!(kind, ", {word}: {bound}");
        }
    }
    let description = &nested_block.block.description;
    let line = format!("- `{name}` ({kind}) {description} (see [below for nested schema](#{anchor}))\n");
    // it was said in the line
    let block = Block { description: String::new(), ..nested_block.block.clone() };
    nested.push(Section { path, anchor, block });
    line
}

fn kind(attribute: &Attribute) -> String {
    let mut words = match &attribute.kind {
        Kind::Value(ty) => type_name(ty),
        Kind::Nested(Nesting::Single, _) => "Attributes".to_owned(),
        Kind::Nested(Nesting::List, _) => "Attributes List".to_owned(),
        Kind::Nested(Nesting::Set, _) => "Attributes Set".to_owned(),
        Kind::Nested(Nesting::Map, _) => "Attributes Map".to_owned(),
    };
    let write_only = format!("[Write-only]({WRITE_ONLY})");
    for (is, word) in [
        (attribute.sensitive, "Sensitive"),
        (attribute.write_only, &write_only),
        (attribute.deprecated.is_some(), "Deprecated"),
    ] {
        if is {
            let _ = write!(words, ", {word}");
        }
    }
    words
}

/// A type, in words.
pub(crate) fn type_name(ty: &Type) -> String {
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

/// What a reader is told of an attribute: what it is for, what it accepts, what it is when nothing is said,
/// what a change of it does, what to use instead.
pub(crate) fn description(attribute: &Attribute, replaceable: bool) -> Vec<String> {
    let mut parts = vec![attribute.description.clone()];
    parts.extend(attribute.accepts().map(str::to_owned));
    parts.extend(attribute.default_for_docs().map(|default| format!("Default: {default}.")));
    parts.extend(attribute.modifiers.iter().filter(|_| replaceable).filter_map(|modifier| {
        let said = match modifier {
            Modifier::KeepState
            | Modifier::KeepStateOrNull
            | Modifier::KeepStateUnlessChanged(_)
            | Modifier::Plan(_) => return None,
            Modifier::RequiresReplace => "Changing this makes a new resource.",
            Modifier::RequiresReplaceIf(_) | Modifier::RequiresReplaceIfConfigured => {
                "Changing this may make a new resource."
            }
        };
        Some(said.to_owned())
    }));
    parts.extend(attribute.deprecated.iter().map(|instead| format!("**Deprecated:** {instead}")));
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

fn anchor(what: &str, path: &str) -> String {
    format!("{what}--{}", path.replace('.', "--"))
}
