//! Names of services and addresses of endpoints, as a person writes them: which are known, which are
//! well formed, and what was probably meant. Nothing is contacted here.

/// The services whose endpoint can be overridden in `endpoints = { ... }`, by the names that
/// hashicorp/aws uses for them.
pub const SERVICES: &[&str] = &[
    "acm",
    "applicationautoscaling",
    "backup",
    "cloudwatch",
    "cloudwatchlogs",
    "ec2",
    "ecr",
    "ecs",
    "elasticache",
    "elbv2",
    "eventbridge",
    "iam",
    "inspector2",
    "kms",
    "rds",
    "s3",
    "scheduler",
    "secretsmanager",
    "ses",
    "sns",
    "ssm",
    "sts",
];

/// How alike two names must be (0 to 1, Jaro-Winkler) to be offered as "did you mean".
const ALIKE: f64 = 0.75;

/// The known service that `name` was probably meant to be: one that is spelled much like it, or the
/// usual other name of one.
pub(crate) fn did_you_mean(name: &str) -> Option<&'static str> {
    let plain: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let alias = match plain.as_str() {
        "logs" => Some("cloudwatchlogs"),
        "events" => Some("eventbridge"),
        "elb" | "alb" | "elasticloadbalancing" | "elasticloadbalancingv2" => Some("elbv2"),
        "email" => Some("ses"),
        "monitoring" => Some("cloudwatch"),
        "inspector" => Some("inspector2"),
        _ => None,
    };
    alias.or_else(|| {
        SERVICES
            .iter()
            .map(|service| (strsim::jaro_winkler(&plain, service), *service))
            .filter(|(likeness, _)| *likeness >= ALIKE)
            .max_by(|one, other| one.0.total_cmp(&other.0))
            .map(|(_, service)| service)
    })
}

/// Why a text cannot be the address of a service; nothing when it can.
pub(crate) fn why_not_an_endpoint(url: &str) -> Option<&'static str> {
    if url.is_empty() {
        return Some("it is empty");
    }
    let Ok(uri) = url.parse::<http::Uri>() else {
        return Some("it is not a URL");
    };
    match uri.scheme_str() {
        Some("http" | "https") => {}
        Some(_) => return Some("its scheme is neither http nor https"),
        None => return Some("it does not begin with https:// or http://"),
    }
    let Some(authority) = uri.authority() else {
        return Some("it names no host");
    };
    if authority.as_str().contains('@') {
        return Some("it carries a user name; credentials belong into a profile or the environment");
    }
    if authority.host().is_empty() {
        return Some("it names no host");
    }
    if authority.as_str().len() > authority.host().len() && authority.port_u16().is_none() {
        return Some("its port is not a number between 0 and 65535");
    }
    if uri.query().is_some() {
        return Some("it has a query part");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_service_is_recognised() {
        for (written, meant) in [
            ("rdss", Some("rds")),
            ("RDS", Some("rds")),
            ("secrets_manager", Some("secretsmanager")),
            ("secretmanager", Some("secretsmanager")),
            ("cloudwatch_logs", Some("cloudwatchlogs")),
            ("logs", Some("cloudwatchlogs")),
            ("alb", Some("elbv2")),
            ("quantumledger", None),
            ("", None),
        ] {
            assert_eq!(did_you_mean(written), meant, "{written}");
        }
    }

    #[test]
    fn what_is_no_endpoint_is_refused_with_a_reason() {
        for good in [
            "http://127.0.0.1:4566",
            "https://vpce-1.rds.eu-west-1.vpce.amazonaws.com",
            "http://[::1]:4566",
            "https://h/path",
        ] {
            assert_eq!(why_not_an_endpoint(good), None, "{good}");
        }
        for (bad, reason) in [
            ("", "empty"),
            ("127.0.0.1:4566", "begin with"),
            ("localhost", "begin with"),
            ("ftp://host", "scheme"),
            ("http://", "not a URL"),
            ("http://user:word@host", "user name"),
            ("http://host:99999", "port"),
            ("http://host:", "port"),
            ("http://ho st", "not a URL"),
            ("http://host?x=1", "query"),
        ] {
            let why = why_not_an_endpoint(bad).unwrap_or("accepted");
            assert!(why.contains(reason), "{bad}: {why}");
        }
    }

    #[test]
    fn the_table_of_services_is_sorted() {
        assert!(SERVICES.is_sorted());
    }
}
