//! The command on a real server: what it plans, applies and shows, and what becomes of it when it is stopped,
//! killed, refused or not listened to. Every test has a database of its own.

#[path = "../cases/cli_command.rs"]
mod cli_command;
mod cli_login;
mod cli_runs;
mod cli_scene;
mod cli_stops;
