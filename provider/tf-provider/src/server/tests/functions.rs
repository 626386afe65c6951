//! Promises about functions, with one that joins texts.

use tfplugin6::provider_server::Provider as _;
use tfplugin6::{self as wire};
use tonic::Request;

use super::{packed, server, unpacked};
use crate::function::{Function, FunctionError, Parameter, Signature};
use crate::schema::Validator;
use crate::value::{Type, Value};

/// `join(separator, texts...)`
pub(super) struct Join;

impl Function for Join {
    fn name(&self) -> &'static str {
        "join"
    }

    fn signature(&self) -> Signature {
        Signature::new(
            [Parameter::string("separator").validate(Validator::at_most_characters(3))],
            Type::String,
        )
        .variadic(Parameter::string("texts").allow_null())
        .describe("Joins texts.", "Joins texts. Null ones are left out.")
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        let separator = arguments[0].as_str().unwrap_or_default();
        let texts: Vec<_> = arguments[1..].iter().filter_map(Value::as_str).collect();
        match texts.as_slice() {
            ["break"] => Err(FunctionError::at(1, "it broke")),
            ["sentence"] => Err(FunctionError::at(1, "It broke. It is gone.")),
            ["slip"] => Err(FunctionError::at(1, "\"slip\" is none of them. Did you mean \"slop\"?")),
            ["number"] => Ok(Value::Bool(true)),
            ["panic"] => panic!("too long"),
            texts => Ok(Value::string(texts.join(separator))),
        }
    }
}

async fn call(name: &str, arguments: &[Value]) -> wire::call_function::Response {
    let arguments = arguments.iter().filter_map(|value| packed(value, &Type::String)).collect();
    let request = wire::call_function::Request { name: name.into(), arguments };
    server().call_function(Request::new(request)).await.unwrap().into_inner()
}

async fn result(arguments: &[Value]) -> Value {
    let reply = call("join", arguments).await;
    assert!(reply.error.is_none(), "{:?}", reply.error);
    unpacked(reply.result.as_ref(), &Type::String)
}

fn texts<const N: usize>(all: [&str; N]) -> Vec<Value> {
    all.into_iter().map(Value::string).collect()
}

#[tokio::test]
async fn it_is_called_with_as_many_arguments_as_there_are() {
    assert_eq!(result(&texts(["-", "a", "b", "c"])).await, Value::string("a-b-c"));
    assert_eq!(result(&texts(["-"])).await, Value::string(""));
    let null = [Value::string("-"), Value::string("a"), Value::Null];
    assert_eq!(result(&null).await, Value::string("a"));
}

#[tokio::test]
async fn an_unknown_argument_makes_the_result_unknown() {
    assert_eq!(result(&[Value::string("-"), Value::Unknown]).await, Value::Unknown);
}

#[tokio::test]
async fn what_is_wrong_is_said_at_the_argument() {
    for (name, arguments, at, words) in [
        ("join", vec![], None, "takes at least 1 argument, and 0 were given"),
        ("join", vec![Value::Null], Some(0), "separator must not be null"),
        ("join", texts(["----"]), Some(0), "at most 3"),
        ("join", texts(["-", "break"]), Some(1), "it broke"),
        ("join", texts(["-", "number"]), None, "has another form"),
        ("join", texts(["-", "panic"]), None, "too long"),
        ("joyn", texts(["-"]), None, "(did you mean \"join\"?)"),
    ] {
        let error = call(name, &arguments).await.error.expect("a refusal");
        assert!(error.text.contains(words), "{error:?}");
        assert_eq!(error.function_argument, at, "{error:?}");
    }
    let garbage = wire::DynamicValue { msgpack: vec![0xc1], json: Vec::new() };
    let request = wire::call_function::Request { name: "join".into(), arguments: vec![garbage] };
    let reply = server().call_function(Request::new(request)).await.unwrap().into_inner();
    assert_eq!(reply.error.expect("a refusal").function_argument, Some(0));
}

#[tokio::test]
async fn core_ends_the_sentence_that_a_refusal_is_part_of() {
    for (argument, text) in [
        ("sentence", "It broke. It is gone"),
        ("slip", "\"slip\" is none of them (did you mean \"slop\"?)"),
        ("break", "it broke"),
    ] {
        let error = call("join", &texts(["-", argument])).await.error.expect("a refusal");
        assert_eq!(error.text, text);
    }
    let error = call("join", &texts(["----"])).await.error.expect("a refusal");
    assert!(!error.text.ends_with('.'), "{error:?}");
}
