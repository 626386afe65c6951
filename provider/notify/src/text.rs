//! Making text fit: what is too long is cut between characters and says so; what would be markup is escaped.

/// What stands at the end of a text that was cut.
pub(crate) const MARK: &str = "… [truncated]";

/// At most this many characters.
pub(crate) fn cut(text: &str, limit: usize) -> String {
    fit(text, limit, |c, out| out.push(c), |encoded| encoded.chars().count())
}

/// At most this many bytes.
pub(crate) fn cut_bytes(text: &str, limit: usize) -> String {
    fit(text, limit, |c, out| out.push(c), str::len)
}

/// Text for Slack's mrkdwn, at most this many characters once it is escaped.
pub(crate) fn cut_for_slack(text: &str, limit: usize) -> String {
    fit(
        text,
        limit,
        |c, out| match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            _ => out.push(c),
        },
        |encoded| encoded.chars().count(),
    )
}

/// Text for HTML: between tags and within quoted attributes.
pub(crate) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// Without control characters, but with its lines.
pub(crate) fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// One line: whatever is not visible becomes one blank.
pub(crate) fn one_line(text: &str) -> String {
    let visible: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An address that may become a link: of the web, without blanks, quotes and markup.
pub(crate) fn web_address(href: &str) -> Option<&str> {
    let of_the_web = href.starts_with("https://") || href.starts_with("http://");
    let harmless = href.chars().all(|c| !c.is_control() && !c.is_whitespace() && !"<>|\"'`\\".contains(c));
    (of_the_web && harmless && href.len() <= LONGEST_ADDRESS).then_some(href)
}

/// Of a link, bytes. Slack's own limit for addresses; longer ones are shown as text.
const LONGEST_ADDRESS: usize = 3000;

/// Encodes character by character for as long as it fits, and says so if anything was left out.
fn fit(text: &str, limit: usize, encode: impl Fn(char, &mut String), size: impl Fn(&str) -> usize) -> String {
    let room_for_mark = size(MARK);
    let mut out = String::new();
    let (mut used, mut keep) = (0, 0);
    for c in text.chars() {
        let before = out.len();
        encode(c, &mut out);
        used += size(&out[before..]);
        if used > limit {
            out.truncate(keep);
            out.push_str(MARK);
            return out;
        }
        if used + room_for_mark <= limit {
            keep = out.len();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_left_alone_and_what_does_not_says_so() {
        assert_eq!(cut("exactly", 7), "exactly");
        let long = "ü".repeat(200);
        assert_eq!(cut(&long, 150).chars().count(), 150);
        assert!(cut(&long, 150).ends_with(MARK));
        assert_eq!(cut_bytes("a", 20), "a");
        let cut = cut_bytes(&long, 100);
        assert!(cut.len() <= 100 && cut.ends_with(MARK) && cut.starts_with("üü"), "{cut}");
    }

    #[test]
    fn an_escaped_character_is_never_cut_in_two() {
        let cut = cut_for_slack(&"&".repeat(100), 50);
        assert!(cut.chars().count() <= 50, "{cut}");
        assert_eq!(cut.trim_end_matches(MARK).replace("&amp;", ""), "");
        assert_eq!(cut_for_slack("<!channel> & co", 100), "&lt;!channel&gt; &amp; co");
    }

    #[test]
    fn what_is_not_of_the_web_is_no_link() {
        assert!(web_address("https://example.com/a?b=c&d=e#f").is_some());
        for bad in ["javascript:alert(1)", "https://a b", "https://a|b", "https://a\"b", "ftp://a", ""] {
            assert_eq!(web_address(bad), None, "{bad}");
        }
    }

    #[test]
    fn lines_are_kept_or_joined_and_control_characters_go() {
        assert_eq!(plain("a\r\nb\u{1b}[31mc\0"), "a\nb[31mc");
        assert_eq!(one_line(" a\r\nBcc: b\tc "), "a Bcc: b c");
    }
}
