//! Bytes as a value from core: read or refused, and what is read is written as it was read, and each part of it is
//! found at its path.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tf_provider::value::{codec::msgpack, conforms};

mod shapes;

fuzz_target!(|data: &[u8]| {
    let Some((ty, bytes)) = shapes::choose(data) else { return };
    let Ok(value) = msgpack::decode(bytes, &ty) else { return };
    assert!(conforms(&value, &ty).is_ok());
    let again = msgpack::encode(&value, &ty).expect("a value of its type");
    assert_eq!(msgpack::decode(&again, &ty).expect("our own bytes"), value);
    let mut paths = Vec::new();
    value.walk(&mut |path, _| paths.push(path.clone()));
    for path in paths {
        assert!(value.at(&path).is_some());
        let _ = path.to_string();
    }
});
