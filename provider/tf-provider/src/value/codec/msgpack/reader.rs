//! Msgpack's own grammar: one head after another off a slice. What a head means for a type is in `decode.rs`.
//! Nothing here allocates or trusts a declared length.

use rmp::Marker;

use crate::value::codec::CodecProblem;

/// One msgpack value without its elements: they follow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Head<'a> {
    Nil,
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Text(&'a [u8]),
    Binary(&'a [u8]),
    /// An array with this many elements to follow.
    Array(usize),
    /// A map with this many pairs to follow.
    Map(usize),
    /// An extension; its content is skipped.
    Extension,
}

impl Head<'_> {
    /// For a sentence.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Nil => "null",
            Self::Bool(_) => "a bool",
            Self::Signed(_) | Self::Unsigned(_) | Self::Float(_) => "a number",
            Self::Text(_) => "a string",
            Self::Binary(_) => "bytes",
            Self::Array(_) => "an array",
            Self::Map(_) => "a map",
            Self::Extension => "an unknown value",
        }
    }
}

#[derive(Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(input: &'a [u8]) -> Self {
        Self { rest: input }
    }

    /// How many bytes are left.
    pub(super) fn remaining(&self) -> usize {
        self.rest.len()
    }

    pub(super) fn head(&mut self) -> Result<Head<'a>, CodecProblem> {
        let [first] = self.array::<1>()?;
        Ok(match Marker::from_u8(first) {
            Marker::Null => Head::Nil,
            Marker::True => Head::Bool(true),
            Marker::False => Head::Bool(false),
            Marker::FixPos(value) => Head::Unsigned(value.into()),
            Marker::U8 => Head::Unsigned(u8::from_be_bytes(self.array()?).into()),
            Marker::U16 => Head::Unsigned(u16::from_be_bytes(self.array()?).into()),
            Marker::U32 => Head::Unsigned(u32::from_be_bytes(self.array()?).into()),
            Marker::U64 => Head::Unsigned(u64::from_be_bytes(self.array()?)),
            Marker::FixNeg(value) => Head::Signed(value.into()),
            Marker::I8 => Head::Signed(i8::from_be_bytes(self.array()?).into()),
            Marker::I16 => Head::Signed(i16::from_be_bytes(self.array()?).into()),
            Marker::I32 => Head::Signed(i32::from_be_bytes(self.array()?).into()),
            Marker::I64 => Head::Signed(i64::from_be_bytes(self.array()?)),
            Marker::F32 => Head::Float(f32::from_be_bytes(self.array()?).into()),
            Marker::F64 => Head::Float(f64::from_be_bytes(self.array()?)),
            Marker::FixStr(length) => Head::Text(self.take(length.into())?),
            Marker::Str8 => Head::Text(self.counted::<1>()?),
            Marker::Str16 => Head::Text(self.counted::<2>()?),
            Marker::Str32 => Head::Text(self.counted::<4>()?),
            Marker::Bin8 => Head::Binary(self.counted::<1>()?),
            Marker::Bin16 => Head::Binary(self.counted::<2>()?),
            Marker::Bin32 => Head::Binary(self.counted::<4>()?),
            Marker::FixArray(length) => self.array_of(length.into())?,
            Marker::Array16 => {
                let length = self.length::<2>()?;
                self.array_of(length)?
            }
            Marker::Array32 => {
                let length = self.length::<4>()?;
                self.array_of(length)?
            }
            Marker::FixMap(length) => self.map_of(length.into())?,
            Marker::Map16 => {
                let length = self.length::<2>()?;
                self.map_of(length)?
            }
            Marker::Map32 => {
                let length = self.length::<4>()?;
                self.map_of(length)?
            }
            Marker::FixExt1 => self.extension(1)?,
            Marker::FixExt2 => self.extension(2)?,
            Marker::FixExt4 => self.extension(4)?,
            Marker::FixExt8 => self.extension(8)?,
            Marker::FixExt16 => self.extension(16)?,
            Marker::Ext8 => {
                let length = self.length::<1>()?;
                self.extension(length)?
            }
            Marker::Ext16 => {
                let length = self.length::<2>()?;
                self.extension(length)?
            }
            Marker::Ext32 => {
                let length = self.length::<4>()?;
                self.extension(length)?
            }
            Marker::Reserved => return Err(CodecProblem::ReservedByte),
        })
    }

    /// An element is at least one byte: a longer array than that is not all there.
    fn array_of(&self, length: usize) -> Result<Head<'a>, CodecProblem> {
        if length > self.remaining() { Err(CodecProblem::Truncated) } else { Ok(Head::Array(length)) }
    }

    fn map_of(&self, length: usize) -> Result<Head<'a>, CodecProblem> {
        if length > self.remaining() / 2 { Err(CodecProblem::Truncated) } else { Ok(Head::Map(length)) }
    }

    /// The type byte and the content: whatever they are, they say "unknown".
    fn extension(&mut self, length: usize) -> Result<Head<'a>, CodecProblem> {
        self.array::<1>()?;
        self.take(length)?;
        Ok(Head::Extension)
    }

    fn counted<const N: usize>(&mut self) -> Result<&'a [u8], CodecProblem> {
        let length = self.length::<N>()?;
        self.take(length)
    }

    /// A length of one, two or four bytes, big-endian.
    fn length<const N: usize>(&mut self) -> Result<usize, CodecProblem> {
        Ok(self.array::<N>()?.into_iter().fold(0, |length, byte| (length << 8) | usize::from(byte)))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], CodecProblem> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(CodecProblem::Truncated)?;
        self.rest = rest;
        Ok(*taken)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], CodecProblem> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(CodecProblem::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }
}
