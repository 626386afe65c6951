//! Ways to a database and who is let in: from flags, files, stdin and the environment. No password is ever told.

use std::io::Write as _;
use std::process::Stdio;

use testkit::tools;

use crate::cli_command::{Told, command};
use crate::cli_scene::{ORDERS, Scene};

impl Scene {
    /// `migrate status` with flags, and these variables.
    #[track_caller]
    fn status(&self, words: &str, variables: &[(&str, &str)]) -> Told {
        let line = format!("migrate status {words}");
        let words: Vec<_> = line.split_whitespace().collect();
        Told::of(command(&words, variables, self.folder.path())).never_says(&self.database.password)
    }

    fn flags(&self) -> String {
        let database = &self.database;
        format!(
            "--host localhost --port {} --name {} --username {} --ca-bundle {}",
            database.port,
            database.name,
            database.user,
            tools::postgres_ca().display()
        )
    }
}

#[test]
fn a_password_comes_from_the_environment_a_file_or_stdin() {
    let scene = Scene::with(&[ORDERS]);
    let (flags, password) = (scene.flags(), scene.database.password.as_str());
    scene.status(&flags, &[("PGPASSWORD", password)]).ends(0);
    scene.status(&flags, &[("SIGNALCRAFT_DATABASE_PASSWORD", password), ("PGPASSWORD", "wrong")]).ends(0);
    scene.status(&format!("{flags} --password-env MINE"), &[("MINE", password)]).ends(0);
    scene.folder.write("password", &format!("{password}\n"));
    scene.status(&format!("{flags} --password-file password"), &[]).ends(0);
    let line = format!("migrate status {flags} --password-file -");
    let words: Vec<_> = line.split_whitespace().collect();
    let mut piped = command(&words, &[], scene.folder.path());
    let mut child =
        piped.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    child.stdin.take().expect("its stdin").write_all(password.as_bytes()).expect("it reads");
    Told::from(child.wait_with_output().expect("its end")).ends(0).never_says(password);
    let url = format!(
        "--database-url postgres://{}@localhost:{}/{} --ca-bundle {}",
        scene.database.user,
        scene.database.port,
        scene.database.name,
        tools::postgres_ca().display()
    );
    scene.status(&url, &[("PGPASSWORD", password)]).ends(0);
}

#[test]
fn who_is_not_let_in_is_told_in_the_words_of_the_command() {
    let scene = Scene::with(&[ORDERS]);
    let (flags, password) = (scene.flags(), scene.database.password.as_str());
    let good = [("PGPASSWORD", password)];
    for (words, variables, says) in [
        (flags.clone(), [("PGPASSWORD", "hunter2")], "The database refused the login"),
        (flags.replace("--name ", "--name gone_"), good, "Correct `--name`"),
        (format!("{flags} --role nobody_there"), good, "Correct `--role`"),
        (
            flags.replace(&format!("--ca-bundle {}", tools::postgres_ca().display()), ""),
            good,
            "Give `--ca-bundle` a file",
        ),
        (flags.replace("--host localhost", "--host nowhere.invalid"), good, "cannot be resolved"),
        (
            format!("{flags} --port 1").replace(&format!("--port {}", scene.database.port), ""),
            good,
            "Cannot reach",
        ),
    ] {
        let told = scene.status(&words, &variables).ends(1).says(says).never_says("hunter2");
        for foreign in ["Terraform", "`database.", "provider block", "offline"] {
            assert!(!told.err.contains(foreign), "`{foreign}` is in\n{}", told.err);
        }
        assert_eq!(told.out, "");
    }
    scene.status(&format!("{flags} --sslmode require"), &good).ends(0);
}

#[test]
fn a_role_that_may_only_look_sees_the_status_and_cannot_apply() {
    let scene = Scene::with(&[ORDERS]);
    scene.apply().ends(0);
    let reader = format!("reader_{}", scene.database.name.rsplit('_').take(2).collect::<Vec<_>>().join("_"));
    scene.database.raw(&format!(
        "CREATE ROLE {reader} LOGIN PASSWORD 'hunter2'; GRANT USAGE ON SCHEMA signalcraft TO {reader}; \
         GRANT SELECT ON ALL TABLES IN SCHEMA signalcraft TO {reader}"
    ));
    scene.migration(("0002_more.up.sql", "CREATE TABLE more (id int);\n"));
    let flags = scene
        .flags()
        .replace(&format!("--username {}", scene.database.user), &format!("--username {reader}"));
    let variables = [("PGPASSWORD", "hunter2")];
    scene
        .status(&format!("migrations {flags}"), &variables)
        .ends(0)
        .says("1 applied, 1 pending")
        .never_says("hunter2");
    let line = format!("migrate apply migrations {flags}");
    let words: Vec<_> = line.split_whitespace().collect();
    let told = Told::of(command(&words, &variables, scene.folder.path())).ends(1);
    told.says("permission denied").says("`--role`").never_says("hunter2").never_says("`database.role`");
    scene.database.raw(&format!("DROP OWNED BY {reader}; DROP ROLE {reader}"));
}
