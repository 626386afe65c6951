//! A function of the file. Those of hashicorp/aws answer as there; what another does nobody can know.

use tf_provider::function::{Function, FunctionError, Signature};
use tf_provider::value::Value;

use crate::aws::functions;

#[derive(Debug)]
pub(crate) struct StubFunction {
    name: String,
    signature: Signature,
}

impl StubFunction {
    pub(crate) fn new(name: String, signature: Signature) -> Self {
        Self { name, signature }
    }
}

impl Function for StubFunction {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> Signature {
        self.signature.clone()
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        functions::call(&self.name, arguments).unwrap_or_else(|| {
            Err(FunctionError::new(format!(
                "the stub serves a schema, and that does not say what {} does",
                self.name
            )))
        })
    }
}
