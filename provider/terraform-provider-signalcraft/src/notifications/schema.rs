//! What the provider block may say of whom to tell.

use tf_provider::schema::{Attribute, Nesting, Validator, nearest};
use tf_provider::value::Type;

/// Types of receivers.
const TYPES: &[&str] = &["slack", "pagerduty", "email", "webhook"];

/// The kinds of events, as `notify::Kind` has them.
pub(crate) const EVENTS: &[&str] = &[
    "started",
    "needs_approval",
    "approval_overdue",
    "progress",
    "succeeded",
    "failed",
    "rolling_back",
    "rolled_back",
    "rollback_failed",
    "stuck",
    "message",
];
/// A beginning that is shorter is shared by chance.
const SHORTEST_BEGINNING: usize = 3;

/// One of the kinds of events, with the one that was meant.
pub(crate) fn event_kind() -> Validator {
    let names = |quote: &str| EVENTS.iter().map(|name| format!("{quote}{name}{quote}")).collect::<Vec<_>>();
    Validator::new(format!("One of {}.", names("`").join(", ")), move |value| {
        let Some(text) = value.as_str().filter(|text| !EVENTS.contains(text)) else { return Ok(()) };
        let hint = meant(text).map_or_else(String::new, |name| format!(" Did you mean \"{name}\"?"));
        Err(format!("\"{text}\" is not one of {}.{hint}", names("\"").join(", ")))
    })
}

/// The nearest kind; or else the one that goes the same way for longest, as `succeeded` does with `success`.
fn meant(text: &str) -> Option<&'static str> {
    let shared =
        |name: &str| name.chars().zip(text.chars()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    nearest(text, EVENTS.iter().copied()).or_else(|| {
        let longest = EVENTS.iter().map(|name| shared(name)).max().filter(|n| *n >= SHORTEST_BEGINNING)?;
        let mut same = EVENTS.iter().copied().filter(|name| shared(name) == longest);
        same.next().filter(|_| same.next().is_none())
    })
}

/// `notifications`
pub(crate) fn schema() -> Attribute {
    let text = || Attribute::string().optional().validate(Validator::not_blank());
    let secret = || text().sensitive();
    let kept = |what: &str| {
        text().describe(format!(
            "Secret in AWS Secrets Manager that holds {what}, as its whole text; `ARN#KEY` for a key of a secret \
             that is a JSON object. It is read when there is something to tell. Left out: the attribute without `_secret_arn` says it."
        ))
    };
    let texts = || Attribute::list(Type::String).optional();
    Attribute::nested(
        Nesting::Map,
        [
            (
                "type",
                Attribute::string()
                    .required()
                    .validate(Validator::one_of(TYPES))
                    .describe("What kind of receiver it is. Which other attributes it takes depends on that."),
            ),
            ("webhook_url", secret().describe("`slack`: the address of an incoming webhook. A secret: give an ephemeral value. Left out: `webhook_url_secret_arn` names it.")),
            ("webhook_url_secret_arn", kept("that address")),
            (
                "routing_key",
                secret().describe("`pagerduty`: integration key of the Events API v2, 32 characters. A secret: give an ephemeral value. Left out: `routing_key_secret_arn` names it."),
            ),
            ("routing_key_secret_arn", kept("that key")),
            (
                "region",
                text()
                    .validate(Validator::one_of(&["us", "eu"]))
                    .describe("`pagerduty`: the service region of the account. Default: `us`."),
            ),
            ("base_url", text().describe("`pagerduty`: another address than PagerDuty's own, without a path, for private endpoints.")),
            ("from", text().describe("`email`: the sender, an address that SES has verified. Default: none; mail needs one.")),
            ("to", texts().describe("`email`: the recipients, 1 to 50 addresses. Default: none; mail needs one.")),
            ("reply_to", texts().describe("`email`: where answers go. Default: the sender.")),
            ("configuration_set", text().describe("`email`: a configuration set of SES. Default: none.")),
            ("url", secret().describe("`webhook`: the address that is sent JSON by POST. A secret if it has one in it. Left out: `url_secret_arn` names it.")),
            ("url_secret_arn", kept("that address")),
            (
                "signing_secret",
                secret().describe(
                    "`webhook`: signs each request with HMAC-SHA256, so that the receiver can tell who sent it. A \
                     secret: give an ephemeral value. Default: requests are not signed.",
                ),
            ),
            ("signing_secret_arn", kept("that secret")),
            (
                "headers",
                Attribute::map(Type::String).optional().sensitive().describe("`webhook`: further header fields of each request. Default: none."),
            ),
            (
                "events",
                texts()
                    .validate(Validator::each(event_kind()))
                    .validate(Validator::no_null_elements())
                    .describe("The kinds of events it hears of. Default: what suits its type."),
            ),
            (
                "environments",
                texts().describe("Hears only of these environments (`environment` of the provider). Default: all."),
            ),
        ],
    )
    .optional()
    .describe(
        "Whom to tell of what happens, by a name that `notify` and `signalcraft_notify` use. A receiver that \
         cannot be reached is a warning, and holds nothing up for more than 10 seconds. Default: nobody.",
    )
}
