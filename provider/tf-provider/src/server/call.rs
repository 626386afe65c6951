//! `CallFunction`. Its refusals are sentences at an argument, not diagnostics.

use tfplugin6::{DynamicValue, call_function as rpc};

use super::Inner;
use super::catalogue::Callable;
use crate::diagnostic::Diagnostics;
use crate::function::{FunctionError, Parameter};
use crate::schema::nearest;
use crate::value::{Value, conforms};
use crate::{from_wire, to_wire};

pub(super) fn answer(inner: &Inner, request: &rpc::Request) -> rpc::Response {
    match call(inner, request) {
        Ok(result) => rpc::Response { result: Some(result), error: None },
        Err(why) => rpc::Response { result: None, error: Some(to_wire::function_error(in_a_sentence(why))) },
    }
}

/// Core writes "...: {text}." around it; a sentence that ends by itself would end twice.
fn in_a_sentence(mut why: FunctionError) -> FunctionError {
    let text = why.text.trim_end();
    why.text = match text.rsplit_once(". Did you mean ") {
        Some((told, hint)) if hint.ends_with('?') => format!("{told} (did you mean {hint})"),
        _ => text.strip_suffix('.').unwrap_or(text).to_owned(),
    };
    why
}

fn call(inner: &Inner, request: &rpc::Request) -> Result<DynamicValue, FunctionError> {
    let function = find(inner, &request.name)?;
    let signature = &function.signature;
    let given = request.arguments.len();
    if given < signature.parameters.len()
        || (given > signature.parameters.len() && signature.variadic.is_none())
    {
        return Err(FunctionError::new(format!(
            "{} takes {}, and {given} were given",
            request.name,
            signature.arity()
        )));
    }
    let mut arguments = Vec::with_capacity(given);
    for (position, sent) in request.arguments.iter().enumerate() {
        let Some(parameter) = signature.parameter(position) else { continue };
        let value = from_wire::value(Some(sent), &parameter.ty, "an argument")
            .map_err(|why| FunctionError::at(position, text(&why)))?;
        check(position, parameter, &value)?;
        if !parameter.allow_unknown && !value.is_wholly_known() {
            // core does not call it then; whoever does gets what core would say
            return encode(&Value::Unknown, function);
        }
        arguments.push(value);
    }
    let result = function.call.call(&arguments)?;
    if let Err(why) = conforms(&result, &signature.returns) {
        return Err(FunctionError::new(format!(
            "this is a bug in the provider: the result of {} has another form: {why}",
            request.name
        )));
    }
    encode(&result, function)
}

fn find<'a>(inner: &'a Inner, name: &str) -> Result<&'a Callable, FunctionError> {
    let all = &inner.catalogue.functions;
    all.get(name).ok_or_else(|| {
        let hint = nearest(name, all.keys().map(String::as_str))
            .map_or_else(String::new, |meant| format!(" Did you mean \"{meant}\"?"));
        FunctionError::new(format!("this provider has no function \"{name}\".{hint}"))
    })
}

fn check(position: usize, parameter: &Parameter, value: &Value) -> Result<(), FunctionError> {
    if value.is_null() && !parameter.allow_null {
        return Err(FunctionError::at(position, format!("{} must not be null", parameter.name)));
    }
    for validator in &parameter.validators {
        validator.check(value).map_err(|sentence| FunctionError::at(position, sentence))?;
    }
    Ok(())
}

fn encode(value: &Value, function: &Callable) -> Result<DynamicValue, FunctionError> {
    to_wire::value(value, &function.signature.returns).map_err(|why| FunctionError::new(text(&why)))
}

fn text(why: &Diagnostics) -> String {
    why.iter().map(|letter| letter.detail.clone()).collect::<Vec<_>>().join(" ")
}
