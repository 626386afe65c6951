//! The kinds of things that a provider offers: what the registry calls them, where their pages and examples
//! lie, which Terraform knows them. And all things of one provider, in order.

use std::path::PathBuf;

use tf_provider::function::Signature;
use tf_provider::identity::IdentitySchema;
use tf_provider::provider::Provider;
use tf_provider::schema::Schema;

/// The provider's name in configuration.
pub const PROVIDER: &str = "signalcraft";

/// What Terraform must be for any of it.
pub const TERRAFORM: &str = "1.8";

/// A kind of thing.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// In headings: `Data Source`.
    pub word: &'static str,
    /// Its folder below `docs` and below `examples`.
    pub folder: &'static str,
    /// How the names of its examples begin: `resource.tf`, `resource-aurora.tf`.
    pub example: &'static str,
    /// How they end, without the dot.
    pub extension: &'static str,
    /// The first Terraform that knows the kind.
    pub since: &'static str,
    /// Said at the head of its schema, if that is not the whole of a block.
    pub schema_note: &'static str,
}

/// The provider block. Its page is `docs/index.md`.
pub static ROOT: Kind = Kind {
    word: "Provider",
    folder: "provider",
    example: "provider",
    extension: "tf",
    since: TERRAFORM,
    schema_note: "",
};
/// Managed resources.
pub static RESOURCE: Kind = Kind {
    word: "Resource",
    folder: "resources",
    example: "resource",
    extension: "tf",
    since: TERRAFORM,
    schema_note: "",
};
/// Data sources.
pub static DATA_SOURCE: Kind = Kind {
    word: "Data Source",
    folder: "data-sources",
    example: "data-source",
    extension: "tf",
    since: TERRAFORM,
    schema_note: "",
};
/// Functions.
pub static FUNCTION: Kind = Kind {
    word: "Function",
    folder: "functions",
    example: "function",
    extension: "tf",
    since: "1.8",
    schema_note: "",
};
/// Ephemeral resources.
pub static EPHEMERAL: Kind = Kind {
    word: "Ephemeral Resource",
    folder: "ephemeral-resources",
    example: "ephemeral-resource",
    extension: "tf",
    since: "1.10",
    schema_note: "",
};
/// List resources.
pub static LIST: Kind = Kind {
    word: "List Resource",
    folder: "list-resources",
    example: "list-resource",
    extension: "tfquery.hcl",
    since: "1.14",
    schema_note: "What stands in the `config` block of a `list` block. `provider`, `limit` and \
                  `include_resource` beside it are Terraform's own.",
};
/// Actions.
pub static ACTION: Kind = Kind {
    word: "Action",
    folder: "actions",
    example: "action",
    extension: "tf",
    since: "1.14",
    schema_note: "What stands in the `config` block of an `action` block.",
};

/// Every kind but the provider block, in the order of the overview.
pub static KINDS: [&Kind; 6] = [&RESOURCE, &DATA_SOURCE, &FUNCTION, &EPHEMERAL, &LIST, &ACTION];

/// Headings in the registry's list, by the beginning of a type's name without the provider's. What is not
/// named here stands under none.
const SUBCATEGORIES: &[(&str, &str)] = &[
    ("migration", "Schema Migrations"),
    ("lint_sql", "Schema Migrations"),
    ("database", "Schema Migrations"),
    ("release", "Releases"),
    ("rollback", "Releases"),
    ("promote", "Releases"),
    ("parse_image", "Releases"),
    ("image", "Releases"),
    ("backup", "Backups"),
    ("verify_backup", "Backups"),
    ("cleanup_restores", "Backups"),
];

/// One thing that has a page.
#[derive(Debug)]
pub struct Thing {
    /// Of which kind.
    pub kind: &'static Kind,
    /// As configuration names it: `signalcraft_migration`, `parse_image`, `signalcraft` for the provider.
    pub name: String,
    /// What it takes and gives.
    pub form: Form,
}

