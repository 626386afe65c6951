//! Bytes as a stored state: read or refused, and what is read is written as JSON that says the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tf_provider::value::{codec::json, conforms};

mod shapes;

fuzz_target!(|data: &[u8]| {
    let Some((ty, bytes)) = shapes::choose(data) else { return };
    let _ = json::decode(bytes, &ty);
    let Ok(value) = json::decode_state(bytes, &ty) else { return };
    assert!(conforms(&value, &ty).is_ok());
    if let Ok(again) = json::encode(&value, &ty) {
        assert_eq!(json::decode_state(&again, &ty).expect("our own json"), value);
    }
});
