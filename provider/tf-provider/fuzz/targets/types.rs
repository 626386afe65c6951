//! Bytes as a type: read or refused, and what is read is written as it was read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tf_provider::value::Type;

fuzz_target!(|data: &[u8]| {
    if let Ok(ty) = Type::from_json(data) {
        assert_eq!(Type::from_json(ty.to_json().as_bytes()).expect("our own json"), ty);
    }
});
