//! The command without a server: what it judges, what it makes, how it ends, and what it writes where.

mod cli_command;

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use cli_command::{Folder, Told, command, form};
use testkit::golden;

const ORDERS: (&str, &str) =
    ("0001_orders.up.sql", "CREATE TABLE orders (id bigint PRIMARY KEY, note text);\n");
const RISKY: (&str, &str) = ("0002_index.up.sql", "CREATE INDEX orders_note ON orders (note);\n");
const STYLE: (&str, &str) = ("0001_orders.up.sql", "CREATE TABLE orders (id bigserial PRIMARY KEY);\n");
const CAREFUL: (&str, &str) = ("0002_default.up.sql", "ALTER TABLE orders ALTER COLUMN note DROP DEFAULT;\n");

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/cli")
}

fn run(words: &str, folder: &Folder) -> Told {
    let words: Vec<_> = words.split_whitespace().collect();
    Told::of(command(&words, &[], folder.path()))
}

#[test]
fn a_lint_ends_with_the_code_that_the_contract_says() {
    for (files, words, code, says) in [
        (&[ORDERS][..], "", 0, "Nothing in 1 file, judged for PostgreSQL 17."),
        // a table that the files make themselves is nobody's yet
        (&[ORDERS, RISKY], "", 0, "Nothing in 2 files"),
        (
            &[ORDERS, RISKY],
            "--start-after 1",
            3,
            "migrations/0002_index.up.sql:1:1: error[index-without-concurrently]",
        ),
        (&[ORDERS, RISKY], "--start-after 0001 --level error", 3, "1 error in 2 files"),
        (&[ORDERS, RISKY], "--start-after 2", 0, "Nothing in 2 files"),
        (&[ORDERS, CAREFUL], "--start-after 1", 3, "warn[default-dropped]"),
        (&[ORDERS, CAREFUL], "--start-after 1 --level error", 0, "not shown: 1 warning."),
        (&[STYLE], "", 0, "not shown: 1 note."),
        (&[STYLE], "--level note", 3, "note[serial-instead-of-identity]"),
        (&[("0001_a.up.sql", "SELEC 1;\n")], "", 1, "0001_a.up.sql:1:"),
        (&[("V1__a.sql", "SELECT 1;\n")], "", 0, "Nothing in 1 file"),
        (&[("sqitch.plan", "%project=a\n")], "", 1, "Sqitch"),
        (&[], "", 1, "the directory holds no migration"),
    ] {
        let folder = Folder::with(files);
        run(&format!("migrate lint migrations {words}"), &folder).ends(code).says(says);
    }
    let folder = Folder::with(&[]);
    run("migrate lint elsewhere", &folder).ends(1).says("does not exist").never_says("Terraform");
}

#[test]
fn what_is_history_is_told_by_versions_with_dots_too() {
    let folder = Folder::with(&[
        ("V1.1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY, note text);\n"),
        ("V1.2__index.sql", "CREATE INDEX orders_note ON orders (note);\n"),
    ]);
    run("migrate lint migrations --start-after 1.1", &folder).ends(3).says("V1.2__index.sql:1:1");
    run("migrate lint migrations --start-after 1.2", &folder).ends(0);
    run("migrate new total", &folder).ends(0).says("V2__total.sql");
}

#[test]
fn each_finding_says_where_why_and_what_instead() {
    let folder = Folder::with(&[ORDERS, RISKY]);
    let told = run("migrate lint migrations --start-after 1", &folder).ends(3);
    for words in
        ["blocks writes to orders", "  why: Building an index", "  instead: Use CREATE INDEX CONCURRENTLY"]
    {
        assert!(told.out.contains(words), "`{words}` is not in\n{}", told.out);
    }
    assert_eq!(told.err, "", "findings are data");
}

#[test]
fn a_finding_is_accepted_in_one_file_for_a_reason() {
    let folder = Folder::with(&[ORDERS, RISKY]);
    let allow = |text: &str| {
        let words = ["migrate", "lint", "migrations", "--start-after", "1", "--allow", text];
        Told::of(command(&words, &[], folder.path()))
    };
    allow("index-without-concurrently:0002_index.up.sql:the table is empty").ends(0);
    allow("index-without-concurrently:0003_other.up.sql:the table is empty").ends(3);
    allow("index-without-concurently:0002_index.up.sql:x").ends(2).says("did you mean");
}

