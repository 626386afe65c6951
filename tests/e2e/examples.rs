//! Examples and guides as a reader takes them: every file is formatted, and real Terraform finds nothing wrong with
//! it and this provider. What pages they go onto is xtask's business.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use testkit::{Output, Stage, Terraform};

use crate::scene::provider;

/// Where examples lie, one folder a kind, and the first Terraform that knows what the main ones say.
const KINDS: [(&str, Terraform); 7] = [
    ("provider", Terraform::V1_8),
    ("resources", Terraform::V1_8),
    ("data-sources", Terraform::V1_8),
    ("functions", Terraform::FUNCTIONS),
    // known since 1.10, but of little use without write-only arguments to hand them to
    ("ephemeral-resources", Terraform::WRITE_ONLY),
    ("list-resources", Terraform::LISTS),
    ("actions", Terraform::ACTIONS),
];
/// Guides, and the pages that have text of somebody's own.
const PAGES: [&str; 2] = ["docs/guides", "templates"];

/// The one that knows everything.
fn newest() -> Terraform {
    Terraform::all_since(Terraform::LISTS).pop().expect("at least one")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A stage with what every example is said beside: the provider and a directory of migrations.
fn stage(terraform: Terraform) -> Stage {
    let stage = Stage::new(terraform, provider());
    stage.write("provider.tf", text(&root().join("examples/provider/provider.tf")));
    stage.write("ca.pem", "-----BEGIN CERTIFICATE-----\n");
    for file in files(&root().join("examples/migrations")) {
        stage.write(&format!("migrations/{}", name(&file)), text(&file));
    }
    stage
}

#[track_caller]
fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

/// Every file below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut all: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    all.sort();
    all.iter().flat_map(|path| if path.is_dir() { files(path) } else { vec![path.clone()] }).collect()
}

/// One configuration that must be valid, by the file or the place that it is about.
type Configurations = BTreeMap<String, Vec<(String, String)>>;

/// Each example by itself; an import beside the resource that it is for.
fn examples(of_kind: &str) -> Configurations {
    let folder = root().join("examples").join(of_kind);
    let terraform = |path: &PathBuf| path.extension().is_some_and(|extension| extension != "sh");
    let mut all = Configurations::new();
    for path in files(&folder).iter().filter(|path| terraform(path)) {
        let mut files = vec![(name(path), text(path))];
        if name(path).starts_with("import-") {
            let resource = path.with_file_name("resource.tf");
            files.push((name(&resource), text(&resource)));
        }
        // the first one is on every stage
        files.retain(|(name, _)| name != "provider.tf");
        let place = path.strip_prefix(root()).expect("below the repository");
        all.insert(place.display().to_string(), files);
    }
    all
}

#[track_caller]
fn validated(stage: &Stage, place: &str, files: &[(String, String)]) -> Output {
    for (name, text) in files {
        stage.write(name, text);
    }
    let query = files.iter().any(|(name, _)| name.ends_with(".tfquery.hcl"));
    let arguments: &[&str] = if query { &["validate", "-query"] } else { &["validate"] };
    let output = stage.prepared(arguments);
    assert!(output.code == 0, "{place} is not valid\n{output}");
    for (name, _) in files {
        stage.remove(name);
    }
    output
}

#[test]
fn every_example_is_valid_on_the_newest_terraform() {
    let stage = stage(newest());
    for (kind, _) in KINDS {
        for (place, files) in examples(kind) {
            validated(&stage, &place, &files);
        }
    }
}

#[test]
fn the_main_examples_are_valid_on_every_terraform_that_knows_their_kind() {
    for terraform in Terraform::all() {
        let stage = stage(terraform);
        for (kind, since) in KINDS {
            if terraform >= since {
                let main = examples(kind).into_iter().filter(|(place, _)| {
                    let name = place.rsplit('/').next().unwrap_or(place);
                    !name.contains('-') || name.starts_with("data-source.") || name.ends_with("-resource.tf")
                });
                for (place, files) in main {
                    validated(&stage, &place, &files);
                }
            }
        }
    }
}

#[test]
fn every_example_is_formatted() {
    let stage = Stage::bare(newest());
    for (kind, _) in KINDS {
        for file in files(&root().join("examples").join(kind)) {
            let place = file.strip_prefix(root()).expect("below the repository").display().to_string();
            stage.write(&place, text(&file));
        }
    }
    let output = stage.prepared(&["fmt", "-check", "-recursive", "-diff"]);
    assert!(output.code == 0, "`terraform fmt -recursive examples` mends it\n{output}");
}

/// The blocks of code in Terraform's language, by page and line.
fn blocks() -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for path in PAGES.iter().flat_map(|folder| files(&root().join(folder))) {
        let place = path.strip_prefix(root()).expect("below the repository").display().to_string();
        let mut open: Option<(usize, String)> = None;
        for (line, number) in text(&path).lines().zip(1..) {
            match (&mut open, line) {
                (None, "```terraform" | "```hcl") => open = Some((number, String::new())),
                (Some(_), "```") => {
                    let (number, code) = open.take().expect("it is open");
                    all.insert(format!("{place}:{number}"), code);
                }
                (Some((_, code)), line) => {
                    code.push_str(line);
                    code.push('\n');
                }
                (None, _) => {}
            }
        }
    }
    all
}

/// Whether a block says the whole of something rather than an argument of it.
fn is_whole(code: &str) -> bool {
    let starts = ["resource ", "data ", "provider ", "ephemeral ", "action ", "output ", "terraform "];
    code.lines().any(|line| starts.iter().any(|start| line.starts_with(start)))
}

#[test]
fn code_in_guides_is_formatted_and_valid_where_it_is_whole() {
    let stage = stage(newest());
    let blocks = blocks();
    assert!(!blocks.is_empty(), "no guide has a block of code");
    for (place, code) in blocks {
        stage.write("guide.tf", &code);
        let output = stage.prepared(&["fmt", "-check", "-diff", "guide.tf"]);
        assert!(output.code == 0, "{place} is not formatted\n{output}");
        stage.remove("guide.tf");
        if code.contains("provider \"signalcraft\" {") {
            // takes the place of the one that is there
            validated(&stage, &place, &[("provider.tf".to_owned(), code)]);
            stage.write("provider.tf", text(&root().join("examples/provider/provider.tf")));
        } else if is_whole(&code) {
            validated(&stage, &place, &[("guide.tf".to_owned(), code)]);
        }
    }
}

#[test]
fn an_example_that_is_not_valid_is_found() {
    let stage = stage(newest());
    for (file, code, word) in [
        ("bad.tf", "resource \"signalcraft_migration\" \"app\" {\n  directry = \"x\"\n}\n", "directry"),
        (
            "bad.tfquery.hcl",
            "list \"signalcraft_migration\" \"all\" {\n  provider = signalcraft\n}\n",
            "config",
        ),
        ("bad.tf", "output \"a\" {\n  value = provider::signalcraft::parse_imag(\"a\")\n}\n", "parse_imag"),
    ] {
        let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            validated(&stage, "here", &[(file.to_owned(), code.to_owned())])
        }));
        let message = *found.expect_err(word).downcast::<String>().expect("text");
        assert!(message.contains("here is not valid") && message.contains(word), "{message}");
        stage.remove(file);
    }
}
