//! Looking at and signalling processes: what a terminal, an operator or the kernel would do to Terraform.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Sends a signal (`INT`, `TERM`, `KILL`) to every process of a group, as a terminal does.
#[track_caller]
pub fn signal_group(group: u32, signal: &str) {
    signal_to(&format!("-{group}"), signal);
}

/// Sends a signal to one process.
#[track_caller]
pub fn signal(process: u32, signal: &str) {
    signal_to(&process.to_string(), signal);
}

/// By way of the shell, whose `kill` is everywhere: the system call needs `unsafe` or one more dependency.
#[track_caller]
fn signal_to(target: &str, signal: &str) {
    let status = Command::new("/bin/sh")
        .args(["-c", "kill -s \"$1\" -- \"$2\" 2>/dev/null", "sh", signal, target])
        .status();
    assert!(status.is_ok_and(|status| status.success()), "no process takes {signal} as {target}");
}

/// Every process below `ancestor`, itself excluded.
pub fn descendants(ancestor: u32) -> Vec<u32> {
    let all = parents();
    let mut found: Vec<u32> = Vec::new();
    let mut queue = vec![ancestor];
    while let Some(parent) = queue.pop() {
        let below: Vec<u32> = all.iter().filter(|(_, of)| *of == parent).map(|(pid, _)| *pid).collect();
        found.extend(&below);
        queue.extend(below);
    }
    found
}

/// The executable of a process, while it lives.
pub fn executable(process: u32) -> Option<PathBuf> {
    fs::read_link(format!("/proc/{process}/exe")).ok()
}

/// Processes below `ancestor` that run this executable.
pub fn running_below(ancestor: u32, program: &Path) -> Vec<u32> {
    let program = program.canonicalize().unwrap_or_else(|_| program.to_owned());
    descendants(ancestor)
        .into_iter()
        .filter(|pid| executable(*pid).is_some_and(|exe| exe == program))
        .collect()
}

/// Whether a process lives; one that only waits to be buried does not.
pub fn is_alive(process: u32) -> bool {
    stat(process).is_some_and(|(state, _)| state != "Z" && state != "X")
}

/// Pairs of process and parent.
fn parents() -> Vec<(u32, u32)> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, stat(pid)?.1)))
        .collect()
}

/// State and parent. The name in parentheses may hold anything, so fields are counted from its end.
fn stat(process: u32) -> Option<(String, u32)> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let mut fields = text.rsplit_once(')')?.1.split_whitespace();
    Some((fields.next()?.to_owned(), fields.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::process::CommandExt as _;
    use std::process::Stdio;
    use std::time::Duration;

    #[test]
    fn a_group_is_signalled_whole_and_its_processes_are_found() {
        let mut shell = Command::new("/bin/sh")
            .args(["-c", "sleep 600 & wait"])
            .process_group(0)
            .stdin(Stdio::null())
            .spawn()
            .expect("a shell");
        let sleeper = crate::wait::until("the sleeper", Duration::from_secs(5), || {
            descendants(shell.id()).first().copied().ok_or_else(|| "no child".to_owned())
        });
        assert!(is_alive(sleeper) && descendants(std::process::id()).contains(&sleeper));
        signal_group(shell.id(), "TERM");
        assert!(!shell.wait().expect("its end").success());
        crate::wait::until("its end", Duration::from_secs(5), || {
            if is_alive(sleeper) { Err("alive".to_owned()) } else { Ok(()) }
        });
    }
}
