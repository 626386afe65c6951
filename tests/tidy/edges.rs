//! Which crate may know which: the table of docs/architecture.md, held against what cargo says.

use std::collections::BTreeSet;

use cargo_metadata::{DependencyKind, MetadataCommand};

use crate::tree::Tree;

/// Our crates and whom of ours each may use. A new crate is a new line here, and a decision.
const OURS: &[(&str, &[&str])] = &[
    ("kit", &[]),
    ("tfplugin6", &[]),
    // the framework knows no engine
    ("tf-plugin", &["kit", "tfplugin6"]),
    ("tf-provider", &["kit", "tf-plugin", "tfplugin6"]),
    // engines know neither Terraform, nor a cloud, nor a driver
    ("migration-lint", &["kit"]),
    ("migration-engine", &["kit", "migration-lint"]),
    ("notify", &["kit"]),
    // adapters depend on engines, never the reverse
    ("aws-adapter", &["kit", "migration-engine", "notify"]),
    ("postgres-adapter", &["kit", "migration-engine"]),
    // the composition root knows all
    (
        "terraform-provider-signalcraft",
        &[
            "aws-adapter",
            "kit",
            "migration-engine",
            "migration-lint",
            "notify",
            "postgres-adapter",
            "tf-plugin",
            "tf-provider",
        ],
    ),
    ("testkit", &["kit", "tfplugin6"]),
    // serves any schema: that it needs no more than the framework is the proof that the framework knows no resource
    ("schema-stub", &["kit", "tf-plugin", "tf-provider"]),
    // reads the schemas, to write the pages of the registry
    ("xtask", &["kit", "terraform-provider-signalcraft", "tf-provider"]),
];

/// Ours that only tests may use.
const FOR_TESTS: &[&str] = &["schema-stub", "testkit"];

/// Guests that stay in one room: the beginning of their names, and who may name them.
const GUESTS: &[(&str, &[&str])] = &[
    // the hashes of our TLS stack, which only begins like an AWS SDK
    ("aws-lc-rs", &["notify"]),
    ("aws-", &["aws-adapter"]),
    // testkit looks at a database beside the adapter, not through it: a bug there must not hide itself
    ("tokio-postgres", &["postgres-adapter", "testkit"]),
    ("postgres-", &["postgres-adapter"]),
    ("prost", &["tfplugin6", "tf-plugin", "tf-provider"]),
    ("tonic", &["tfplugin6", "tf-plugin", "tf-provider", "testkit"]),
    ("squawk-", &["migration-lint"]),
    ("rcgen", &["aws-adapter", "notify", "tf-plugin", "testkit"]),
    ("reqwest", &["notify"]),
    // the oracle's own reading of values: whom it judges must have another
    ("rmpv", &["testkit"]),
    ("clap", &["schema-stub", "terraform-provider-signalcraft", "xtask"]),
    // for people at a terminal: the command only
    ("comfy-table", &["terraform-provider-signalcraft"]),
    ("indicatif", &["terraform-provider-signalcraft"]),
    ("flate2", &["schema-stub"]),
];

/// One of our crates.
#[derive(Debug, Clone, Default)]
pub(crate) struct Crate {
    pub(crate) name: String,
    pub(crate) edition: String,
    /// Of its folder, below the repository.
    pub(crate) folder: String,
    /// Names of what it uses outside tests.
    pub(crate) uses: BTreeSet<String>,
    /// Names of what its tests use.
    pub(crate) tests_use: BTreeSet<String>,
}

/// Every crate of the workspace, as cargo sees it.
pub(crate) fn crates(tree: &Tree) -> Vec<Crate> {
    let metadata = MetadataCommand::new()
        .manifest_path(tree.root.join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .expect("cargo metadata");
    let folder = |manifest: &str| {
        let below = manifest.strip_prefix(&format!("{}/", tree.root.display())).unwrap_or(manifest);
        below.trim_end_matches("/Cargo.toml").to_owned()
    };
    let used = |package: &cargo_metadata::Package, in_tests: bool| {
        let of_kind =
            package.dependencies.iter().filter(|each| (each.kind == DependencyKind::Development) == in_tests);
        of_kind.map(|each| each.name.clone()).collect()
    };
    let packages = metadata.packages.iter();
    packages
        .map(|package| Crate {
            name: package.name.to_string(),
            edition: package.edition.to_string(),
            folder: folder(package.manifest_path.as_str()),
            uses: used(package, false),
            tests_use: used(package, true),
        })
        .collect()
}

/// Edges that the tables do not have.
pub(crate) fn findings(crates: &[Crate]) -> Vec<String> {
    let ours: BTreeSet<&str> = crates.iter().map(|each| each.name.as_str()).collect();
    let mut findings = Vec::new();
    for each in crates {
        let Some((_, may)) = OURS.iter().find(|(name, _)| *name == each.name) else {
            findings.push(format!("{} is not in the table of edges", each.name));
            continue;
        };
        for used in &each.uses {
            if ours.contains(used.as_str()) && !may.contains(&used.as_str()) {
                findings.push(format!("{} may not know {used}", each.name));
            }
            if FOR_TESTS.contains(&used.as_str()) {
                findings.push(format!("{} uses {used} outside its tests", each.name));
            }
        }
        for used in each.uses.union(&each.tests_use) {
            // our own crates may begin like a guest's name; the first table is theirs
            let guest =
                GUESTS.iter().find(|(start, _)| used.starts_with(start) && !ours.contains(used.as_str()));
            if let Some((_, may)) = guest
                && !may.contains(&each.name.as_str())
            {
                findings.push(format!("{} may not name {used}: only {} may", each.name, may.join(", ")));
            }
        }
    }
    let gone = OURS.iter().filter(|(name, _)| !ours.contains(name));
    findings.extend(gone.map(|(name, _)| format!("{name} is in the table of edges and nowhere else")));
    findings
}

#[test]
fn edges_that_are_not_in_the_table_are_found() {
    let set = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let mut crates: Vec<Crate> = OURS
        .iter()
        .map(|(name, may)| Crate { name: (*name).into(), uses: set(may), ..Crate::default() })
        .collect();
    assert_eq!(findings(&crates), Vec::<String>::new());
    crates[0].uses = set(&["tf-provider", "aws-config"]);
    crates[1].uses = set(&["testkit"]);
    crates[2].tests_use = set(&["tokio-postgres", "testkit"]);
    crates.retain(|each| each.name != "testkit");
    crates.push(Crate { name: "newcomer".into(), ..Crate::default() });
    crates.push(Crate { name: "testkit-two".into(), ..Crate::default() });
    let found = findings(&crates).join("\n");
    for expected in [
        "kit may not know tf-provider",
        "kit may not name aws-config: only aws-adapter may",
        "tfplugin6 uses testkit outside its tests",
        "tf-plugin may not name tokio-postgres",
        "newcomer is not in the table",
        "testkit is in the table of edges and nowhere else",
    ] {
        assert!(found.contains(expected), "`{expected}` is missing in\n{found}");
    }
    assert!(!found.contains("tf-plugin uses testkit"), "tests may use it\n{found}");
}
