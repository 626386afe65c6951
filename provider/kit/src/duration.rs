//! Durations as Go and Terraform write them: `"90s"`, `"1h30m"`, `"1.5h"`, `"250ms"`.

use std::fmt::Write as _;
use std::time::Duration;

/// Why a text is not a duration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// Nothing there.
    #[error("a duration is empty; write for instance \"90s\" or \"1h30m\"")]
    Empty,
    /// Below zero.
    #[error("a duration cannot be negative")]
    Negative,
    /// A number without a unit, as in `"90"`.
    #[error("\"{number}\" has no unit; use ns, us, ms, s, m, h or d, as in \"{number}s\"")]
    MissingUnit {
        /// The number that stands alone.
        number: String,
    },
    /// A unit that does not exist.
    #[error("unknown unit \"{unit}\"; use ns, us, ms, s, m, h or d, as in \"1h30m\"")]
    UnknownUnit {
        /// The letters found.
        unit: String,
    },
    /// Something that is no number where one was due.
    #[error("expected a number at \"{rest}\", as in \"90s\" or \"1h30m\"")]
    NotANumber {
        /// The text from there on.
        rest: String,
    },
    /// More than 100 years.
    #[error("a duration of more than 100 years is surely a mistake")]
    TooLong,
}

/// The longest duration accepted.
const LONGEST: Duration = Duration::from_hours(100 * 365 * 24);

/// Reads a Go-style duration. Beyond Go's units, `d` is a day of 24 hours (retention times need it).
/// Fractions finer than a nanosecond are dropped.
pub fn parse(text: &str) -> Result<Duration, DurationError> {
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(DurationError::Empty);
    }
    if rest.starts_with('-') {
        return Err(DurationError::Negative);
    }
    rest = rest.strip_prefix('+').unwrap_or(rest);
    if rest == "0" {
        return Ok(Duration::ZERO);
    }
    let mut total: u128 = 0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
            return Err(DurationError::NotANumber { rest: rest.to_owned() });
        }
        if unit.is_empty() {
            return Err(DurationError::MissingUnit { number: number.to_owned() });
        }
        total = total.saturating_add(nanoseconds(whole, fraction, unit)?);
        rest = after;
    }
    if total > LONGEST.as_nanos() {
        return Err(DurationError::TooLong);
    }
    u64::try_from(total).map(Duration::from_nanos).map_err(|_| DurationError::TooLong)
}

fn nanoseconds(whole: &str, fraction: &str, unit: &str) -> Result<u128, DurationError> {
    let scale: u128 = match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        "d" => 86_400_000_000_000,
        _ => return Err(DurationError::UnknownUnit { unit: unit.to_owned() }),
    };
    let digits = |text: &str| if text.is_empty() { Ok(0) } else { text.parse::<u128>() };
    let whole = digits(whole).map_err(|_| DurationError::TooLong)?;
    let fraction = &fraction[..fraction.len().min(18)];
    let part = digits(fraction).map_err(|_| DurationError::TooLong)?;
    let tens = 10_u128.pow(u32::try_from(fraction.len()).unwrap_or(18));
    Ok(whole.saturating_mul(scale).saturating_add(part * scale / tens))
}

/// Writes a duration the way it is read: `1h30m`, `2.5s`, `250ms`.
pub fn format(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    if nanos == 0 {
        return "0s".to_owned();
    }
    if nanos < 1_000_000_000 {
        let (scale, unit) = match nanos {
            0..1_000 => (1, "ns"),
            1_000..1_000_000 => (1_000, "us"),
            _ => (1_000_000, "ms"),
        };
        return format!("{}{unit}", decimal(nanos, scale));
    }
    let seconds = duration.as_secs();
    let (hours, minutes) = (seconds / 3600, seconds % 3600 / 60);
    let rest = nanos - u128::from(hours * 3600 + minutes * 60) * 1_000_000_000;
    let mut text = String::new();
    if hours > 0 {
        let _ = write!(text, "{hours}h");
    }
    if minutes > 0 {
        let _ = write!(text, "{minutes}m");
    }
    if rest > 0 {
        let _ = write!(text, "{}s", decimal(rest, 1_000_000_000));
    }
    text
}

fn decimal(value: u128, scale: u128) -> String {
    let (whole, part) = (value / scale, value % scale);
    if part == 0 {
        return whole.to_string();
    }
    let width = scale.ilog10() as usize;
    format!("{whole}.{part:0width$}").trim_end_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn go_durations_are_read() {
        for (text, nanos) in [
            ("0", 0),
            ("0s", 0),
            ("90s", 90_000_000_000),
            ("1h30m", 5_400_000_000_000),
            ("1.5h", 5_400_000_000_000),
            (".5s", 500_000_000),
            ("2m3.5s", 123_500_000_000),
            ("250ms", 250_000_000),
            ("10us", 10_000),
            ("7d", 604_800_000_000_000),
        ] {
            assert_eq!(parse(text).map(|d| d.as_nanos()), Ok(nanos), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_is_refused_with_a_reason() {
        assert_eq!(parse(""), Err(DurationError::Empty));
        assert_eq!(parse("-5s"), Err(DurationError::Negative));
        assert_eq!(parse("90"), Err(DurationError::MissingUnit { number: "90".into() }));
        assert_eq!(parse("5x"), Err(DurationError::UnknownUnit { unit: "x".into() }));
        assert_eq!(parse("soon"), Err(DurationError::NotANumber { rest: "soon".into() }));
        assert_eq!(parse("1.2.3s"), Err(DurationError::NotANumber { rest: "1.2.3s".into() }));
        assert_eq!(parse("99999999999999999999999999999999999999999s"), Err(DurationError::TooLong));
        assert_eq!(parse("5000000h"), Err(DurationError::TooLong));
    }

    #[test]
    fn a_duration_is_written_as_it_is_read() {
        for text in ["0s", "90ns", "1.5us", "250ms", "2.5s", "1m30s", "1h30m", "26h0.001s"] {
            let duration = parse(text).expect(text);
            assert_eq!(parse(&format(duration)), Ok(duration), "{text}");
        }
        assert_eq!(format(Duration::from_mins(90)), "1h30m");
        assert_eq!(format(Duration::from_millis(2500)), "2.5s");
    }
}
