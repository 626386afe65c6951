//! How much memory hostile input may take: a fixed multiple of its length, whatever lengths it declares. Measured by
//! an allocator that counts, so this file has one test and nothing runs beside it.

use peak_alloc::PeakAlloc;
use tf_provider::types::{image::ImageReference, json as json_text, sql};
use tf_provider::value::codec::{json, msgpack};
use tf_provider::value::{Number, Type};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// How many bytes one byte of input may become. A byte is enough for an element of a list, an element takes some
/// forty, and a list that grows is for a moment there twice.
const MOST_PER_BYTE: usize = 200;
/// What is taken whatever the input is: room for the first thousand elements of a list, on each of sixty levels.
const MOST_AT_ALL: usize = 3 << 20;

/// How large the large inputs are, in bytes.
const LARGE: usize = 1 << 20;

fn ty(json: &str) -> Type {
    Type::from_json(json.as_bytes()).expect("a type")
}

/// Runs something and says how far the memory in use rose meanwhile, in bytes.
fn risen(work: impl FnOnce()) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    work();
    MEMORY.peak_usage().saturating_sub(before)
}

/// Bytes for msgpack, and the type to read them as.
fn packed() -> Vec<(&'static str, Vec<u8>, Type)> {
    let strings = r#"["list","string"]"#;
    let objects = r#"["list",["object",{"a":"string","b":"number"}]]"#;
    let declared = |marker: u8| vec![marker, 0xff, 0xff, 0xff, 0xff, 0xc0, 0xc0];
    // an array of two: a type, and a value of it
    let dynamic =
        |ty: &str| [&[0x92, 0xc4, u8::try_from(ty.len()).expect("short")], ty.as_bytes(), &[0xc0]].concat();
    let nested = |depth: usize| [vec![0x91; depth], vec![0xc0]].concat();
    let deep_type = (0..200).fold("\"string\"".to_owned(), |inner, _| format!("[\"list\",{inner}]"));
    let many = |element: &[u8]| {
        let count = u32::try_from(LARGE / element.len()).expect("few");
        [&[0xdd], &count.to_be_bytes()[..], &element.repeat(LARGE / element.len())].concat()
    };
    vec![
        ("an array said to be 4 G long", declared(0xdd), ty(strings)),
        ("a map said to be 4 G long", declared(0xdf), ty(r#"["map","string"]"#)),
        ("a text said to be 4 G long", declared(0xdb), ty("\"string\"")),
        ("bytes said to be 4 G long", declared(0xc6), ty("\"dynamic\"")),
        ("an extension said to be 4 G long", declared(0xc9), ty("\"string\"")),
        ("arrays said to be long within each other", [0xdd, 0, 0, 4, 0].repeat(500), {
            ty(&(0..50).fold("\"string\"".to_owned(), |inner, _| format!("[\"list\",{inner}]")))
        }),
        ("a list of nulls", many(&[0xc0]), ty(strings)),
        ("a set of nulls", many(&[0xc0]), ty(r#"["set","string"]"#)),
        ("a list of numbers", many(&[0x01]), ty(r#"["list","number"]"#)),
        ("a list of long numbers", many(b"\xa61e4000"), ty(r#"["list","number"]"#)),
        ("a list of objects", many(&[0x82, 0xa1, b'a', 0xc0, 0xa1, b'b', 0x01]), ty(objects)),
        ("a list of dynamic values", many(&dynamic("\"string\"")), ty(r#"["list","dynamic"]"#)),
        (
            "dynamic within dynamic",
            [[0x92, 0xc4, 9].as_slice(), b"\"dynamic\""].concat().repeat(5000),
            ty("\"dynamic\""),
        ),
        ("a value deeper than its type", nested(100_000), ty(strings)),
        ("a deep type", [&[0x92, 0xc5, 0x0f, 0xff], deep_type.as_bytes()].concat(), ty("\"dynamic\"")),
        ("one long text", [&[0xdb, 0, 16, 0, 0], vec![b'x'; LARGE].as_slice()].concat(), ty("\"string\"")),
    ]
}

/// A stored state, and the type to read it as.
fn stored() -> Vec<(&'static str, String, Type)> {
    let list =
        |element: &str| format!("[{}{element}]", format!("{element},").repeat(LARGE / (element.len() + 1)));
    vec![
        ("open brackets", "[".repeat(LARGE), ty(r#"["list","string"]"#)),
        ("open braces", "{\"a\":".repeat(LARGE / 5), ty(r#"["map","string"]"#)),
        ("a list of empty objects", list("{}"), {
            let attributes = (0..12).map(|number| format!("\"attribute_number_{number}\":\"string\""));
            ty(&format!(r#"["list",["object",{{{}}}]]"#, attributes.collect::<Vec<_>>().join(",")))
        }),
        ("a list of nulls", list("null"), ty(r#"["list","string"]"#)),
        ("a list of digits", list("1"), ty(r#"["list","number"]"#)),
        ("a list of long numbers", list("1e4000"), ty(r#"["list","number"]"#)),
        ("one number of many digits", "1".repeat(LARGE), ty("\"number\"")),
        ("a number as large as it can be said", "1e999999999".to_owned(), ty("\"number\"")),
        (
            "what the schema has lost",
            format!("{{\"gone\":{}}}", list("{}")),
            ty(r#"["object",{"a":"string"}]"#),
        ),
    ]
}

#[test]
fn hostile_input_takes_a_bounded_multiple_of_its_length() {
    let mut most = 0;
    let mut check = |what: &str, length: usize, work: &dyn Fn()| {
        let taken = risen(work);
        let bound = MOST_PER_BYTE * length + MOST_AT_ALL;
        assert!(taken <= bound, "{what}: {taken} bytes for {length}, and {bound} are allowed");
        most = most.max(taken / length.max(1024));
    };
    for (what, bytes, ty) in packed() {
        check(what, bytes.len(), &|| drop(msgpack::decode(&bytes, &ty)));
    }
    for (what, text, ty) in stored() {
        check(what, text.len(), &|| drop(json::decode_state(text.as_bytes(), &ty)));
        check(what, text.len(), &|| drop(json_text::meaning(&text)));
        check(what, text.len(), &|| drop(Type::from_json(text.as_bytes())));
        check(what, text.len(), &|| drop(sql::meaning(&text)));
        check(what, text.len(), &|| drop(ImageReference::parse(&text)));
        check(what, text.len(), &|| drop(text.parse::<Number>()));
    }
    assert!(
        most >= 10,
        "the allocator counts: a list of nulls is larger than its bytes, and {most} were seen"
    );
}
