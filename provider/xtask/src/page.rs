//! One page, from its front matter to its end. How attributes are told is in `attributes.rs`, how a function is
//! in `signature.rs`. The form is that of HashiCorp's generator, so that readers find their way and old links
//! still lead there.

use std::fmt::Write as _;

use tf_provider::schema::{Attribute, Block, Kind as AttributeKind};

use crate::examples::{Example, Examples, Import};
use crate::front_matter::FrontMatter;
use crate::kinds::{FUNCTION, Form, LIST, PROVIDER, RESOURCE, TERRAFORM, Thing};
use crate::{attributes, signature};

/// In every page that is made here.
pub const MARK: &str =
    "<!-- written by `cargo run -p xtask -- docs` from schema and examples: change those, not this page -->";

/// About `import` blocks.
const IMPORT_BLOCK: &str = "[`import` block](https://developer.hashicorp.com/terraform/language/import)";
/// About the command.
const IMPORT_COMMAND: &str =
    "[`terraform import` command](https://developer.hashicorp.com/terraform/cli/commands/import)";
/// About arguments that are not stored.
pub(crate) const WRITE_ONLY: &str =
    "https://developer.hashicorp.com/terraform/language/resources/ephemeral#write-only-arguments";

/// The page of `thing`. `more` is text that somebody wrote, between examples and schema.
pub fn render(thing: &Thing, examples: &Examples, more: &str) -> String {
    let page_title = match thing.kind.word {
        "Provider" => format!("{} Provider", thing.name),
        // the registry's own form: a function's kind is not in capitals
        "Function" => format!("{} function - {PROVIDER}", thing.name),
        word => format!("{} {word} - {PROVIDER}", thing.name),
    };
    let heading = match thing.kind.word {
        "Provider" => page_title.clone(),
        "Function" => format!("function: {}", thing.name),
        _ => thing.title(),
    };
    let front = FrontMatter {
        page_title,
        subcategory: thing.subcategory().to_owned(),
        description: thing.summary().to_owned(),
    };
    let mut text = format!("{front}\n{MARK}\n\n# {heading}\n");
    for paragraph in [notes(thing), thing.description().to_owned()] {
        if !paragraph.is_empty() {
            let _ = write!(text, "\n{paragraph}\n");
        }
    }
    usage(&mut text, &examples.usage);
    if !more.is_empty() {
        let _ = write!(text, "\n{}\n", more.trim());
    }
    match &thing.form {
        Form::Signature(form) => text.push_str(&signature::render(&thing.name, form)),
        Form::Schema(schema, _) => {
            text.push_str("\n## Schema\n");
            if !thing.kind.schema_note.is_empty() {
                let _ = write!(text, "\n{}\n", thing.kind.schema_note);
            }
            text.push_str(&attributes::render(schema, thing.kind == &RESOURCE));
        }
    }
    if let Some(import) = &examples.import {
        adopt(&mut text, thing, import);
    }
    text
}

/// What must be known before anything else.
fn notes(thing: &Thing) -> String {
    let mut notes = Vec::new();
    if let Some(instead) = thing.deprecated() {
        notes.push(format!("!> **Deprecated.** {instead}"));
    }
    if thing.kind.since != TERRAFORM || thing.kind == &FUNCTION {
        notes.push(format!("-> Terraform {} or later.", thing.kind.since));
    }
    if let Form::Schema(schema, identity) = &thing.form {
        if has_write_only(&schema.block) {
            notes.push(format!(
                "-> [Write-only arguments]({WRITE_ONLY}) need Terraform 1.11 or later; all else is there in \
                 {TERRAFORM}."
            ));
        }
        if identity.is_some() && thing.kind == &RESOURCE {
            notes.push("-> Import by identity needs Terraform 1.12 or later.".to_owned());
        }
    }
    if thing.kind == &LIST {
        notes.push(format!(
            "-> Finds what [{name}](../resources/{short}.md) can manage, each with its \
             [identity](../resources/{short}.md#identity-schema). Run `terraform query`; with \
             `-generate-config-out=FILE` it writes the configuration and the `import` blocks.",
            name = thing.name,
            short = thing.short()
        ));
    }
    notes.join("\n\n")
}

fn has_write_only(block: &Block) -> bool {
    fn in_attribute(attribute: &Attribute) -> bool {
        let below = match &attribute.kind {
            AttributeKind::Nested(_, attributes) => attributes.values().any(in_attribute),
            AttributeKind::Value(_) => false,
        };
        attribute.write_only || below
    }
    block.attributes.values().any(in_attribute)
        || block.blocks.values().any(|nested| has_write_only(&nested.block))
}

fn usage(text: &mut String, examples: &[Example]) {
    text.push_str("\n## Example Usage\n");
    for example in examples {
        if let Some(caption) = &example.caption {
            let _ = write!(text, "\n### {caption}\n");
        }
        code(text, "terraform", &example.text);
    }
}

fn adopt(text: &mut String, thing: &Thing, import: &Import) {
    text.push_str("\n## Import\n\nAdopts an existing one without changing it.\n");
    if let (Some(example), Form::Schema(_, Some(identity))) = (&import.by_identity, &thing.form) {
        let _ = write!(
            text,
            "\nIn Terraform v1.12.0 and later, the {IMPORT_BLOCK} can be used with the `identity` attribute:\n"
        );
        code(text, "terraform", example);
        text.push_str("\n### Identity Schema\n");
        text.push_str(&attributes::identity(identity));
        text.push_str("\n### By Id\n");
    }
    let _ = write!(
        text,
        "\nIn Terraform v1.5.0 and later, the {IMPORT_BLOCK} can be used with the `id` attribute:\n"
    );
    code(text, "terraform", &import.by_id);
    let _ = write!(text, "\nThe {IMPORT_COMMAND} can be used, for example:\n");
    code(text, "shell", &import.command);
}

fn code(text: &mut String, language: &str, code: &str) {
    let _ = write!(text, "\n```{language}\n{}\n```\n", code.trim_end());
}
