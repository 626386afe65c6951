//! Taking secrets out of what others say: a server, or something before it, may repeat the address or the
//! key that it was called with, and its words go into warnings.

use kit::secret::SecretString;

use crate::receiver::open;

/// What stands where a secret was.
const INSTEAD: &str = "[redacted]";
/// Parts of an address that are shorter are words like `services`, or say nothing.
const SHORTEST_PART: usize = 9;
/// The beginning of a secret that is shorter, at the end of a text, says nothing.
const SHORTEST_BEGINNING: usize = 6;
/// A secret that is shorter cannot be told from any other text; nobody should have one.
const SHORTEST_SECRET: usize = 4;

/// What must not be repeated, longest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Redactor {
    secrets: Vec<SecretString>,
}

impl Redactor {
    pub(crate) fn of(secrets: &[SecretString]) -> Self {
        Self::default().and(secrets)
    }

    /// An address of the web: the whole, what follows the host, and each long part of that.
    pub(crate) fn of_address(url: &SecretString) -> Self {
        let whole = open(url);
        let after_scheme = whole.split_once("://").map_or(whole, |(_, rest)| rest);
        let path = after_scheme.find(['/', '?']).map_or("", |at| &after_scheme[at..]);
        let user = after_scheme.split(['/', '?']).next().and_then(|host| host.rsplit_once('@'));
        let parts = path.split(['/', '?', '&', '=', '#']).filter(|part| part.len() >= SHORTEST_PART);
        let all = [whole, path].into_iter().filter(|part| part.len() >= SHORTEST_PART).chain(parts);
        let all = all.chain(user.map(|(user, _)| user));
        Self::of(&all.map(SecretString::from).collect::<Vec<_>>())
    }

    pub(crate) fn and(mut self, secrets: &[SecretString]) -> Self {
        let long_enough = secrets.iter().filter(|secret| open(secret).len() >= SHORTEST_SECRET);
        self.secrets.extend(long_enough.cloned());
        self.secrets.sort_by_key(|secret| std::cmp::Reverse(open(secret).len()));
        self
    }

    /// The text without the secrets, nor the beginning of one at its end: it may have been cut there.
    pub(crate) fn clean(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.secrets {
            let secret = open(secret);
            text = text.replace(secret, INSTEAD);
            // `Bearer abc` is repeated as `abc` too
            for word in secret.split_whitespace().filter(|word| word.len() >= SHORTEST_PART) {
                text = text.replace(word, INSTEAD);
            }
        }
        let begun = self.secrets.iter().filter_map(|secret| {
            let secret = open(secret);
            let lengths = (SHORTEST_BEGINNING..secret.len()).rev();
            lengths.filter(|&length| secret.is_char_boundary(length)).find(|&n| text.ends_with(&secret[..n]))
        });
        if let Some(length) = begun.max() {
            text.truncate(text.len() - length);
            text.push_str(INSTEAD);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_and_its_parts_are_taken_out() {
        let url =
            "https://user:word@hooks.slack.com/services/T00000001/B00000002/tokentokentoken?key=abcdefgh1"
                .into();
        let redactor = Redactor::of_address(&url);
        for said in [
            "no route for https://user:word@hooks.slack.com/services/T00000001/B00000002/tokentokentoken?key=abcdefgh1",
            "cannot GET /services/T00000001/B00000002/tokentokentoken",
            r"path:\/services\/T00000001\/B00000002\/tokentokentoken",
            "key abcdefgh1 of user:word",
            "cut in the middle: tokentok",
        ] {
            let clean = redactor.clean(said);
            for secret in ["T00000001", "B00000002", "tokentok", "abcdefgh1", "user:word"] {
                assert!(!clean.contains(secret), "{clean}");
            }
        }
        assert_eq!(redactor.clean("no_service"), "no_service");
    }

    #[test]
    fn the_words_of_a_header_are_taken_out_one_by_one() {
        let redactor = Redactor::of(&["Bearer aaaabbbbcccc".into(), "x".into()]);
        assert_eq!(redactor.clean("token aaaabbbbcccc is next"), "token [redacted] is next");
        assert!(!format!("{redactor:?}").contains("aaaa"));
    }
}
