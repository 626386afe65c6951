//! The stage itself, proven on a resource that Terraform brings along, so that a story that fails later
//! fails because of the story.

use std::time::Duration;

use testkit::{Stage, Terraform, on_each_terraform, process, wait};

on_each_terraform!(a_story_from_first_plan_to_destroy, ctrl_c_reaches_terraform_and_what_it_started,);

const DATA: &str = "resource \"terraform_data\" \"note\" {\n  input = \"first\"\n}\n";

fn a_story_from_first_plan_to_destroy(version: Terraform) {
    let stage = Stage::bare(version);
    stage.write("main.tf", DATA);
    stage.plan().has_something_to_do().says("1 to add, 0 to change, 0 to destroy");
    stage.apply().succeeds().says("Apply complete!");
    let attributes = stage.attributes("terraform_data.note").expect("it is in the state");
    assert_eq!(attributes["input"]["value"], "first");
    stage.edit("main.tf", "first", "second");
    stage.plan_out("x.tfplan").has_something_to_do();
    assert_eq!(stage.show_plan_json("x.tfplan")["resource_changes"][0]["change"]["actions"][0], "update");
    stage.apply_saved("x.tfplan").succeeds();
    assert_eq!(stage.show_json()["values"]["root_module"]["resources"][0]["values"]["output"], "second");
    stage.destroy().succeeds();
    assert!(stage.attributes("terraform_data.note").is_none());
}

#[test]
fn an_apply_that_leaves_something_to_do_is_a_failure() {
    let stage = Stage::bare(Terraform::V1_11);
    stage.write("main.tf", "resource \"terraform_data\" \"note\" {\n  input = timestamp()\n}\n");
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| stage.apply()));
    let message = *outcome.expect_err("the stage must refuse it").downcast::<String>().expect("text");
    assert!(message.contains("something is left to do after a successful apply"), "{message}");
}

/// What `local-exec` starts outlives the signal: if it ended first, Terraform could end before it said a word.
/// Terraform kills only this shell, and not before it has spoken.
const PATIENT: &str = "trap : INT\nsh hears.sh\ni=0\nwhile [ $i -lt 300 ]; do sleep 0.1; i=$((i+1)); done\n";
/// Below that shell, out of reach of Terraform's own kill, one process tells that the signal came to it.
const HEARS: &str = "trap 'echo got > seen; exit' INT\necho yes > ready\ni=0\n\
                     while [ $i -lt 300 ]; do sleep 0.1; i=$((i+1)); done\n";

fn ctrl_c_reaches_terraform_and_what_it_started(version: Terraform) {
    let stage = Stage::bare(version);
    stage.write("patient.sh", PATIENT);
    stage.write("hears.sh", HEARS);
    stage.write(
        "main.tf",
        "resource \"terraform_data\" \"slow\" {\n  provisioner \"local-exec\" {\n    command = \"exec sh patient.sh\"\n  }\n}\n",
    );
    let there = |file: &str| {
        let text = std::fs::read_to_string(stage.directory().join(file)).unwrap_or_default();
        if text.ends_with('\n') { Ok(()) } else { Err(format!("no {file}")) }
    };
    let running = stage.spawn_apply();
    wait::until("the process to listen", Duration::from_secs(20), || there("ready"));
    running.interrupt();
    running.wait().fails().says("Interrupt received");
    wait::until("the signal below Terraform", Duration::from_secs(10), || there("seen"));
}

#[test]
fn nothing_below_a_dropped_command_stays_alive() {
    let stage = Stage::bare(Terraform::V1_11);
    stage.write(
        "main.tf",
        "resource \"terraform_data\" \"slow\" {\n  provisioner \"local-exec\" {\n    command = \"echo $$ > pid; exec sleep 600\"\n  }\n}\n",
    );
    let mut running = stage.spawn_apply();
    running.wait_for_words("Executing");
    let sleeper: u32 = wait::until("the sleeper", Duration::from_secs(10), || {
        let pid =
            std::fs::read_to_string(stage.directory().join("pid")).map_err(|error| error.to_string())?;
        pid.trim().parse().map_err(|_| format!("{pid:?}"))
    });
    drop(running);
    wait::until("its end", Duration::from_secs(10), || {
        if process::is_alive(sleeper) { Err("it lives".to_owned()) } else { Ok(()) }
    });
}

#[test]
fn the_machines_own_settings_do_not_reach_the_stage() {
    let stage = Stage::bare(Terraform::V1_11).with_env("TF_VAR_given", "yes");
    stage.write(
        "main.tf",
        "variable \"given\" {}\nresource \"terraform_data\" \"environment\" {\n  input = var.given\n  \
         provisioner \"local-exec\" {\n    command = \"env | cut -d= -f1 | sort > names\"\n  }\n}\n",
    );
    stage.apply().succeeds();
    let names = stage.read("names");
    for unwanted in ["CARGO", "SIGNALCRAFT_TEST_PG_CA", "SSL_CERT_FILE"] {
        assert!(!names.lines().any(|name| name == unwanted), "{unwanted} leaked:\n{names}");
    }
}
