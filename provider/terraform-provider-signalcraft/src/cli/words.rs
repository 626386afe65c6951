//! Letters are written for a configuration; the command says the same in its own words: flags in place of
//! attributes. One table.

/// What a letter says, and what the command says instead. Longer ones come first.
const WORDS: &[(&str, &str)] = &[
    // whole sentences
    (
        "Set `database.ca_bundle` to the PEM text of the authority that signs the server's certificate; that of RDS \
         and Amazon is built in.",
        "Give `--ca-bundle` a file with the PEM text of the authority that signs the server's certificate; that of \
         RDS and Amazon is built in.",
    ),
    (
        "Correct `database.ca_bundle`: it is PEM text, not a path.",
        "Correct the file of `--ca-bundle`: it holds PEM text.",
    ),
    ("Set `region` in the provider block, or AWS_REGION.", "Use `--region`, or set AWS_REGION."),
    (
        "Try again later, or raise `max_retries` in the provider block.",
        "Try again later, or raise AWS_MAX_ATTEMPTS.",
    ),
    ("Correct `endpoint_url` or `endpoints` in the provider block.", "Correct `--endpoint-url`."),
    (
        " Correct `directory`; a relative path begins at the working directory of Terraform, so write \
         \"${path.module}/migrations\".",
        " Name the directory that holds the migrations.",
    ),
    ("refresh (plan without `-refresh=false`) or pass on its new resource id", "pass its new resource id"),
    (
        "`password_wo` has no value. If it comes from an ephemeral resource, that has none either.",
        "There is no password.",
    ),
    (
        "Say which it is, for instance `layout = \"flyway\"`.",
        "Say which it is, for instance `--layout flyway`.",
    ),
    ("Correct `layout`, or leave it out.", "Correct `--layout`, or leave it out."),
    // parts of sentences
    (
        "Allow this action for the role that Terraform runs with.",
        "Allow this action for the role that this runs with.",
    ),
    ("This version of the provider only goes up.", "This version only goes up."),
    ("Use a newer version of the provider.", "Use a newer version of `signalcraft`."),
    ("The provider block's `notifications` has", "The file's `notifications` has"),
    ("Correct it in the provider block's `notifications`.", "Correct it in the file."),
    ("and the provider block does not say yet how to reach AWS", "and there is no way to AWS"),
    ("`endpoints` in the provider block", "`--endpoint-url`"),
    ("point the configuration to", "point to"),
    ("Point the configuration to", "Point to"),
    ("or correct `directory`", "or name another directory"),
    ("correct `directory`", "name the right one"),
    ("`sslmode = \"verify-ca\"`", "`--sslmode verify-ca`"),
    ("`sslmode = \"disable\"`", "`--sslmode disable`"),
    ("Set `sslmode` to \"verify-full\".", "Use `--sslmode verify-full`."),
    ("or leave `target_version` out to", "or leave `--target` out to"),
    ("or set `database.role` to the role", "or give `--role` the role"),
    ("or set `database.username` beside the secret", "or use `--username` beside the secret"),
    // attributes
    ("`database.name`", "`--name`"),
    ("`database.role`", "`--role`"),
    ("`database.username`", "`--username`"),
    ("`database.resource_id`", "`--resource-id`"),
    ("`database.ca_bundle`", "`--ca-bundle`"),
    ("`iam_auth`", "`--iam-auth`"),
    ("`locks.deadline`", "`--deadline`"),
    ("`locks.statement_timeout`", "`--statement-timeout`"),
    ("`target_version`", "`--target`"),
    ("`layout = \"flyway\"`", "`--layout flyway`"),
    ("Correct `layout`, or leave it out.", "Correct `--layout`, or leave it out."),
];

/// A letter's text in the words of the command.
pub(crate) fn of_command(text: &str) -> String {
    WORDS.iter().fold(
        text.to_owned(),
        |text, (from, to)| {
            if text.contains(from) { text.replace(from, to) } else { text }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters that the command may send, and those functions in the same files that only the provider calls.
    const LETTERS: [(&str, &str); 4] = [
        ("migrations/letters.rs", include_str!("../migrations/letters.rs")),
        ("migrations/file_letters.rs", include_str!("../migrations/file_letters.rs")),
        ("migrations/diagnose.rs", include_str!("../migrations/diagnose.rs")),
        ("notifications/diagnose.rs", include_str!("../notifications/diagnose.rs")),
    ];
    const OF_THE_PROVIDER: [&str; 10] = [
        // a plan without a database, and a refresh
        "trouble(trouble: &Trouble, during: During)",
        "out_of_reach",
        "planned_from_files",
        "replaced_on_refresh",
        // the command lists findings by itself, and has its own ways to accept one
        "finding_refused",
        // attributes of a block, and what is only a warning there
        "unknown_layout",
        "not_tried",
        "read_only",
        "message_without_title",
        "at_receiver",
    ];
    const NOT_OURS: [&str; 10] = [
        "Terraform",
        "provider block",
        "${path",
        "`database.",
        "`locks.",
        "`directory`",
        "`target_version`",
        "`layout`",
        "`region`",
        "configuration to",
    ];

    /// The texts of a source file: without the functions of the provider, and with broken lines joined.
    fn texts(source: &str) -> String {
        let mut kept = String::new();
        let mut skipping = false;
        for line in source.lines() {
            if line.starts_with("pub") || line.starts_with("fn ") {
                skipping = OF_THE_PROVIDER.iter().any(|name| line.contains(&format!("fn {name}")));
            }
            let said = line.trim_start();
            if !skipping && !said.starts_with("//") && !said.starts_with("Path::attribute") {
                kept.push_str(said.strip_suffix('\\').unwrap_or(said));
            }
        }
        kept.replace("\\\"", "\"").replace("{{", "{")
    }

    /// What is left in a text that the command should not say, and what stands around it.
    fn foreign(text: &str) -> Vec<String> {
        let around = |at: usize| text[..at].char_indices().rev().nth(60).map_or(0, |(start, _)| start);
        let found = |words: &'static str| text.match_indices(words).map(move |(at, _)| (at, words));
        let all = NOT_OURS.iter().flat_map(|words| found(words));
        all.map(|(at, words)| format!("{words}: {}{words}", &text[around(at)..at])).collect()
    }

    #[test]
    fn no_letter_of_the_command_speaks_of_a_configuration() {
        for (file, source) in LETTERS {
            let found = foreign(&of_command(&texts(source)));
            assert!(found.is_empty(), "{file}: no words of the command for\n{}", found.join("\n"));
        }
    }

    #[test]
    fn a_letter_without_words_of_the_command_is_found() {
        let source = "pub(crate) fn a() {\n    // `directory`\n    \"Set `locks.new` \\\n     in the provider block.\"\n}";
        assert_eq!(foreign(&of_command(&texts(source))).len(), 2);
    }

    #[test]
    fn attributes_become_flags() {
        for (text, expected) in [
            ("Correct `database.name`, or create the database.", "Correct `--name`, or create the database."),
            ("with `iam_auth`, the user", "with `--iam-auth`, the user"),
            ("There is nothing to say differently.", "There is nothing to say differently."),
        ] {
            assert_eq!(of_command(text), expected);
        }
    }

    #[test]
    fn each_entry_is_used() {
        let all: String = LETTERS.iter().map(|(_, source)| texts(source)).collect();
        let unused: Vec<_> = WORDS.iter().map(|(from, _)| *from).filter(|from| !all.contains(from)).collect();
        assert!(unused.is_empty(), "no letter says {unused:?}");
    }
}
