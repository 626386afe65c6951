//! What a `signalcraft_migration` may say and what it answers. Names are fixed by the contract.

use std::time::Duration;

use tf_provider::schema::{Attribute, Kind, Nesting, Operation, Rule, Schema, Timeouts, Validator};
use tf_provider::value::{Number, Type, Value};

use super::adopting;

/// Layouts that `layout` may name.
pub(super) const LAYOUTS: &[&str] = &[
    "golang-migrate",
    "numbered",
    "sqlx",
    "flyway",
    "prisma",
    "goose",
    "dbmate",
    "atlas",
    "drizzle",
    "refinery",
];
/// How hard the connection is checked, from hardest to not at all.
const SSL_MODES: &[&str] = &["verify-full", "verify-ca", "require", "disable"];
/// Levels of findings.
const LEVELS: &[&str] = &["error", "warn", "note"];

/// How long a create or update may take when nothing is said.
const CHANGE_LIMIT: Duration = Duration::from_hours(2);
/// How long a refresh may take when nothing is said.
pub(super) const READ_LIMIT: Duration = Duration::from_mins(2);

pub(super) fn schema() -> Schema {
    Schema::new([
        ("id", Attribute::string().computed().keep_state().describe("Database and ledger as one text, `DATABASE/NAME/SCHEMA.LEDGER`.")),
        (
            "directory",
            Attribute::string().required().validate(Validator::not_blank()).describe(
                "The directory with the migration files, such as `\"${path.module}/migrations\"`. Its layout is found \
                 by itself; see `layout`.",
            ),
        ),
        (
            "layout",
            Attribute::string().optional().validate(Validator::one_of(LAYOUTS)).describe(
                "Whose naming the files have: `golang-migrate` (`0001_name.up.sql` with `0001_name.down.sql`), `numbered` \
                 (`0001_name.sql`), `sqlx`, `flyway`, `prisma`, `goose`, `dbmate`, `atlas`, `drizzle` or `refinery`. Left \
                 out: found out from names and annotations; needed only where two tools would run the files differently.",
            ),
        ),
        (
            "target_version",
            Attribute::string()
                .optional()
                .validate(Validator::matches(
                    "^[0-9]{1,20}([.][0-9]{1,20}){0,3}$",
                    "be the version of a migration, such as \"0042\" or, with Flyway's files, \"1.2\"",
                ))
                .describe(
                    "Apply up to and including this version. Null: the newest there is, and repeatable migrations.",
                ),
        ),
        (
            "plan",
            Attribute::string().default_string("live").validate(Validator::one_of(&["live", "offline"])).describe(
                "`live` looks at the ledger in the database while planning; `offline` never connects and plans \
                 from the files and from what the state recorded, for pull requests and runners without a route.",
            ),
        ),
        (
            "plan_secret_arn",
            Attribute::string()
                .optional()
                .validate(Validator::not_blank())
                .describe("ARN of the secret of a role that may only read, used for planning and refreshing instead \
                           of `database.secret_arn`. The role needs `SELECT` on the ledger. Left out: the role that \
                           applies plans, too."),
        ),
        ("ledger", ledger()),
        ("database", database()),
        ("lint", lint()),
        ("locks", locks()),
        ("adopt", adopting::attribute()),
        ("adopted", adopting::adopted()),
        ("planned_steps", planned_steps()),
        (
            "plan_fingerprint",
            Attribute::string().computed().describe(
                "SHA-256 of the ordered list of versions and checksums that was planned last, in hex. Known in the plan.",
            ),
        ),
        (
            "current_version",
            Attribute::string().computed().describe(
                "The newest version that is applied; null if none is. Known in the plan.",
            ),
        ),
        (
            "pending",
            Attribute::list(Type::String).computed().describe("After a failure, the versions that are left for the next apply; otherwise empty."),
        ),
        ("applied", applied()),
        (
            "total_duration_ms",
            Attribute::number().computed().describe("How long the last apply took, in milliseconds."),
        ),
        (
            "ledger_hash",
            Attribute::string().computed().describe("SHA-256 of the content of the ledger (versions, checksums, order), in hex."),
        ),
    ])
    .describe(
        "Schema migrations of a PostgreSQL database: named in the plan with their locks, applied exactly as \
         planned, recorded in a ledger inside the database. Destroying forgets; it never touches the database.",
    )
    .rule(Rule::ExactlyOneOf(&["database.rds_instance", "database.rds_cluster", "database.host"]))
    .rule(Rule::ExactlyOneOf(&["database.secret_arn", "database.iam_auth", "database.password_wo"]))
    .rule(Rule::Requires("database.iam_auth", &["database.username"]))
    .rule(Rule::Requires("database.password_wo", &["database.username"]))
    .timeouts(Timeouts::new([
        (Operation::Create, CHANGE_LIMIT),
        (Operation::Update, CHANGE_LIMIT),
        (Operation::Read, READ_LIMIT),
    ]))
}

