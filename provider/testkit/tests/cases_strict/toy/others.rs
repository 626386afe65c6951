//! Everything of the toy that is no managed resource.

use testkit::client::wire::{self, Diagnostic, DynamicValue, deferred::Reason};
use testkit::strict::Rule;
use testkit::strict::value::{Type, Value, write};

use super::things::{blank, identity};
use super::{THING, Toy, error, of};

/// What there is to list, beyond what anybody asks for.
const LISTED: i64 = 5;

impl Toy {
    pub(super) fn read_data(
        &self,
        request: &wire::read_data_source::Request,
    ) -> Result<wire::read_data_source::Response, Vec<Diagnostic>> {
        let ty = Self::type_of(&self.schemas().data_source_schemas, &request.type_name);
        let mut state = of(request.config.as_ref(), &ty)?;
        let answer = Value::string(format!("answer to {:?}", state.entry("query")));
        state.put("answer", if self.is(Rule::DataResult) { Value::Unknown } else { answer });
        Ok(wire::read_data_source::Response { state: write(&state, &ty), ..Default::default() })
    }

    pub(super) fn call(&self, request: &wire::call_function::Request) -> wire::call_function::Response {
        use wire::call_function::Response;
        let first = of(request.arguments.first(), &Type::String).unwrap_or(Value::Null);
        if first.is_null() || self.is(Rule::FunctionArgument) {
            let blamed = if self.is(Rule::FunctionArgument) { 99 } else { 0 };
            let text = "nothing to join".to_owned();
            let error = Some(wire::FunctionError { text, function_argument: Some(blamed) });
            return Response { error, ..Response::default() };
        }
        let mut joined = format!("{first:?} and {} more", request.arguments.len());
        if self.is(Rule::FunctionPure) {
            joined = format!("{joined}, call {}", self.next());
        }
        let result = write(&Value::string(joined), &Type::String);
        Response { result: result.filter(|_| !self.is(Rule::FunctionResult)), ..Response::default() }
    }

    pub(super) fn open_token(
        &self,
        request: &wire::open_ephemeral_resource::Request,
    ) -> Result<wire::open_ephemeral_resource::Response, Vec<Diagnostic>> {
        let ty = Self::type_of(&self.schemas().ephemeral_resource_schemas, &request.type_name);
        let mut token = of(request.config.as_ref(), &ty)?;
        token.put(
            "value",
            if self.is(Rule::EphemeralResult) { Value::Unknown } else { Value::string("open") },
        );
        Ok(wire::open_ephemeral_resource::Response {
            // at once
            renew_at: true.then(Default::default),
            result: write(&token, &ty),
            private: Some(b"open".to_vec()),
            ..Default::default()
        })
    }

    pub(super) fn renew(&self, private: Option<&[u8]>) -> wire::renew_ephemeral_resource::Response {
        let fails = self.is(Rule::EphemeralRenews) || private != Some(b"open");
        let private = Some(b"renewed".to_vec());
        wire::renew_ephemeral_resource::Response { diagnostics: failed(fails), private, ..Default::default() }
    }

    pub(super) fn close(&self, private: Option<&[u8]>) -> wire::close_ephemeral_resource::Response {
        let fails = self.is(Rule::EphemeralCloses) || private != Some(b"renewed");
        wire::close_ephemeral_resource::Response { diagnostics: failed(fails) }
    }

    pub(super) fn list(&self, request: &wire::list_resource::Request) -> Vec<wire::list_resource::Event> {
        let (fields, ty) = Self::fields(THING).expect("it is there");
        // who asks for so many hangs up
        self.play_dead(self.is(Rule::ListCancelled) && request.limit > 100);
        let extra = i64::from(self.is(Rule::ListLimit));
        let each = |at: i64| {
            let id = Value::string(format!("listed {at}"));
            let mut object = blank(&fields);
            object.put("id", id.clone());
            let with_object = request.include_resource_object != self.is(Rule::ListObject);
            wire::list_resource::Event {
                identity: identity(THING, &id).filter(|_| !self.is(Rule::ListIdentity)),
                display_name: format!("thing {at}"),
                resource_object: write(&object, &ty).filter(|_: &DynamicValue| with_object),
                diagnostic: Vec::new(),
            }
        };
        (0..request.limit.min(LISTED) + extra).map(each).collect()
    }

    pub(super) fn plan_action(&self) -> wire::plan_action::Response {
        let reason = match self.0.fault {
            Some(Rule::ActionDeferral) => Some(Reason::ResourceConfigUnknown),
            Some(Rule::DeferralReason) => Some(Reason::Unknown),
            _ => None,
        };
        let deferred = reason.map(|reason| wire::Deferred { reason: reason.into() });
        wire::plan_action::Response { deferred, ..Default::default() }
    }

    pub(super) fn invoke(&self) -> Vec<wire::invoke_action::Event> {
        use wire::invoke_action::{Event, event};
        let progress = event::Progress { message: "ringing".to_owned() };
        let completed = || Event { r#type: Some(event::Type::Completed(event::Completed::default())) };
        let mut events = vec![Event { r#type: Some(event::Type::Progress(progress)) }];
        if self.is(Rule::ActionEvent) {
            events.push(Event { r#type: None });
        }
        events.push(completed());
        if self.is(Rule::ActionCompletes) {
            events.push(completed());
        }
        events
    }
}

fn failed(fails: bool) -> Vec<Diagnostic> {
    if fails { vec![error("it failed")] } else { Vec::new() }
}
