//! Types that the first byte of an input chooses from: each kind alone, and some within each other.

use tf_provider::value::Type;

const SHAPES: [&str; 10] = [
    r#""dynamic""#,
    r#""string""#,
    r#""number""#,
    r#"["list","string"]"#,
    r#"["set","number"]"#,
    r#"["map","bool"]"#,
    r#"["tuple",["string","number","dynamic"]]"#,
    r#"["object",{"a":"string","b":["list","number"]}]"#,
    r#"["set",["object",{"a":"dynamic","b":["map",["set","string"]]}]]"#,
    r#"["list",["list",["map","dynamic"]]]"#,
];

/// A type, and the rest of the input.
pub fn choose(data: &[u8]) -> Option<(Type, &[u8])> {
    let (first, rest) = data.split_first()?;
    let shape = SHAPES.get(usize::from(*first) % SHAPES.len())?;
    Some((Type::from_json(shape.as_bytes()).ok()?, rest))
}
