//! What can be wrong with an encoding, and where. The path is built on the way out, so that nothing is spent on
//! it while all is well.

use std::error::Error;
use std::fmt;

use crate::value::conform::{At, Mismatch};
use crate::value::{MAX_DEPTH, NumberError, Path, Step, TypeError};

/// A value that cannot be read or written, and the place in it that is the reason.
#[derive(Debug)]
pub struct CodecError {
    path: Path,
    problem: CodecProblem,
}

/// What is wrong at that place.
#[derive(Debug, thiserror::Error)]
pub enum CodecProblem {
    /// The value does not have the shape of the type.
    #[error(transparent)]
    Mismatch(#[from] Mismatch),
    /// A number that is malformed, too long or not finite.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// The type that a value in a dynamic place brings along.
    #[error(transparent)]
    Type(#[from] TypeError),
    /// The same key twice.
    #[error("the key {0:?} is there twice")]
    RepeatedKey(String),
    /// A key that is not a string.
    #[error("a key that is not a string")]
    KeyNotText,
    /// Text that is not UTF-8.
    #[error("text that is not utf-8")]
    NotUtf8,
    /// A value in a dynamic place that is not the pair of type and value.
    #[error("a value with a type of its own is needed here, as a pair of type and value")]
    NotDynamic,
    /// The input ends, or would have to end, within a value.
    #[error("the input ends in the middle of a value")]
    Truncated,
    /// Something follows the value.
    #[error("{0} bytes follow after the end of the value")]
    Trailing(usize),
    /// A byte that msgpack never uses.
    #[error("a byte that begins no value")]
    ReservedByte,
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// More attributes are absent than can be made null.
    #[error("more attributes are left out than are filled in")]
    TooMuchAbsent,
    /// More elements or bytes than the encoding can count.
    #[error("more elements or bytes than the encoding can count")]
    TooLong,
    /// JSON has no way to say unknown.
    #[error("a value that is not known cannot be written as json")]
    Unknown,
    /// The input is not JSON.
    #[error("not valid json")]
    Json(#[source] serde_json::Error),
}

impl CodecError {
    /// The place that is the reason.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is wrong there.
    pub fn problem(&self) -> &CodecProblem {
        &self.problem
    }

    /// The same error as seen from one level further out.
    pub(super) fn inside(mut self, step: Step) -> Self {
        self.path.push_front(step);
        self
    }
}

impl<P: Into<CodecProblem>> From<P> for CodecError {
    fn from(problem: P) -> Self {
        Self { path: Path::root(), problem: problem.into() }
    }
}

impl fmt::Display for CodecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", At(&self.path), self.problem)
    }
}

impl Error for CodecError {
    /// The problem is a part of this error's own text; its cause is the next link.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.problem.source()
    }
}
