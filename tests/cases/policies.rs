//! The cases of policy documents: `stub/policy/<case>.json` is the configuration of an `aws_iam_policy_document`,
//! `<case>.policy` is what comes out, byte for byte.

use std::path::Path;

use schema_stub::aws::policy;
use testkit::golden;
use tf_provider::value::{Type, codec};

/// The attributes of the data source that a document is made of.
const TYPE: &str = r#"["object",{
    "override_policy_documents":["list","string"],
    "policy_id":"string",
    "source_policy_documents":["list","string"],
    "statement":["list",["object",{
        "actions":["set","string"],
        "condition":["set",["object",{"test":"string","values":["list","string"],"variable":"string"}]],
        "effect":"string",
        "not_actions":["set","string"],
        "not_principals":["set",["object",{"identifiers":["set","string"],"type":"string"}]],
        "not_resources":["set","string"],
        "principals":["set",["object",{"identifiers":["set","string"],"type":"string"}]],
        "resources":["set","string"],
        "sid":"string"
    }]],
    "version":"string"
}]"#;

fn document(path: &Path) -> datatest_stable::Result<()> {
    let config = codec::json::decode(&std::fs::read(path)?, &Type::from_json(TYPE.as_bytes())?)?;
    let rendered = policy::render(&config)?;
    let minified: serde_json::Value = serde_json::from_str(&rendered.minified_json)?;
    let pretty: serde_json::Value = serde_json::from_str(&rendered.json)?;
    assert_eq!(minified, pretty);
    assert!(!rendered.minified_json.contains(['\n', ' ']) || rendered.json.contains("\\u0026"));
    golden::check(&path.with_extension("policy"), &format!("{}\n", rendered.json));
    Ok(())
}

datatest_stable::harness! {
    { test = document, root = "../../tests/cases/stub/policy", pattern = r"\.json$" },
}
