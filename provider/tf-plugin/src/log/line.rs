//! One event as one line of hclog JSON. The host is particular: a message that is no string makes it panic,
//! a time without exactly six digits or a line of 64 KiB is shown raw.

use std::time::SystemTime;

use serde_json::{Map, Value};
use time::OffsetDateTime;
use tracing::Level;

/// Keys and values beside the fixed ones.
pub(super) type Fields = Map<String, Value>;

/// go-plugin reads 64 KiB at a time; some is left for what it may put around the line.
pub(super) const LONGEST_LINE_BYTES: usize = 60 * 1024;
/// Where the cutting of long values begins, and where it ends.
const FIRST_CUT_BYTES: usize = 16 * 1024;
const LAST_CUT_BYTES: usize = 64;

/// What a line says.
#[derive(Debug)]
pub(super) struct Line<'a> {
    pub(super) level: Level,
    pub(super) module: String,
    /// `file:line`.
    pub(super) caller: Option<String>,
    pub(super) time: SystemTime,
    pub(super) message: &'a str,
    pub(super) fields: Fields,
}

impl Line<'_> {
    /// The line, without its end, of at most [`LONGEST_LINE_BYTES`]: long values are cut, all alike, and
    /// say by how much; when there are too many of them they are left out.
    pub(super) fn render(self) -> String {
        let mut cut = FIRST_CUT_BYTES;
        let whole = self.text(&self.fields, usize::MAX);
        if whole.len() <= LONGEST_LINE_BYTES {
            return whole;
        }
        while cut >= LAST_CUT_BYTES {
            let shorter = self.text(&self.fields, cut);
            if shorter.len() <= LONGEST_LINE_BYTES {
                return shorter;
            }
            cut /= 2;
        }
        let left_out = Value::from(self.fields.len());
        self.text(&Map::from_iter([("fields_left_out".to_owned(), left_out)]), LAST_CUT_BYTES)
    }

    fn text(&self, fields: &Fields, cut: usize) -> String {
        let mut all = Map::new();
        for (name, value) in fields {
            all.insert(name.clone(), shortened(value, cut));
        }
        // Last, so that no field can take their place.
        all.insert("@level".to_owned(), Value::from(level(self.level)));
        all.insert("@message".to_owned(), shortened(&Value::from(self.message), cut));
        all.insert("@module".to_owned(), Value::from(self.module.as_str()));
        all.insert("@timestamp".to_owned(), Value::from(timestamp(self.time)));
        if let Some(caller) = &self.caller {
            all.insert("@caller".to_owned(), Value::from(caller.as_str()));
        }
        Value::Object(all).to_string()
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::ERROR => "error",
        Level::WARN => "warn",
        Level::INFO => "info",
        Level::DEBUG => "debug",
        Level::TRACE => "trace",
    }
}

/// Go's layout `2006-01-02T15:04:05.000000Z07:00`, in UTC.
pub(super) fn timestamp(time: SystemTime) -> String {
    let time = OffsetDateTime::from(time);
    let (year, month, day) = (time.year(), u8::from(time.month()), time.day());
    let (hour, minute, second, micro) = (time.hour(), time.minute(), time.second(), time.microsecond());
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micro:06}Z")
}

fn shortened(value: &Value, cut: usize) -> Value {
    let Value::String(text) = value else { return value.clone() };
    if text.len() <= cut {
        return value.clone();
    }
    let kept = text.floor_char_boundary(cut);
    Value::from(format!("{}… ({} bytes more)", &text[..kept], text.len() - kept))
}