pub(super) fn ledger() -> Attribute {
    let name = || {
        Validator::matches(
            "^[a-z_][a-z0-9_]{0,62}$",
            "be a plain identifier: a-z, 0-9 and _, at most 63 characters",
        )
    };
    Attribute::object([
        (
            "schema",
            Attribute::string()
                .default_string("signalcraft")
                .validate(name())
                .describe("The schema of the ledger's tables; made if it is missing."),
        ),
        (
            "name",
            Attribute::string()
                .default_string("default")
                .validate(name())
                .describe("The ledger within that schema. Two directories for one database have two names."),
        ),
    ])
    .default(Value::object([("schema", Value::string("signalcraft")), ("name", Value::string("default"))]))
    .requires_replace_if(|before, after| !before.is_null() && before != after)
    .describe(
        "Where the database keeps what was applied. Part of what this resource is: another ledger is \
         another resource.",
    )
}

/// The database as something that is only looked at names it: without what is write-only, which neither a
/// data source nor a list may have.
pub(super) fn database_to_look_at() -> Attribute {
    let mut database = database();
    if let Kind::Nested(_, attributes) = &mut database.kind {
        attributes.retain(|name, _| !name.starts_with("password_wo"));
        for attribute in attributes.values_mut() {
            attribute.modifiers.clear();
        }
    }
    database
}

/// What must hold of it.
pub(super) const RULES_TO_LOOK_AT: [Rule; 3] = [
    Rule::ExactlyOneOf(&["database.rds_instance", "database.rds_cluster", "database.host"]),
    Rule::ExactlyOneOf(&["database.secret_arn", "database.iam_auth"]),
    Rule::Requires("database.iam_auth", &["database.username"]),
];

fn database() -> Attribute {
    let text = || Attribute::string().optional().validate(Validator::not_blank());
    Attribute::object([
        (
            "name",
            text()
                .required()
                .requires_replace_if(|before, after| !before.is_null() && before != after)
                .describe("The database to connect to. Another one is another resource."),
        ),
        ("rds_instance", text().describe("Identifier of an RDS instance; host and port are asked of RDS.")),
        ("rds_cluster", text().describe("Identifier of an Aurora cluster; the writer endpoint is used.")),
        (
            "resource_id",
            text()
                .optional_computed()
                .keep_state()
                .requires_replace_if(|before, after| !before.is_null() && before != after)
                .describe(
                    "The resource id of the instance (`db-...`) or cluster. A replaced database has another one, \
                     and everything is pending again. Found out by itself if it is left out; null for `host`.",
                ),
        ),
        (
            "host",
            text()
                // leaving it for RDS gives the resource another identity; a new name for the host does not
                .requires_replace_if(|before, after| !before.is_null() && after.is_null())
                .describe("Host name, for a database that RDS does not know."),
        ),
        (
            "port",
            Attribute::number()
                .optional()
                .validate(Validator::whole_between(1, 65_535))
                .describe("Port, beside `host`. Default: `5432`. With RDS it comes from there."),
        ),
        (
            "secret_arn",
            text().describe("ARN of a secret in AWS Secrets Manager with `username` and `password`, as RDS makes them."),
        ),
        (
            "iam_auth",
            Attribute::bool().optional().describe("Log in as `username` with an RDS IAM token instead of a password."),
        ),
        ("username", text().describe("User, with `iam_auth` or `password_wo`.")),
        (
            "password_wo",
            Attribute::string()
                .optional()
                .sensitive()
                .write_only()
                .describe("Password of `username`. Never stored; Terraform 1.11 or later. It is not there during \
                           a refresh, so drift of the ledger is then seen by the plan only."),
        ),
        (
            "password_wo_version",
            Attribute::number().optional().describe("A counter: raise it to say that `password_wo` is another one. Left out: a new password alone changes nothing."),
        ),
        ("role", text().describe("Role to take on after the login (`SET ROLE`), for instance the owner of the tables. Left out: none.")),
        (
            "sslmode",
            Attribute::string().default_string("verify-full").validate(Validator::one_of(SSL_MODES)).describe(
                "How the server is checked. `verify-full`: encrypted, certificate and name; `verify-ca`: without the name; \
                 `require`: encrypted, whoever it is; `disable`: everything in the clear.",
            ),
        ),
        (
            "ca_bundle",
            text().describe(
                "PEM text of the authorities to trust (`file(\"ca.pem\")`). Default: the built-in ones of RDS and Amazon.",
            ),
        ),
    ])
    .required()
    .describe("The database, how to reach it and whom to be there.")
}