#[test]
fn advice_is_for_the_version_of_the_server_that_is_named() {
    let table = ("0001_orders.up.sql", "CREATE TABLE orders (id bigint) PARTITION BY RANGE (id);\n");
    let folder = Folder::with(&[table, ("0002_old.up.sql", "ALTER TABLE orders DETACH PARTITION old;\n")]);
    let lint = |version: &str| {
        run(&format!("migrate lint migrations --start-after 1 --pg-version {version}"), &folder)
    };
    let instead = |version: &str| {
        let told = lint(version).ends(3);
        told.out.lines().find(|line| line.contains("instead:")).expect("advice").to_owned()
    };
    assert_eq!(instead("17"), instead("17.4"));
    assert_ne!(instead("17"), instead("13"), "CONCURRENTLY is younger");
    lint("12").ends(2).says("from 13 to 18");
    lint("x").ends(2);
}

#[test]
fn documents_keep_their_form() {
    let folder = Folder::with(&[ORDERS, RISKY]);
    let lint = run("migrate lint migrations --start-after 1 --json", &folder).ends(3);
    let [document] = lint.documents().try_into().expect("one document");
    golden::check(&cases().join("lint.txt"), &form(&document));
    let new = run("migrate new add_total --directory migrations --json", &folder).ends(0);
    let [document] = new.documents().try_into().expect("one document");
    golden::check(&cases().join("new.txt"), &form(&document));
    let failed =
        run("migrate lint elsewhere --json", &folder).ends(1).says("error: The migrations cannot be read");
    let [document] = failed.documents().try_into().expect("one document");
    golden::check(&cases().join("error.txt"), &form(&document));
}

#[test]
fn what_is_new_is_the_next_migration_of_its_layout() {
    let folder = Folder::with(&[]);
    let told = run("migrate new Create-Orders", &folder).ends(0);
    assert_eq!(told.out, "migrations/0001_create_orders.up.sql\nmigrations/0001_create_orders.down.sql\n");
    run("migrate new add_index", &folder).ends(0).says("0002_add_index.up.sql");
    run("migrate lint migrations", &folder).ends(0);
    run("migrate new first --directory other --layout numbered", &folder)
        .ends(0)
        .says("other/0001_first.sql");
    run("migrate new second --directory other", &folder).ends(0).says("other/0002_second.sql");
    run("migrate new --", &folder).ends(2);
    run("migrate new !!!", &folder).ends(2).says("letters or digits");
    folder.write("migrations/0003-odd.sql", "SELECT 1;");
    run("migrate new third", &folder).ends(1).says("0003-odd.sql is not named as a migration");
}

#[test]
fn a_wrong_command_line_ends_with_2_and_says_what_would_be_right() {
    let folder = Folder::with(&[ORDERS]);
    for (words, says) in [
        ("migrate lint", "<DIR>"),
        ("migrate lintt migrations", "lint"),
        ("migrate lint migrations --level nope", "error, warn, note"),
        ("migrate lint migrations --layout liquibase", "golang-migrate"),
        ("migrate lint migrations --start-after x", "decimal number"),
        ("migrate apply migrations --lock-timeout 0s --host h", "longer than zero"),
        ("migrate apply migrations --deadline 5", "has no unit"),
        ("migrate plan migrations", "No database is named"),
        ("migrate status --host h --name n --username u", "There is no password"),
        ("notify test", "--config"),
        ("nothing", "unrecognized subcommand"),
        ("completions tcsh", "bash"),
    ] {
        let told = run(words, &folder).ends(2).says(says);
        assert_eq!(told.out, "", "stdout is for data: {words}");
    }
}

#[test]
fn no_password_of_a_command_line_is_repeated() {
    let folder = Folder::with(&[ORDERS]);
    for words in [
        "migrate apply migrations --database-url postgres://u:hunter2@h/app",
        "migrate apply migrations postgres://u:hunter2@h/app",
        "migrate status --database-url postgres://u@h/app?password=hunter2",
        "migrate apply migrations --password hunter2 --host h",
        "migrate apply migrations --password=hunter2",
        "migrate status --host h --name n --username u --password-env hunter2!",
    ] {
        run(words, &folder).ends(2).never_says("hunter2");
    }
    let url = [("SIGNALCRAFT_DATABASE_URL", "postgres//u:hunter2@h/app")];
    let told = Told::of(command(&["migrate", "status"], &url, folder.path()));
    told.ends(2).says("SIGNALCRAFT_DATABASE_URL").never_says("hunter2");
    // a password in a file is a finding, and the finding does not show it
    folder.write("migrations/0002_role.up.sql", "ALTER ROLE x PASSWORD 'hunter2';\n");
    run("migrate lint migrations", &folder).ends(3).says("password-literal").never_says("hunter2");
    run("migrate lint migrations --json", &folder).ends(3).never_says("hunter2");
}

