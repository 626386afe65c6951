//! Where words go: data to stdout, everything else to stderr. A reader who went away is no error, and what
//! could not be written for another reason is one at the end. Nobody else writes to either.

use std::fmt;
use std::io::{self, ErrorKind, IsTerminal as _, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anstyle::{AnsiColor, Style};
use indicatif::ProgressBar;
use serde::Serialize;
use tf_plugin::Environment;

/// For what went wrong.
pub(crate) const RED: Style = AnsiColor::Red.on_default().bold();
/// For what to look at.
pub(crate) const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
/// For what is good.
pub(crate) const GREEN: Style = AnsiColor::Green.on_default().bold();
/// For what stands out.
pub(crate) const BOLD: Style = Style::new().bold();
/// For what stands back.
pub(crate) const DIM: Style = Style::new().dimmed();

/// Both streams of the process.
pub(crate) struct Console {
    data: Mutex<Stream>,
    told: Mutex<Stream>,
    /// Stands on the terminal's last line, below all that is told.
    bar: Mutex<Option<ProgressBar>>,
    json: bool,
}

struct Stream {
    to: Box<dyn Write + Send>,
    colour: bool,
    terminal: bool,
    /// Its reader went away.
    closed: bool,
    /// What else kept something from being written.
    failed: Option<io::Error>,
}

impl fmt::Debug for Console {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Console").field("json", &self.json).finish_non_exhaustive()
    }
}

impl Console {
    /// The process's own streams. Colour is for terminals, unless `NO_COLOR` is set to something or the
    /// terminal has none.
    pub(crate) fn of_process(environment: &Environment, json: bool) -> Self {
        let plain = environment.get("NO_COLOR").is_some() || environment.get("TERM") == Some("dumb");
        let (data, told) = (io::stdout(), io::stderr());
        let (data_terminal, told_terminal) = (data.is_terminal(), told.is_terminal());
        Self {
            data: Mutex::new(Stream::new(Box::new(data), data_terminal, plain || json)),
            told: Mutex::new(Stream::new(Box::new(told), told_terminal, plain)),
            bar: Mutex::default(),
            json,
        }
    }

    /// Whether machines read the data.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Whether a person looks at what is told.
    pub(crate) fn is_watched(&self) -> bool {
        lock(&self.told).terminal
    }

    /// A line, or several, of data.
    pub(crate) fn data(&self, text: impl AsRef<str>) {
        lock(&self.data).line(text.as_ref());
    }

    /// Data without a line's end of our own.
    pub(crate) fn raw_data(&self, bytes: &[u8]) {
        lock(&self.data).write(bytes);
    }

    /// One JSON document, in one line.
    pub(crate) fn document(&self, document: &impl Serialize) {
        match serde_json::to_string(document) {
            Ok(line) => self.data(line),
            Err(error) => lock(&self.data).failed = Some(io::Error::other(error)),
        }
    }

    /// A line of progress, or of what went wrong.
    pub(crate) fn tell(&self, text: impl AsRef<str>) {
        let line = || lock(&self.told).line(text.as_ref());
        let bar = lock(&self.bar).clone();
        match bar {
            Some(bar) => bar.suspend(line),
            None => line(),
        }
    }

    /// Keeps a bar below what is told, or none any more.
    pub(crate) fn keep_below(&self, bar: Option<ProgressBar>) {
        *lock(&self.bar) = bar;
    }

    /// A piece of data in colour, where there is colour.
    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        painted(lock(&self.data).colour, style, text)
    }

    /// The same for what is told.
    pub(crate) fn paint_told(&self, style: Style, text: &str) -> String {
        painted(lock(&self.told).colour, style, text)
    }

    /// What kept data from being written, other than a reader who went away.
    pub(crate) fn lost(&self) -> Option<String> {
        lock(&self.data).failed.as_ref().map(ToString::to_string)
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn painted(colour: bool, style: Style, text: &str) -> String {
    if colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

impl Stream {
    fn new(to: Box<dyn Write + Send>, terminal: bool, plain: bool) -> Self {
        Self { to, colour: terminal && !plain, terminal, closed: false, failed: None }
    }

    fn line(&mut self, text: &str) {
        let mut bytes = String::with_capacity(text.len() + 1);
        bytes.push_str(text);
        bytes.push('\n');
        self.write(bytes.as_bytes());
    }

    fn write(&mut self, bytes: &[u8]) {
        if self.closed || self.failed.is_some() {
            return;
        }
        match self.to.write_all(bytes).and_then(|()| self.to.flush()) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::BrokenPipe => self.closed = true,
            Err(error) => self.failed = Some(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Refuses(ErrorKind);

    impl Write for Refuses {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_who_went_away_is_no_error_and_a_full_disk_is_one() {
        for (kind, failed) in [(ErrorKind::BrokenPipe, false), (ErrorKind::StorageFull, true)] {
            let mut stream = Stream::new(Box::new(Refuses(kind)), false, true);
            stream.line("one");
            stream.line("two");
            assert_eq!((stream.failed.is_some(), stream.closed), (failed, !failed), "{kind}");
        }
    }

    #[test]
    fn colour_is_for_terminals_that_were_not_asked_to_be_plain() {
        let colour = |terminal, plain| Stream::new(Box::new(io::sink()), terminal, plain).colour;
        assert_eq!((colour(true, false), colour(true, true), colour(false, false)), (true, false, false));
        assert_eq!(painted(false, RED, "x"), "x");
        assert!(painted(true, RED, "x").starts_with('\u{1b}'));
    }
}
