//! `GetFunctions`.

use std::collections::BTreeMap;

use tfplugin6::{Function, get_functions as rpc};

use super::Inner;
use crate::diagnostic::Diagnostics;
use crate::to_wire;

pub(super) fn answer(inner: &Inner, _: rpc::Request) -> Result<rpc::Response, Diagnostics> {
    inner.sound()?;
    Ok(rpc::Response { functions: all(inner), ..rpc::Response::default() })
}

/// Every function with its signature.
pub(super) fn all(inner: &Inner) -> BTreeMap<String, Function> {
    let functions = inner.catalogue.functions.iter();
    functions.map(|(name, function)| (name.clone(), to_wire::signature(&function.signature))).collect()
}