#[test]
fn every_command_has_help_that_says_how_it_ends() {
    let folder = Folder::with(&[]);
    for words in [
        "--help",
        "migrate --help",
        "migrate lint --help",
        "migrate status --help",
        "migrate plan --help",
        "migrate apply --help",
        "migrate new --help",
        "notify test --help",
        "help migrate apply",
    ] {
        let told = run(words, &folder).ends(0).says("Exit codes:");
        assert_eq!(told.err, "", "{words}");
    }
    run("--version", &folder).ends(0).says(concat!("signalcraft ", env!("CARGO_PKG_VERSION")));
    run("", &folder).ends(2).says("Usage: signalcraft");
}

#[test]
fn a_fix_is_put_into_the_file_and_what_comes_later_into_one_of_its_own() {
    let check = ("0003_check.up.sql", "ALTER TABLE orders ADD CONSTRAINT paid CHECK (id > 0);\n");
    let folder = Folder::with(&[ORDERS, RISKY, check]);
    let text = |file: &str| std::fs::read_to_string(folder.path().join("migrations").join(file)).expect(file);
    run("migrate lint migrations --start-after 1", &folder).ends(3).says("--fix can:");
    assert_eq!(text(RISKY.0), RISKY.1, "only with --fix");
    let fixed = run("migrate lint migrations --start-after 1 --fix", &folder).ends(0);
    fixed.says("0002_index.up.sql: ").says("made for what has to come later").says("Nothing in 4 files");
    assert!(text(RISKY.0).to_uppercase().contains("INDEX CONCURRENTLY ORDERS_NOTE"), "{}", text(RISKY.0));
    assert!(text(check.0).contains("NOT VALID"), "{}", text(check.0));
    assert!(
        text("0004_check_later.up.sql").contains("VALIDATE CONSTRAINT"),
        "{}",
        text("0004_check_later.up.sql")
    );
    assert_eq!(text(ORDERS.0), ORDERS.1, "what was applied is as it was");
    let again = run("migrate lint migrations --start-after 1 --fix --json", &folder).ends(0).documents();
    assert_eq!((again[0]["fixes"].as_array().map(Vec::len), again[0]["files"].as_u64()), (Some(0), Some(4)));
}

#[test]
fn a_mended_file_keeps_its_rights_its_mark_and_its_links() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::with(&[ORDERS]);
    let real = folder.write("elsewhere.sql", "\u{feff}CREATE INDEX orders_note ON orders (note);\n");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).expect("rights");
    std::os::unix::fs::symlink(&real, folder.path().join("migrations/0002_index.up.sql")).expect("a link");
    run("migrate lint migrations --start-after 1 --fix", &folder).ends(0);
    let text = std::fs::read_to_string(&real).expect("the file");
    assert!(text.starts_with('\u{feff}') && text.contains("CONCURRENTLY"), "{text:?}");
    assert_eq!(std::fs::metadata(&real).expect("the file").permissions().mode() & 0o777, 0o640);
    assert!(folder.path().join("migrations/0002_index.up.sql").is_symlink());
}

#[test]
fn the_guide_names_only_commands_and_flags_that_there_are() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guides/cli.md");
    let guide = std::fs::read_to_string(guide).expect("the guide");
    let folder = Folder::with(&[]);
    let commands =
        ["migrate lint", "migrate new", "migrate status", "migrate plan", "migrate apply", "notify test"];
    let help: String =
        commands.map(|command| run(&format!("{command} --help"), &folder).ends(0).out).concat();
    for command in commands {
        assert!(guide.contains(&format!("| `{command} ")), "the guide does not name `{command}`");
    }
    let is_flag = |c: char| c.is_ascii_lowercase() || c == '-';
    let flags = guide
        .match_indices("`--")
        .map(|(at, _)| guide[at + 1..].split(|c| !is_flag(c)).next().unwrap_or_default());
    let unknown: Vec<_> = flags.filter(|flag| !help.contains(*flag)).collect();
    assert!(unknown.is_empty(), "no command takes {unknown:?}");
}

