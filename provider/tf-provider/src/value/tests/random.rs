//! Random types and values through both encodings, and random bytes into them.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::value::arbitrary::{Parts, any_number, any_type, any_typed_value};
use crate::value::codec::{json, msgpack};
use crate::value::{Number, Type, conforms};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_type_comes_back_from_its_json(ty in any_type()) {
        prop_assert_eq!(Type::from_json(ty.to_json().as_bytes()).expect("our own json"), ty);
    }

    #[test]
    fn a_number_comes_back_from_its_text(number in any_number()) {
        prop_assert_eq!(number.to_string().parse::<Number>().expect("our own text"), number);
    }

    #[test]
    fn the_order_of_numbers_is_the_order_of_floats(a in any::<f64>(), b in any::<f64>()) {
        prop_assume!(a.is_finite() && b.is_finite());
        let (x, y) = (Number::try_from(a).expect("finite"), Number::try_from(b).expect("finite"));
        prop_assert_eq!(Some(x.cmp(&y)), a.partial_cmp(&b));
        prop_assert_eq!(x.as_exact_f64(), Some(a));
    }

    #[test]
    fn a_value_has_the_shape_of_its_type((ty, value) in any_typed_value(Parts::AlsoUnknown)) {
        prop_assert_eq!(conforms(&value, &ty), Ok(()));
    }

    #[test]
    fn a_value_comes_back_from_msgpack((ty, value) in any_typed_value(Parts::AlsoUnknown)) {
        let bytes = msgpack::encode(&value, &ty).expect("a value of its type");
        let decoded = msgpack::decode(&bytes, &ty).expect("our own bytes");
        prop_assert_eq!(&decoded, &value);
        prop_assert_eq!(msgpack::encode(&decoded, &ty).expect("a value of its type"), bytes);
    }

    #[test]
    fn a_wholly_known_value_comes_back_from_json((ty, value) in any_typed_value(Parts::WhollyKnown)) {
        let bytes = json::encode(&value, &ty).expect("a value of its type");
        prop_assert_eq!(json::decode(&bytes, &ty).expect("our own json"), value.clone());
        prop_assert_eq!(json::decode_state(&bytes, &ty).expect("our own json"), value);
    }

    #[test]
    fn only_a_wholly_known_value_is_written_as_json((ty, value) in any_typed_value(Parts::AlsoUnknown)) {
        prop_assert_eq!(json::encode(&value, &ty).is_ok(), value.is_wholly_known());
    }

    #[test]
    fn random_bytes_never_panic(ty in any_type(), bytes in vec(any::<u8>(), 0..200)) {
        let _ = msgpack::decode(&bytes, &ty);
        let _ = json::decode(&bytes, &ty);
        let _ = json::decode_state(&bytes, &ty);
    }

    #[test]
    fn damaged_bytes_never_panic_and_what_they_still_say_is_written_back(
        (ty, value) in any_typed_value(Parts::AlsoUnknown),
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
        cut_off in any::<bool>(),
    ) {
        let mut bytes = msgpack::encode(&value, &ty).expect("a value of its type");
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cut_off {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(decoded) = msgpack::decode(&bytes, &ty) {
            prop_assert_eq!(conforms(&decoded, &ty), Ok(()));
            let again = msgpack::encode(&decoded, &ty).expect("a value of its type");
            prop_assert_eq!(msgpack::decode(&again, &ty).expect("our own bytes"), decoded);
        }
    }

    #[test]
    fn a_cut_off_input_is_refused((ty, value) in any_typed_value(Parts::AlsoUnknown), cut in any::<prop::sample::Index>()) {
        let bytes = msgpack::encode(&value, &ty).expect("a value of its type");
        prop_assert!(msgpack::decode(&bytes[..cut.index(bytes.len())], &ty).is_err());
    }
}
