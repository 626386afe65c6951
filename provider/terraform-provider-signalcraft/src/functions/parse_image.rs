//! `parse_image(reference)`: the parts of an image reference.

use tf_provider::function::{Function, FunctionError, Parameter, Signature};
use tf_provider::types::image::ImageReference;
use tf_provider::value::{Type, Value};

use super::{text, text_or_null};

pub(super) struct ParseImage;

impl Function for ParseImage {
    fn name(&self) -> &'static str {
        "parse_image"
    }

    fn signature(&self) -> Signature {
        let text = |name: &str| (name.to_owned(), Type::String);
        let mut attributes: std::collections::BTreeMap<_, _> =
            ["registry", "repository", "tag", "digest", "account_id", "region", "normalized"]
                .map(text)
                .into();
        attributes.insert("pinned".to_owned(), Type::Bool);
        Signature::new(
            [Parameter::string("reference")
                .describe("An image reference, such as `registry.example.com/team/api:1.8.2@sha256:...`.")],
            Type::Object(attributes),
        )
        .describe(
            "Takes an image reference apart.",
            "Takes an image reference apart, by the grammar that registries and Docker use. The result has \
             `registry` (`docker.io` if none is named), `repository`, `tag` (`latest` if there is neither tag nor \
             digest, null beside a digest alone), `digest` (or null), `pinned` (whether a digest says exactly \
             which image it is), `account_id` and `region` (of a private Amazon ECR registry, else null), and \
             `normalized` (the reference written out in full). A text that is no reference is an error \
             that names the part that is wrong.",
        )
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        let image = ImageReference::parse(text(arguments, 0))
            .map_err(|error| FunctionError::at(0, kit::error::chain(&error)))?;
        let (account_id, region) = ecr(image.registry()).unzip();
        Ok(Value::object([
            ("registry", Value::string(image.registry())),
            ("repository", Value::string(image.repository())),
            ("tag", text_or_null(image.tag())),
            ("digest", text_or_null(image.digest())),
            ("pinned", Value::Bool(image.is_pinned())),
            ("account_id", text_or_null(account_id)),
            ("region", text_or_null(region)),
            ("normalized", Value::string(image.to_string())),
        ]))
    }
}

/// Account and region of `123456789012.dkr.ecr.eu-west-1.amazonaws.com`, or of its FIPS, dual-stack and
/// Chinese spellings.
fn ecr(registry: &str) -> Option<(&str, &str)> {
    let (account, rest) = registry.split_once('.')?;
    if account.len() != 12 || !account.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (region, domain) = match rest.split_once('.')? {
        ("dkr", rest) => {
            let rest = rest.strip_prefix("ecr.").or_else(|| rest.strip_prefix("ecr-fips."))?;
            rest.split_once('.')?
        }
        // dual stack: 123456789012.dkr-ecr.eu-west-1.on.aws
        ("dkr-ecr" | "dkr-ecr-fips", rest) => rest.split_once('.')?,
        _ => return None,
    };
    matches!(domain, "amazonaws.com" | "amazonaws.com.cn" | "on.aws" | "on.amazonwebservices.com.cn")
        .then_some((account, region))
}
