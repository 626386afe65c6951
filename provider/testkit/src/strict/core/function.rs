//! Functions.

use tfplugin6::call_function;

use super::{Halt, StrictCore};
use crate::strict::rule::Rule;
use crate::strict::value::{Type, Value, write};

impl StrictCore {
    /// Calls a function twice with arguments that a core would hand over.
    pub async fn call_function(&mut self, name: &str, arguments: &[Value]) -> Result<Value, Halt> {
        const RPC: &str = "CallFunction";
        let first = self.call_once(name, arguments).await;
        if first == Err(Halt::Broken) {
            return first;
        }
        let second = self.call_once(name, arguments).await;
        self.ask(Rule::FunctionPure, RPC, name, first == second, || format!("{first:?}, then {second:?}"));
        first
    }

    async fn call_once(&mut self, name: &str, arguments: &[Value]) -> Result<Value, Halt> {
        const RPC: &str = "CallFunction";
        let function = self.loaded.functions.get(name).cloned();
        let function =
            function.ok_or_else(|| Halt::Refused(format!("the schemas have no function {name}")))?;
        let parse = |bytes: &[u8]| Type::parse(bytes).map_err(Halt::Refused);
        let result = function.r#return.as_ref().map_or(Ok(Type::Dynamic), |result| parse(&result.r#type))?;
        let parameters = function.parameters.iter().chain(function.variadic_parameter.iter().cycle());
        let types =
            parameters.take(arguments.len()).map(|one| parse(&one.r#type)).collect::<Result<Vec<_>, _>>()?;
        let arguments: Vec<_> =
            arguments.iter().zip(&types).filter_map(|(value, ty)| write(value, ty)).collect();
        let count = arguments.len();
        let request = call_function::Request { name: name.to_owned(), arguments };
        let mut client = self.client();
        let call = async move { client.call_function(request).await };
        let answer = self.call(RPC, name, call).await?;
        if let Some(error) = answer.error {
            let blamed = error.function_argument.map(usize::try_from);
            let there = blamed.is_none_or(|at| at.is_ok_and(|at| at < count));
            let said = !error.text.trim().is_empty();
            self.ask(Rule::FunctionResult, RPC, name, said, || "an error without words".into());
            self.ask(Rule::FunctionArgument, RPC, name, there, || format!("{error:?} of {count} arguments"));
            return Err(if said && there { Halt::Refused(error.text) } else { Halt::Broken });
        }
        self.ask(Rule::FunctionArgument, RPC, name, true, String::new);
        let there = answer.result.is_some();
        self.ask(Rule::FunctionResult, RPC, name, there, || "neither a result nor an error".into());
        if !there {
            return Err(Halt::Broken);
        }
        self.decode(RPC, name, answer.result.as_ref(), &result)
    }
}
