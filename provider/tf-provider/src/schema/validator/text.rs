//! Conditions on texts.

use std::net::IpAddr;

use super::{Validator, bounds, fits, sentence};

impl Validator {
    /// Text of your own form; `None` where the value is no text.
    pub fn text(
        describe: impl Into<String>,
        check: impl Fn(&str) -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        Self::new(describe, move |value| value.as_str().map_or(Ok(()), &check))
    }

    /// One of these words, with "did you mean" for a near miss.
    pub fn one_of(words: &'static [&'static str]) -> Self {
        Self::text(format!("One of {}.", quoted_for_docs(words)), move |text| {
            if words.contains(&text) { Ok(()) } else { Err(none_of_them(text, words)) }
        })
    }

    /// One of these words, in capitals or not.
    pub fn one_of_any_case(words: &'static [&'static str]) -> Self {
        let describe = format!("One of {}, in capitals or not.", quoted_for_docs(words));
        Self::text(describe, move |text| {
            let lower = text.to_lowercase();
            let found = words.iter().any(|word| word.to_lowercase() == lower);
            if found { Ok(()) } else { Err(none_of_them(text, words)) }
        })
    }

    /// None of these words.
    pub fn none_of(words: &'static [&'static str]) -> Self {
        Self::text(format!("None of {}.", quoted_for_docs(words)), move |text| {
            if words.contains(&text) { Err(format!("\"{text}\" cannot be used here.")) } else { Ok(()) }
        })
    }

    /// None of these words, in capitals or not.
    pub fn none_of_any_case(words: &'static [&'static str]) -> Self {
        let describe = format!("None of {}, in capitals or not.", quoted_for_docs(words));
        Self::text(describe, move |text| {
            let lower = text.to_lowercase();
            let found = words.iter().any(|word| word.to_lowercase() == lower);
            if found { Err(format!("\"{text}\" cannot be used here.")) } else { Ok(()) }
        })
    }

    /// Text that is not empty and not only blanks.
    pub fn not_blank() -> Self {
        Self::text("Not empty.", |text| {
            if text.trim().is_empty() {
                Err("An empty text says nothing here; leave the attribute out (null) instead.".to_owned())
            } else {
                Ok(())
            }
        })
    }

    /// Text of so many characters, both bounds included.
    pub fn characters_between(least: usize, most: usize) -> Self {
        Self::length(Some(least), Some(most), "character", |text| text.chars().count())
    }

    /// Text of at least so many characters.
    pub fn at_least_characters(least: usize) -> Self {
        Self::length(Some(least), None, "character", |text| text.chars().count())
    }

    /// Text of at most so many characters.
    pub fn at_most_characters(most: usize) -> Self {
        Self::length(None, Some(most), "character", |text| text.chars().count())
    }

    /// Text of so many bytes in UTF-8, both bounds included: what databases and services count in.
    pub fn bytes_between(least: usize, most: usize) -> Self {
        Self::length(Some(least), Some(most), "byte", str::len)
    }

    /// Text of at least so many bytes in UTF-8.
    pub fn at_least_bytes(least: usize) -> Self {
        Self::length(Some(least), None, "byte", str::len)
    }

    /// Text of at most so many bytes in UTF-8.
    pub fn at_most_bytes(most: usize) -> Self {
        Self::length(None, Some(most), "byte", str::len)
    }

    fn length(
        least: Option<usize>,
        most: Option<usize>,
        what: &'static str,
        measure: impl Fn(&str) -> usize + Send + Sync + 'static,
    ) -> Self {
        let allowed = bounds(least, most, what);
        Self::text(sentence(&allowed), move |text| {
            let length = measure(text);
            if fits(length, least, most) {
                return Ok(());
            }
            Err(format!("The text has {}; {allowed} are allowed.", super::count(length, what)))
        })
    }

    /// Text that a regular expression matches; `must` completes "The text must ...".
    pub fn matches(pattern: &'static str, must: &'static str) -> Self {
        let regex = regex::Regex::new(pattern);
        Self::text(format!("Must {must}."), move |text| match &regex {
            Ok(regex) if regex.is_match(text) => Ok(()),
            Ok(_) => Err(format!("\"{text}\" must {must}.")),
            Err(error) => Err(format!("The provider's own pattern is broken: {error}.")),
        })
    }

    /// Text that begins so.
    pub fn starts_with(start: &'static str) -> Self {
        Self::text(format!("Begins with `{start}`."), move |text| {
            if text.starts_with(start) {
                Ok(())
            } else {
                Err(format!("\"{text}\" does not begin with \"{start}\"."))
            }
        })
    }

    /// Text that ends so.
    pub fn ends_with(end: &'static str) -> Self {
        Self::text(format!("Ends with `{end}`."), move |text| {
            if text.ends_with(end) { Ok(()) } else { Err(format!("\"{text}\" does not end with \"{end}\".")) }
        })
    }

    /// A Go-style duration.
    pub fn duration() -> Self {
        Self::text("A duration such as `\"90s\"` or `\"1h30m\"`.", |text| {
            kit::duration::parse(text).map(|_| ()).map_err(|error| sentence(&error.to_string()))
        })
    }

    /// A Go-style duration above zero.
    pub fn positive_duration() -> Self {
        Self::text("A duration above zero, such as `\"90s\"` or `\"1h30m\"`.", |text| {
            let duration = kit::duration::parse(text).map_err(|error| sentence(&error.to_string()))?;
            if duration.is_zero() {
                return Err("The duration must be above zero.".to_owned());
            }
            Ok(())
        })
    }

    /// The name that AWS gives to a thing of `service`: `arn:partition:service:region:account:thing`. Only its
    /// shape is looked at, in any partition; the thing itself may be gone.
    pub fn arn(service: &'static str) -> Self {
        Self::text(format!("The ARN of something in `{service}`."), move |text| {
            let parts: Vec<&str> = text.splitn(6, ':').collect();
            let [arn, partition, of, _region, account, thing] = parts.as_slice() else {
                return Err(format!(
                    "\"{text}\" is not an ARN; one has six parts, as in \
                     \"arn:aws:{service}:eu-west-1:123456789012:...\"."
                ));
            };
            let is_partition = *partition == "aws" || partition.starts_with("aws-");
            let is_account = account.is_empty()
                || *account == "aws"
                || (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()));
            let wrong = match () {
                () if *arn != "arn" => "does not begin with \"arn:\"".to_owned(),
                () if !is_partition => format!("has no partition of AWS in \"{partition}\""),
                () if *of != service => format!("is of \"{of}\", and this must be of \"{service}\""),
                () if !is_account => format!("has no account of 12 digits in \"{account}\""),
                () if thing.is_empty() => "names nothing at its end".to_owned(),
                () => return Ok(()),
            };
            Err(format!("\"{text}\" {wrong}."))
        })
    }

    /// An absolute URL of one of these schemes. Userinfo is refused: it would put a password into a text that is
    /// not secret.
    pub fn url(schemes: &'static [&'static str]) -> Self {
        let shown = schemes.iter().map(|scheme| format!("`{scheme}`")).collect::<Vec<_>>().join(" or ");
        Self::text(format!("A URL with {shown}."), move |text| {
            let scheme = text.split_once("://").map(|(scheme, rest)| (scheme.to_lowercase(), rest));
            let Some((_, rest)) = scheme.filter(|(scheme, _)| schemes.contains(&scheme.as_str())) else {
                let first = schemes.first().copied().unwrap_or("https");
                return Err(format!("\"{text}\" is not a URL that begins with \"{first}://\"."));
            };
            let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
            if authority.contains('@') {
                return Err(
                    "The URL has a user or a password in it; give these in an attribute for them.".to_owned()
                );
            }
            let odd = |c: char| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c);
            if text.contains(odd) {
                return Err(format!("\"{text}\" has a character in it that no URL has."));
            }
            let (host, port) = match authority.rsplit_once(':') {
                Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
                _ => (authority, None),
            };
            if port.is_some_and(|port| port.parse::<u16>().is_err() || port.starts_with('+')) {
                return Err(format!("\"{text}\" has no port from 0 to 65535 after its host."));
            }
            let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
            let is_host = match address {
                Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
                None => !host.is_empty() && !host.contains([':', '[', ']']),
            };
            if is_host { Ok(()) } else { Err(format!("\"{text}\" has no host.")) }
        })
    }

    /// A block of addresses: `10.0.0.0/16`, `2001:db8::/32`. Bits behind the prefix are zero.
    pub fn cidr() -> Self {
        Self::text("A block of addresses, such as `10.0.0.0/16`.", |text| {
            let wrong = || format!("\"{text}\" is not a block of addresses such as \"10.0.0.0/16\".");
            let (address, prefix) = text.split_once('/').ok_or_else(wrong)?;
            let address: IpAddr = address.parse().map_err(|_| wrong())?;
            if prefix.is_empty() || !prefix.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(wrong());
            }
            let prefix: u32 = prefix.parse().map_err(|_| wrong())?;
            let (bits, width) = match address {
                IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
                IpAddr::V6(address) => (u128::from(address), 128),
            };
            if prefix > width {
                return Err(format!(
                    "\"{text}\" has a prefix of {prefix} bits; at most {width} are possible."
                ));
            }
            let behind = 1_u128.checked_shl(width - prefix).map_or(u128::MAX, |above| above - 1);
            if bits & behind != 0 {
                return Err(format!("\"{text}\" has bits set behind its prefix; they must be zero."));
            }
            Ok(())
        })
    }
}

fn quoted_for_docs(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn none_of_them(text: &str, words: &[&str]) -> String {
    let choices = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
    let hint = nearest(text, words.iter().copied())
        .map_or_else(String::new, |word| format!(" Did you mean \"{word}\"?"));
    format!("\"{text}\" is not one of {choices}.{hint}")
}

/// The longest text that is compared with candidates, in characters: nothing longer is a slip of the hand.
const LONGEST_SLIP: usize = 256;

/// The candidate that is nearest to what was typed, if one is near enough to be meant.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if typed.chars().nth(LONGEST_SLIP).is_some() {
        return None;
    }
    let typed = typed.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&typed, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