#[test]
fn shells_get_completions_that_know_the_verbs() {
    let folder = Folder::with(&[]);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        run(&format!("completions {shell}"), &folder).ends(0).says("start-after");
    }
    let script = run("completions bash", &folder).out;
    let file = folder.write("complete.bash", &format!("{script}\nCOMP_WORDS=(signalcraft migrate ap)\nCOMP_CWORD=2\n_signalcraft signalcraft ap migrate\necho \"${{COMPREPLY[@]}}\"\n"));
    let output = std::process::Command::new("bash").arg(file).output().expect("bash");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "apply\n", "{output:?}");
}

#[test]
fn colour_is_for_terminals_and_nobody_is_one_here() {
    let folder = Folder::with(&[ORDERS, RISKY]);
    for words in
        ["migrate lint migrations --start-after 1", "migrate lint elsewhere", "migrate lint --nope", "--help"]
    {
        run(words, &folder).never_says("\u{1b}");
    }
}

/// Runs on a terminal of its own, which `script` makes.
fn on_a_terminal(words: &str, variables: &[(&str, &str)], folder: &Folder) -> String {
    let line = format!("{} {words}", env!("CARGO_BIN_EXE_signalcraft"));
    let mut script = std::process::Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).env_clear().env("PATH", "/usr/bin:/bin").env("TERM", "xterm");
    script.envs(variables.iter().copied()).current_dir(folder.path()).stdin(Stdio::null());
    String::from_utf8_lossy(&script.output().expect("script of util-linux").stdout).into_owned()
}

#[test]
fn on_a_terminal_there_is_colour_unless_it_is_not_wanted() {
    let folder = Folder::with(&[ORDERS, RISKY]);
    let words = "migrate lint migrations --start-after 1";
    let coloured = on_a_terminal(words, &[], &folder);
    assert!(coloured.contains("\u{1b}[") && coloured.contains("index-without-concurrently"), "{coloured}");
    for plain in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let told = on_a_terminal(words, &[plain], &folder);
        assert!(!told.contains("\u{1b}[") && told.contains("index-without-concurrently"), "{told}");
    }
    assert!(!on_a_terminal(&format!("{words} --json"), &[], &folder).contains("\u{1b}["));
}

#[test]
fn a_reader_who_goes_away_is_no_failure() {
    let files: Vec<_> = (2..400)
        .map(|n| (format!("{n:04}_i.up.sql"), format!("CREATE INDEX i{n} ON orders (note);")))
        .collect();
    let mut all = vec![ORDERS];
    all.extend(files.iter().map(|(file, text)| (file.as_str(), text.as_str())));
    let folder = Folder::with(&all);
    for words in [
        &["migrate", "lint", "migrations", "--start-after", "1"][..],
        &["migrate", "lint", "migrations", "--start-after", "1", "--json"],
    ] {
        let mut child = command(words, &[], folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command");
        let mut reader = child.stdout.take().expect("its stdout");
        let mut first = [0; 16];
        reader.read_exact(&mut first).expect("a few bytes");
        drop(reader);
        Told::from(child.wait_with_output().expect("its end")).ends(3);
    }
}

#[test]
fn output_that_is_lost_is_a_failure() {
    let folder = Folder::with(&[ORDERS]);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
    let mut lint = command(&["migrate", "lint", "migrations"], &[], folder.path());
    lint.stdout(full).stderr(Stdio::piped());
    Told::from(lint.spawn().expect("the command").wait_with_output().expect("its end"))
        .ends(1)
        .says("the output could not be written");
}

#[test]
fn whom_to_tell_is_held_to_what_the_provider_takes() {
    let folder = Folder::with(&[]);
    for (config, says) in [
        ("{}", "has no `notifications`"),
        ("nonsense", "does not say whom to tell"),
        (r#"{"notifications": {"ops": {"type": "slak"}}}"#, "slack"),
        (r#"{"notifications": {"ops": {"type": "slack"}}}"#, "needs `webhook_url`"),
        (
            r#"{"notifications": {"ops": {"type": "slack", "webhook_url": "http://hunter2.example/x"}}}"#,
            "for addresses of this machine only",
        ),
        (r#"{"notifications": {"ops": {"type": "slack", "colour": "red"}}}"#, "colour"),
    ] {
        folder.write("notify.json", config);
        run("notify test --config notify.json", &folder).ends(2).says(says).never_says("hunter2");
    }
    let good = r#"{"notifications": {"ops": {"type": "webhook", "url": "https://127.0.0.1:1/x"}}}"#;
    folder.write("notify.json", good);
    run("notify test opps --config notify.json", &folder).ends(2).says("Did you mean \"ops\"?");
    run("notify test --config gone.json", &folder).ends(1).says("gone.json");
}
