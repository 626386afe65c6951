//! Ctrl-C, SIGTERM, SIGKILL, a reader who goes away, two at once: nothing is lost, and the next apply goes on.

use std::io::Read as _;
use std::process::Child;

use testkit::{process, wait};

use crate::cli_command::Told;
use crate::cli_scene::{LONG, ORDERS, SHORTLY, Scene};

/// What it said, once it has ended.
#[track_caller]
fn ended(mut child: Child) -> Told {
    end_of(&mut child);
    Told::from(child.wait_with_output().expect("its output"))
}

#[track_caller]
fn end_of(child: &mut Child) -> Option<i32> {
    wait::until("its end", SHORTLY, || match child.try_wait().expect("its state") {
        Some(status) => Ok(status.code()),
        None => Err("it runs".to_owned()),
    })
}

impl Scene {
    /// An apply whose second migration is in the middle of a statement of a minute.
    fn in_a_long_statement(&self) -> Child {
        let child = self.start("migrate apply migrations");
        self.wait_until_sleeping("1");
        child
    }

    fn goes_on(&self) {
        self.migration((LONG.0, "CREATE TABLE half (id int);\n"));
        self.apply().ends(0).says("at version 2");
        assert_eq!(self.ledger(), ["1", "2"]);
    }
}

#[test]
fn ctrl_c_cancels_what_runs_and_the_next_apply_goes_on() {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let scene = Scene::with(&[ORDERS, LONG]);
        let child = scene.in_a_long_statement();
        process::signal(child.id(), signal);
        ended(child)
            .ends(code)
            .says("Stopping:")
            .says("Migration 0002_long stopped at statement 2 of 3")
            .says("Nothing of 0002_long is in the database")
            .never_says("Terraform");
        scene.wait_until_sleeping("0");
        assert!(!scene.has("half"));
        assert_eq!(scene.ledger(), ["1"]);
        scene.goes_on();
    }
}

#[test]
fn ctrl_c_between_statements_that_are_committed_one_by_one_keeps_them() {
    // outside a transaction: what is done is done
    let scene = Scene::with(&[
        ORDERS,
        (
            "0002_steps.up.sql",
            "CREATE INDEX CONCURRENTLY one ON orders (id);\nSELECT pg_sleep(60);\nCREATE INDEX CONCURRENTLY two ON orders (id);\n",
        ),
    ]);
    let child = scene.start("migrate apply migrations --level error --allow index-without-concurrently:x:y");
    scene.wait_until_sleeping("1");
    process::signal(child.id(), "INT");
    ended(child).ends(130).says("Statement 1 is committed and recorded");
    assert!(scene.has("one") && !scene.has("two"));
    scene.run("migrate status migrations").ends(0).says("Version 2 was begun and not finished");
    scene.migration((
        "0002_steps.up.sql",
        "CREATE INDEX CONCURRENTLY one ON orders (id);\nCREATE INDEX CONCURRENTLY two ON orders (id);\n",
    ));
    scene.apply().ends(0);
    assert!(scene.has("two"));
}

#[test]
fn ctrl_c_while_the_database_does_not_answer_ends_at_once() {
    let scene = Scene::with(&[ORDERS]);
    // listens, and never says a word
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = silent.local_addr().expect("its number").port();
    let words = format!(
        "migrate apply migrations --host 127.0.0.1 --port {port} --name n --username u --password-env P"
    );
    let mut command = scene.command(&words);
    command.env("P", "secret").stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let child = command.spawn().expect("the command");
    let (_kept, _) = silent.accept().expect("it connects");
    process::signal(child.id(), "INT");
    ended(child).ends(130).says("cancelled before the database answered").never_says("secret");
}

#[test]
fn a_second_ctrl_c_ends_it_even_if_the_server_does_not_let_go() {
    let scene = Scene::with(&[
        ORDERS,
        (
            LONG.0,
            // does not let itself be cancelled
            "CREATE FUNCTION stay() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n  LOOP\n    BEGIN\n      PERFORM pg_sleep(30);\n    \
             EXCEPTION WHEN query_canceled THEN NULL;\n    END;\n  END LOOP;\nEND $$;\nSELECT stay();\n",
        ),
    ]);
    let mut child = scene.start("migrate apply migrations");
    wait::until("the statement", SHORTLY, || {
        let sql = "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT stay%'";
        if scene.database.value(sql).as_deref() == Some("1") { Ok(()) } else { Err("not yet".to_owned()) }
    });
    let mut told = child.stderr.take().expect("its stderr");
    process::signal(child.id(), "INT");
    // it says that it heard; then it waits for the server
    let mut said = Vec::new();
    while !String::from_utf8_lossy(&said).contains("Stopping") {
        let mut byte = [0];
        told.read_exact(&mut byte).expect("more words");
        said.push(byte[0]);
    }
    process::signal(child.id(), "INT");
    assert_eq!(end_of(&mut child), Some(130));
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    scene.database.raw(kill);
    assert_eq!(scene.ledger(), ["1"]);
    scene.goes_on();
}

#[test]
fn a_kill_leaves_nothing_half_done_and_the_next_apply_goes_on() {
    let scene = Scene::with(&[ORDERS, LONG]);
    let child = scene.in_a_long_statement();
    process::signal(child.id(), "KILL");
    assert_eq!(ended(child).code, None);
    // the server notices that nobody is there any more
    scene.wait_until_sleeping("0");
    assert!(!scene.has("half"));
    assert_eq!(scene.ledger(), ["1"]);
    scene.goes_on();
}

#[test]
fn an_apply_that_nobody_listens_to_is_still_done() {
    let scene =
        Scene::with(&[ORDERS, ("0002_slow.up.sql", "SELECT pg_sleep(1);\nCREATE TABLE slow (id int);\n")]);
    for words in
        ["migrate apply migrations --json --target 1", "migrate apply migrations --json", "migrate status"]
    {
        let mut child = scene.start(words);
        drop(child.stdout.take());
        drop(child.stderr.take());
        assert_eq!(end_of(&mut child), Some(0), "{words}");
    }
    assert_eq!(scene.ledger(), ["1", "2"]);
    assert!(scene.has("slow"));
}

#[test]
fn of_two_applies_at_once_one_works_and_the_other_finds_nothing_to_do() {
    let scene =
        Scene::with(&[ORDERS, ("0002_slow.up.sql", "SELECT pg_sleep(2);\nCREATE TABLE slow (id int);\n")]);
    let first = scene.start("migrate apply migrations");
    scene.wait_until_sleeping("1");
    let second = scene.apply().ends(0);
    second
        .says("Another run holds the lock of this ledger")
        .says("signalcraft/")
        .says("had applied version 2 meanwhile");
    ended(first).ends(0);
    assert_eq!(scene.ledger(), ["1", "2"]);
}