/// What a thing takes and gives.
#[derive(Debug)]
pub enum Form {
    /// Attributes, and the identity of a managed resource that has one.
    Schema(Schema, Option<IdentitySchema>),
    /// Parameters and a result.
    Signature(Signature),
}

impl Thing {
    /// Where its page lies, below the repository.
    pub fn page(&self) -> PathBuf {
        PathBuf::from("docs").join(self.page_below_docs())
    }

    /// The same below `docs`, as links from the overview have it.
    pub fn page_below_docs(&self) -> String {
        if self.kind == &ROOT {
            return "index.md".to_owned();
        }
        format!("{}/{}.md", self.kind.folder, self.short())
    }

    /// Where its examples lie, below the repository.
    pub fn examples(&self) -> PathBuf {
        let folder = PathBuf::from("examples").join(self.kind.folder);
        if self.kind == &ROOT { folder } else { folder.join(&self.name) }
    }

    /// The name without the provider's, as the registry has it in addresses.
    pub fn short(&self) -> &str {
        let rest = self.name.strip_prefix(PROVIDER).and_then(|rest| rest.strip_prefix('_'));
        rest.unwrap_or(&self.name)
    }

    /// What it is for, in Markdown.
    pub fn description(&self) -> &str {
        match &self.form {
            Form::Schema(schema, _) => &schema.block.description,
            Form::Signature(signature) => &signature.description,
        }
    }

    /// The same in one line, for lists.
    pub fn summary(&self) -> &str {
        match &self.form {
            Form::Signature(signature) if !signature.summary.is_empty() => &signature.summary,
            Form::Signature(_) | Form::Schema(..) => self.description(),
        }
    }

    /// Why it should not be used any more, and what instead.
    pub fn deprecated(&self) -> Option<&str> {
        match &self.form {
            Form::Schema(schema, _) => schema.block.deprecated.as_deref(),
            Form::Signature(signature) => signature.deprecated.as_deref(),
        }
    }

    /// Under which heading the registry lists it.
    pub fn subcategory(&self) -> &'static str {
        let short = self.short();
        let is_of = |start: &str| {
            short.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        };
        let found = SUBCATEGORIES.iter().find(|(start, _)| self.kind != &ROOT && is_of(start));
        found.map_or("", |(_, heading)| heading)
    }

    /// `signalcraft_migration (Resource)`
    pub fn title(&self) -> String {
        format!("{} ({})", self.name, self.kind.word)
    }
}

macro_rules! of_kind {
    ($kind:expr, $all:expr) => {
        $all.into_iter().map(|each| Thing {
            kind: $kind,
            name: each.type_name().to_owned(),
            form: Form::Schema(each.schema(), None),
        })
    };
}

/// The provider block and everything that the provider offers, by kind and name.
pub fn things(provider: &dyn Provider) -> Vec<Thing> {
    let root = Form::Schema(provider.schema(), None);
    let resources = provider.resources().into_iter().map(|each| Thing {
        kind: &RESOURCE,
        name: each.type_name().to_owned(),
        form: Form::Schema(each.schema(), each.identity()),
    });
    let functions = provider.functions().into_iter().map(|each| Thing {
        kind: &FUNCTION,
        name: each.name().to_owned(),
        form: Form::Signature(each.signature()),
    });
    let mut all: Vec<Thing> = resources
        .chain(of_kind!(&DATA_SOURCE, provider.data_sources()))
        .chain(functions)
        .chain(of_kind!(&EPHEMERAL, provider.ephemeral_resources()))
        .chain(of_kind!(&LIST, provider.list_resources()))
        .chain(of_kind!(&ACTION, provider.actions()))
        .collect();
    let place = |kind: &Kind| KINDS.iter().position(|each| *each == kind);
    all.sort_by(|a, b| (place(a.kind), &a.name).cmp(&(place(b.kind), &b.name)));
    all.insert(0, Thing { kind: &ROOT, name: PROVIDER.to_owned(), form: root });
    all
}
