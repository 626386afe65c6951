//! Texts that mean something: read or refused, and a normal form means what was written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tf_provider::types::{image::ImageReference, json, sql};
use tf_provider::value::{Number, Path, Value};

fuzz_target!(|text: &str| {
    if let Ok(image) = ImageReference::parse(text) {
        assert_eq!(ImageReference::parse(&image.to_string()).as_ref(), Ok(&image));
        assert_eq!(ImageReference::parse(&image.short()).as_ref(), Ok(&image));
    }
    if let Ok(words) = sql::meaning(text) {
        assert_eq!(sql::meaning(&words.join(" ")).as_ref(), Ok(&words));
    }
    let _ = json::meaning(text);
    if let Ok(duration) = kit::duration::parse(text) {
        assert_eq!(kit::duration::parse(&kit::duration::format(duration)), Ok(duration));
    }
    if let Ok(number) = text.parse::<Number>() {
        assert_eq!(number.to_string().parse::<Number>(), Ok(number));
    }
    let _ = Value::object([("a", Value::Null)]).at(&Path::attribute(text));
});
