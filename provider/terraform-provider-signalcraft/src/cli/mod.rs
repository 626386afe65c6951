//! The command `signalcraft`: the same engines as the provider, for people, pipelines and cron. The door:
//! which file is which verb.

mod arguments;
mod aws;
mod bug;
mod completions;
mod console;
mod database;
mod exit;
mod letters;
mod migrate;
mod notify;
mod password;
mod start;
mod stopping;
mod table;
mod words;

pub use start::run;
