//! What every file keeps to. Words that a rule forbids are put together from halves here, so that this file
//! keeps the rules too.

use crate::tree::File;

/// One rule, and an example that breaks it.
pub(crate) struct Rule {
    pub(crate) id: &'static str,
    pub(crate) why: &'static str,
    /// What is wrong, as `path:line`, or nothing.
    pub(crate) check: fn(&File) -> Vec<String>,
    /// Path and text that break it.
    pub(crate) bad: (&'static str, fn() -> String),
}

/// A file that keeps every rule.
pub(crate) const GOOD: &str = "//! What happens here, and what does not.\n\nfn main() {}\n";

pub(crate) const RULES: &[Rule] = &[
    Rule {
        id: "opens-with-its-purpose",
        why: "a file is a room: `//!` says what happens there and what does not",
        check: |file| match file.text.lines().next() {
            Some(first) if !file.is_rust() || first.starts_with("//! ") => Vec::new(),
            None if !file.is_rust() => Vec::new(),
            _ => vec![format!("{}:1", file.path)],
        },
        bad: ("a.rs", || "use std::fmt;\n".into()),
    },
    Rule {
        id: "no-allow",
        why: "a lint is expected with a reason, so that the exception goes when its cause goes",
        check: |file| rust_lines(file, &[concat!("#[", "allow("), concat!("#![", "allow(")]),
        bad: ("a.rs", || ["#[", "allow(dead_code)]\n"].concat()),
    },
    Rule {
        id: "no-ignored-test",
        why: "a test that does not run proves nothing",
        check: |file| rust_lines(file, &[concat!("#[", "ignore")]),
        bad: ("a.rs", || ["#[test]\n#[", "ignore = \"slow\"]\nfn a() {}\n"].concat()),
    },
    Rule {
        id: "nothing-left-open",
        why: "what is merged works; the rest is an issue",
        check: |file| {
            rust_lines(file, &[concat!("todo", "!("), concat!("unimplemented", "!("), concat!("FIX", "ME")])
        },
        bad: ("a.rs", || ["fn a() {\n    todo", "!()\n}\n"].concat()),
    },
    Rule {
        id: "no-sleep",
        why: "a test waits for a condition with a bound (testkit::wait), never for time to pass",
        check: |file| {
            let waits = file.path == "provider/testkit/src/wait.rs";
            if waits { Vec::new() } else { rust_lines(file, &[concat!("thread::", "sleep(")]) }
        },
        bad: ("a.rs", || ["fn a() { std::thread::", "sleep(LONG) }\n"].concat()),
    },
    Rule {
        id: "no-foreign-paths",
        why: "nobody else has the directories of the machine it was written on",
        check: |file| lines(file, &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/fa", "rm/")]),
        bad: ("a.toml", || ["path = \"/ro", "ot/x\"\n"].concat()),
    },
    Rule {
        id: "no-registry-hosts",
        why: "which registry is asked is the business of the machine's own settings",
        check: |file| {
            // cargo writes the index it resolved with, and nobody edits that
            if file.path.ends_with("Cargo.lock") { Vec::new() } else { lines(file, HOSTS) }
        },
        bad: ("a.sh", || ["curl https://py", "pi.org/simple\n"].concat()),
    },
    Rule {
        id: "no-conflict-markers",
        why: "a merge that was not finished is not text",
        check: |file| {
            lines_that(file, |line| {
                line.starts_with(concat!("<<<", "<<<< ")) || line.starts_with(concat!(">>>", ">>>> "))
            })
        },
        bad: ("a.md", || ["<<<", "<<<< HEAD\n"].concat()),
    },
];

const HOSTS: &[&str] = &[
    concat!("crates", ".io"),
    concat!("py", "pi.org"),
    concat!("python", "hosted.org"),
    concat!("npm", "js.org"),
    concat!("npm", "js.com"),
    concat!("deb.", "debian.org"),
    concat!("proxy.go", "lang.org"),
];

/// Of one rule in one file; the rest is more of the same.
const SHOWN: usize = 3;

/// Everything that is wrong with one file.
pub(crate) fn findings(file: &File) -> Vec<String> {
    RULES
        .iter()
        .flat_map(|rule| {
            (rule.check)(file)
                .into_iter()
                .take(SHOWN)
                .map(|place| format!("{place}: {} ({})", rule.id, rule.why))
        })
        .collect()
}

fn rust_lines(file: &File, forbidden: &[&str]) -> Vec<String> {
    if file.is_rust() { lines(file, forbidden) } else { Vec::new() }
}

fn lines(file: &File, forbidden: &[&str]) -> Vec<String> {
    lines_that(file, |line| forbidden.iter().any(|word| line.contains(word)))
}

fn lines_that(file: &File, is_bad: impl Fn(&str) -> bool) -> Vec<String> {
    let numbered = file.text.lines().zip(1..);
    numbered.filter(|(line, _)| is_bad(line)).map(|(_, number)| format!("{}:{number}", file.path)).collect()
}
