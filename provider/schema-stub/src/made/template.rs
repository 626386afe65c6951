//! A template of the table: text with places in braces. `{hex17}` is made, `{name}` is another attribute,
//! `{name|tf-}` says what stands there if that is empty.

use super::Scene;
use crate::settings::ACCOUNT;

/// What is made rather than looked up.
const BUILT_IN: &[&str] = &[
    "account",
    "digits10",
    "hex8",
    "hex16",
    "hex17",
    "hex32",
    "hex40",
    "kind",
    "partition",
    "region",
    "service",
    "suffix",
    "upper13",
    "upper21",
    "uuid",
];

pub(super) fn is_built_in(name: &str) -> bool {
    BUILT_IN.contains(&name)
}

/// The text with every place filled. `look_up` knows the attributes.
pub(super) fn expand(
    template: &str,
    scene: &Scene<'_>,
    seed: &[u8; 32],
    look_up: &mut dyn FnMut(&str) -> Option<String>,
) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        if let Some((inside, after)) = after.split_once('}').filter(|(inside, _)| is_place(inside)) {
            let (name, otherwise) = inside.split_once('|').unwrap_or((inside, ""));
            let found = built_in(name, scene, seed).or_else(|| look_up(name));
            text.push_str(found.as_deref().filter(|found| !found.is_empty()).unwrap_or(otherwise));
            rest = after;
        } else {
            // an object in JSON
            text.push('{');
            rest = after;
        }
    }
    text.push_str(rest);
    text
}

fn is_place(inside: &str) -> bool {
    let name = inside.split_once('|').map_or(inside, |(name, _)| name);
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn built_in(name: &str, scene: &Scene<'_>, seed: &[u8; 32]) -> Option<String> {
    Some(match name {
        "account" => ACCOUNT.to_owned(),
        "region" => scene.region().to_owned(),
        "partition" => partition(scene.region()).0.to_owned(),
        "suffix" => partition(scene.region()).1.to_owned(),
        "service" => words(scene).0.to_owned(),
        "kind" => words(scene).1.replace('_', "-"),
        "hex8" => digits(seed, 16, 8),
        "hex16" => digits(seed, 16, 16),
        "hex17" => digits(seed, 16, 17),
        "hex32" => digits(seed, 16, 32),
        "hex40" => digits(seed, 16, 40),
        "digits10" => digits(seed, 10, 10),
        "upper13" => digits(seed, 36, 13).to_uppercase(),
        "upper21" => digits(seed, 36, 21).to_uppercase(),
        "uuid" => {
            let hex = digits(seed, 16, 32);
            [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
        }
        _ => return None,
    })
}

/// As many digits of this base as a seed has bytes, at most 64.
fn digits(seed: &[u8; 32], base: u32, count: usize) -> String {
    let halves = seed.iter().flat_map(|byte| [byte ^ (byte >> 4), byte.rotate_left(3)]);
    halves.take(count).filter_map(|byte| char::from_digit(u32::from(byte) % base, base)).collect()
}

/// The service and the rest of `aws_db_instance`.
fn words<'a>(scene: &Scene<'a>) -> (&'a str, &'a str) {
    let name = scene.type_name();
    let after_provider = name.split_once('_').map_or(name, |(_, rest)| rest);
    after_provider.split_once('_').unwrap_or((after_provider, after_provider))
}

/// The partition of a region, and what its hosts end in.
fn partition(region: &str) -> (&'static str, &'static str) {
    if region.starts_with("cn-") {
        ("aws-cn", "amazonaws.com.cn")
    } else if region.starts_with("us-gov-") {
        ("aws-us-gov", "amazonaws.com")
    } else {
        ("aws", "amazonaws.com")
    }
}
