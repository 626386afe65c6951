//! Taking secrets out of what others say: a server, or something before it, may repeat the address or the
//! key that it was called with, and its words go into warnings.

use std::collections::BTreeSet;

use kit::secret::SecretString;

use crate::receiver::open;
use crate::text::html;

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

    /// An address of the web: the whole, what follows the host, and each long part of that, as it is written
    /// and as it is read.
    pub(crate) fn of_address(url: &SecretString) -> Self {
        let whole = open(url);
        let after_scheme = whole.split_once("://").map_or(whole, |(_, rest)| rest);
        let path = after_scheme.find(['/', '?']).map_or("", |at| &after_scheme[at..]);
        let user = after_scheme.split(['/', '?']).next().and_then(|host| host.rsplit_once('@'));
        let read = percent_decoded(path);
        let parts = [path, &read].into_iter().flat_map(|path| path.split(['/', '?', '&', '=', '#']));
        let all = [whole, path].into_iter().chain(parts).filter(|part| part.len() >= SHORTEST_PART);
        let password = user.and_then(|(user, _)| user.split_once(':')).map(|(_, password)| password);
        let password = password.filter(|password| password.len() >= SHORTEST_BEGINNING);
        let all = all.chain(user.map(|(user, _)| user)).chain(password);
        Self::of(&all.map(SecretString::from).collect::<Vec<_>>())
    }

    pub(crate) fn and(mut self, secrets: &[SecretString]) -> Self {
        let forms = secrets.iter().flat_map(|secret| forms(open(secret)));
        let long_enough = forms.filter(|form| form.len() >= SHORTEST_SECRET);
        self.secrets.extend(long_enough.map(SecretString::from));
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

/// The ways in which a text is repeated: as it is, with its percent signs read, and each of these as JSON
/// (with and without what some writers of JSON escape beyond need) and as HTML have it.
fn forms(text: &str) -> BTreeSet<String> {
    let read = [text.to_owned(), percent_decoded(text), percent_decoded(&text.replace('+', " "))];
    let mut forms = BTreeSet::new();
    for text in read {
        let quoted = serde_json::Value::from(text.as_str()).to_string();
        let json = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
        let safe = json.replace('&', r"\u0026").replace('<', r"\u003c").replace('>', r"\u003e");
        for written in [json.to_owned(), ascii(json), safe] {
            forms.insert(written.replace('/', r"\/"));
            forms.insert(written);
        }
        forms.insert(html(&text));
        forms.insert(text);
    }
    forms
}

/// With `\u00e9` for what is not ASCII.
fn ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    out
}

/// With `%2F` read as `/`. What is no such code stays as it is.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|code| *first == b'%' && code.iter().all(u8::is_ascii_hexdigit));
        let byte = code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
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
    fn a_secret_is_taken_out_however_it_is_repeated() {
        let url = "https://me:pass%2Dword@example.com/a%2Fsecret%2Fplace?key=s%C3%A9cret%22value&next=%2Fhooks%2Ftokentoken+more";
        let redactor = Redactor::of_address(&url.into()).and(&["a\"b<c>/d\\e".into(), "sécret-éé".into()]);
        for said in [
            "no /a/secret/place here",
            r#"no s\u00e9cret\"value here"#,
            "no sécret\"value here",
            "no sécret&quot;value here",
            "no /hooks/tokentoken here",
            "only tokentoken more here",
            "user me:pass-word here",
            "password pass-word here",
            r#"signed with a"b<c>/d\e here"#,
            r#"signed with a\"b<c>/d\\e here"#,
            r#"signed with a\"b<c>\/d\\e here"#,
            r#"signed with a\"b\u003cc\u003e/d\\e here"#,
            "signed with a&quot;b&lt;c&gt;/d\\e here",
            r"signed with s\u00e9cret-\u00e9\u00e9 here",
        ] {
            let clean = redactor.clean(said);
            for word in ["place", "cret", "value", "tokentoken", "word pass", "pass-", "b<c", "003c", "&lt;c"]
            {
                assert!(!clean.contains(word), "{said} -> {clean}");
            }
            assert!(clean.contains("here"), "{clean}");
        }
        assert_eq!(redactor.clean("100% of it, 50%zz"), "100% of it, 50%zz");
        assert_eq!(percent_decoded("%41%4 %zz%"), "A%4 %zz%");
    }

    #[test]
    fn the_words_of_a_header_are_taken_out_one_by_one() {
        let redactor = Redactor::of(&["Bearer aaaabbbbcccc".into(), "x".into()]);
        assert_eq!(redactor.clean("token aaaabbbbcccc is next"), "token [redacted] is next");
        assert!(!format!("{redactor:?}").contains("aaaa"));
    }
}