pub(super) fn lint() -> Attribute {
    Attribute::object([
        (
            "level",
            Attribute::string()
                .default_string("error")
                .validate(Validator::one_of(LEVELS))
                .describe("Findings of this level and above refuse the plan; those below are warnings."),
        ),
        (
            "pg_version",
            Attribute::string()
                .default_string("17")
                .validate(Validator::matches(
                    "^(1[3-8])(\\.[0-9]+)?$",
                    "be a version of PostgreSQL from \"13\" to \"18\"",
                ))
                .describe("Version of PostgreSQL to judge for; what a statement locks depends on it."),
        ),
        (
            "start_after",
            Attribute::string()
                .optional()
                .validate(Validator::matches(
                    "^[0-9]{1,20}$",
                    "be the number of a migration, such as \"0042\"",
                ))
                .describe("Judge only files after this version; the past cannot be changed. Left out: every pending file."),
        ),
        (
            "allow",
            Attribute::nested(
                Nesting::List,
                [
                    ("rule", Attribute::string().required().describe("Id of the rule, as findings have it: `foreign-key-locks-parent`.")),
                    ("file", Attribute::string().required().describe("Name of the file, without its directory: `0005_escalations.up.sql`.")),
                    (
                        "reason",
                        Attribute::string()
                            .required()
                            .validate(Validator::not_blank())
                            .describe("Why it is right here; stands in the review."),
                    ),
                ],
            )
            .optional()
            .describe("Findings that are right where they are: they are neither shown nor refuse the plan. Left out: none."),
        ),
    ])
    .default(Value::object([("level", Value::string("error")), ("pg_version", Value::string("17"))]))
    .describe("How strictly the files are judged. Findings are part of the plan.")
}

fn locks() -> Attribute {
    let duration =
        |default: &str| Attribute::string().default_string(default).validate(Validator::positive_duration());
    let retries = Value::Number(Number::from(30_i64));
    Attribute::object([
        (
            "lock_timeout",
            duration("2s").describe("How long a statement waits for a lock on a table before it gives way."),
        ),
        (
            "retries",
            Attribute::number()
                .default(retries.clone())
                .validate(Validator::whole_between(0, 1000))
                .describe("How often a transaction that could not get its locks is tried again."),
        ),
        (
            "deadline",
            duration("30m").describe("How long to wait, over all, for another apply and for locks."),
        ),
        ("statement_timeout", duration("15m").describe("How long one statement may take.")),
    ])
    .default(Value::object([
        ("lock_timeout", Value::string("2s")),
        ("retries", retries),
        ("deadline", Value::string("30m")),
        ("statement_timeout", Value::string("15m")),
    ]))
    .describe(
        "How long to wait, and how often to try, so that a migration never stands in the way of the service.",
    )
}

fn planned_steps() -> Attribute {
    let text = |description: &str| Attribute::string().computed().describe(description);
    let flag = |description: &str| Attribute::bool().computed().describe(description);
    Attribute::nested(
        Nesting::List,
        [
            ("version", text("The version without zeros in front, such as `42` or, with Flyway's files, `1.2`.")),
            ("name", text("The name in the file's name.")),
            ("checksum", text("SHA-256 of the file, in hex.")),
            ("transactional", flag("Whether the file is one transaction, its ledger row included.")),
            (
                "locks",
                Attribute::nested(
                    Nesting::List,
                    [
                        ("table", text("Name of the table that is locked.")),
                        ("mode", text("The lock in PostgreSQL's words, such as `SHARE ROW EXCLUSIVE`.")),
                        ("blocks", text("What waits meanwhile: `reads and writes`, `writes`, `schema changes` or `nothing`.")),
                        ("scan", flag("Whether the table is read whole under the lock.")),
                        ("rewrite", flag("Whether the table is written anew under the lock.")),
                    ],
                )
                .computed()
                .describe("The locks on tables that exist already, strongest first."),
            ),
            (
                "findings",
                Attribute::nested(
                    Nesting::List,
                    [
                        ("rule", text("Id of the rule, for `lint.allow`.")),
                        ("level", text("How bad it is: `error`, `warn` or `note`.")),
                        ("line", Attribute::number().computed().describe("The line in the file, from 1.")),
                        ("message", text("What is wrong, in a sentence.")),
                        ("instead", text("What to write instead, if there is one way.")),
                    ],
                )
                .computed()
                .describe("What the lint found in this file, in the order of its lines."),
            ),
        ],
    )
    .computed()
    .describe("The files that were planned last, in order. Known in the plan, the same after the apply.")
}

pub(super) fn applied() -> Attribute {
    let text = |description: &str| Attribute::string().computed().describe(description);
    Attribute::nested(
        Nesting::List,
        [
            (
                "version",
                text("The version without zeros in front, such as `42` or, with Flyway's files, `1.2`."),
            ),
            ("name", text("The name in the file's name.")),
            ("checksum", text("SHA-256 of the file, in hex.")),
            ("applied_at", text("When it was committed, in UTC (RFC 3339).")),
            ("applied_by", text("The database user that logged in to apply it.")),
            ("duration_ms", Attribute::number().computed().describe("How long it took, in milliseconds.")),
        ],
    )
    .computed()
    .describe("The newest 50 entries of the ledger when this resource last changed it, newest first.")
}
