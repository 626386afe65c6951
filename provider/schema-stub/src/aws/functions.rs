//! The functions of hashicorp/aws, which are not mocked by `terraform test`: the call reaches the provider.

use tf_provider::function::FunctionError;
use tf_provider::value::Value;

use super::arn::Arn;

/// What a function says to its arguments; `None` if it is not one of these.
pub fn call(name: &str, arguments: &[Value]) -> Option<Result<Value, FunctionError>> {
    let texts: Option<Vec<&str>> = arguments.iter().map(Value::as_str).collect();
    match (name, texts?.as_slice()) {
        ("arn_build", &[partition, service, region, account_id, resource]) => {
            Some(Ok(Value::string([("arn"), partition, service, region, account_id, resource].join(":"))))
        }
        ("arn_parse", &[text]) => Some(arn_parse(text)),
        ("trim_iam_role_path", &[text]) => Some(trim_iam_role_path(text)),
        ("user_agent", &[product, version, comment]) => Some(user_agent(product, version, comment)),
        _ => None,
    }
}

fn parsed(text: &str) -> Result<Arn, FunctionError> {
    Arn::parse(text).map_err(|error| FunctionError::new(error.to_string()))
}

fn arn_parse(text: &str) -> Result<Value, FunctionError> {
    let Arn { partition, service, region, account_id, resource } = parsed(text)?;
    let sections = [
        ("account_id", account_id),
        ("partition", partition),
        ("region", region),
        ("resource", resource),
        ("service", service),
    ];
    Ok(Value::object(sections.map(|(name, text)| (name, Value::String(text)))))
}

fn trim_iam_role_path(text: &str) -> Result<Value, FunctionError> {
    let mut arn = parsed(text)?;
    if arn.service != "iam" {
        return Err(FunctionError::new("service must be \"iam\""));
    }
    if !arn.region.is_empty() {
        return Err(FunctionError::new("region must be empty"));
    }
    let Some(path) = arn.resource.strip_prefix("role/") else {
        return Err(FunctionError::new("resource must begin with \"role/\""));
    };
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    arn.resource = format!("role/{name}");
    Ok(Value::String(arn.to_string()))
}

fn user_agent(product: &str, version: &str, comment: &str) -> Result<Value, FunctionError> {
    if product.is_empty() {
        return Err(FunctionError::new("product_name must be set"));
    }
    let mut text = product.to_owned();
    if !version.is_empty() {
        text.extend(["/", version]);
    }
    if !comment.is_empty() {
        text.extend([" (", comment, ")"]);
    }
    Ok(Value::String(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_answer_as_the_real_ones_do() {
        let role = "arn:aws:iam::444455556666:role/with/some/path/example";
        for (name, arguments, expected) in [
            (
                "arn_build",
                &["aws", "iam", "", "444455556666", "role/example"][..],
                Ok("arn:aws:iam::444455556666:role/example"),
            ),
            ("trim_iam_role_path", &[role], Ok("arn:aws:iam::444455556666:role/example")),
            ("trim_iam_role_path", &["arn:aws:iam::1:role/example"], Ok("arn:aws:iam::1:role/example")),
            ("trim_iam_role_path", &["arn:aws:s3:::role/x"], Err("service must be \"iam\"")),
            ("trim_iam_role_path", &["arn:aws:iam:eu-west-1:1:role/x"], Err("region must be empty")),
            ("trim_iam_role_path", &["arn:aws:iam::1:user/x"], Err("resource must begin with \"role/\"")),
            ("trim_iam_role_path", &["role/x"], Err("arn: invalid prefix")),
            ("arn_parse", &["arn:aws:iam"], Err("arn: not enough sections")),
            ("user_agent", &["test-module", "0.0.1", "a comment"], Ok("test-module/0.0.1 (a comment)")),
            ("user_agent", &["test-module", "", "a comment"], Ok("test-module (a comment)")),
            ("user_agent", &["test-module", "", ""], Ok("test-module")),
            ("user_agent", &["", "", ""], Err("product_name must be set")),
        ] {
            let arguments: Vec<Value> = arguments.iter().map(|text| Value::string(*text)).collect();
            let found = call(name, &arguments).expect("it is known");
            let found = found
                .as_ref()
                .map(|value| value.as_str().unwrap_or_default())
                .map_err(|why| why.text.as_str());
            assert_eq!(found, expected, "{name} {arguments:?}");
        }
    }

    #[test]
    fn an_arn_is_parsed_into_its_sections_and_the_last_may_hold_colons() {
        let text = Value::string("arn:aws:rds:eu-west-1:1:db:a:b");
        let parsed = call("arn_parse", &[text]).expect("it is known").expect("it is one");
        let section = |name: &str| parsed.get(name).and_then(Value::as_str).map(str::to_owned);
        assert_eq!(section("resource").as_deref(), Some("db:a:b"));
        assert_eq!(section("region").as_deref(), Some("eu-west-1"));
        assert!(call("arn_unheard_of", &[]).is_none());
    }
}
