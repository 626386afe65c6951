//! Managed resources: planned as core proposes, with unknowns for what only the toy knows; kept in memory.

use testkit::client::wire::{self, Diagnostic, ResourceIdentityData};
use testkit::strict::Rule;
use testkit::strict::schema::{Fields, Member};
use testkit::strict::value::{Type, Value, from_json, write};

use super::{THING, Toy, error, of, path};

impl Toy {
    pub(super) fn validate(&self, request: &wire::validate_resource_config::Request) -> Vec<Diagnostic> {
        let Some((_, ty)) = Self::fields(&request.type_name) else {
            if self.is(Rule::UnknownTypeRefused) {
                return Vec::new();
            }
            return vec![error(if self.is(Rule::DiagnosticForm) { "" } else { "no such type" })];
        };
        let config = match of(request.config.as_ref(), &ty) {
            Ok(config) => config,
            Err(why) => return why,
        };
        if self.is(Rule::UnknownTolerated) && !config.is_wholly_known() {
            return vec![error("not all is known")];
        }
        if config.entry("note") == &Value::string("bad") {
            return vec![error("a bad note")];
        }
        let modern = request.client_capabilities.is_some_and(|one| one.write_only_attributes_allowed);
        if !modern && !config.entry("secret").is_null() && !self.is(Rule::WriteOnlyRefused) {
            return vec![Diagnostic { attribute: Some(path("secret")), ..error("not with this core") }];
        }
        Vec::new()
    }

    pub(super) fn plan(
        &self,
        request: &wire::plan_resource_change::Request,
    ) -> Result<wire::plan_resource_change::Response, Vec<Diagnostic>> {
        use wire::plan_resource_change::Response;
        let name = &request.type_name;
        let (fields, ty) = Self::fields(name).ok_or_else(|| vec![error("no such type")])?;
        let prior = of(request.prior_state.as_ref(), &ty)?;
        let config = of(request.config.as_ref(), &ty)?;
        let proposed = of(request.proposed_new_state.as_ref(), &ty)?;
        let during_apply = request.client_capabilities.is_some_and(|one| one.deferral_allowed);
        let private = b"planned".to_vec();
        if proposed.is_null() {
            let planned = if self.is(Rule::DestroyPlan) { prior } else { Value::Null };
            return Ok(Response {
                planned_state: write(&planned, &ty),
                planned_private: private,
                ..Response::default()
            });
        }
        if self.is(Rule::PlanDegrades) && !config.is_wholly_known() {
            return Err(vec![error("not all is known")]);
        }
        let reason = i32::from(!self.is(Rule::DeferralReason));
        let uninvited = self.is(Rule::DeferralAllowed) && !during_apply;
        if uninvited || (self.is(Rule::DeferralAtApply) && during_apply) {
            return Ok(Response { deferred: Some(wire::Deferred { reason }), ..Response::default() });
        }
        let mut planned = open(&fields, &proposed);
        let mut requires_replace = Vec::new();
        if !prior.is_null() && prior.entry("name") != planned.entry("name") {
            requires_replace.push(path("name"));
        }
        if name == THING {
            if self.is(Rule::WriteOnlyNull) {
                planned.put("secret", config.entry("secret").clone());
            }
            self.spoil_plan(&mut planned, &prior, during_apply);
            if self.is(Rule::ReplacePaths) {
                requires_replace.push(path("nowhere"));
            }
            if self.is(Rule::FinalAction) && during_apply && !prior.is_null() {
                requires_replace = fields.0.keys().map(|name| path(name)).collect();
            }
        }
        let mut planned_state = write(&planned, &ty);
        if self.is(Rule::Decodes)
            && let Some(state) = &mut planned_state
        {
            state.msgpack = vec![7];
        }
        let identity = identity(name, planned.entry("id"));
        let uninvited = (self.is(Rule::IdentityUnasked) && name != THING).then(ResourceIdentityData::default);
        let uninvited = uninvited.map(|_| data(&Value::object([("id", Value::string("one"))])));
        Ok(Response {
            planned_state,
            requires_replace,
            planned_private: private,
            legacy_type_system: self.is(Rule::NotLegacy),
            planned_identity: identity.or(uninvited),
            ..Response::default()
        })
    }

    fn spoil_plan(&self, planned: &mut Value, prior: &Value, during_apply: bool) {
        let Some(fault) = self.0.fault else { return };
        let note = planned.entry("note").clone();
        if fault == Rule::PlanPresent {
            *planned = Value::Null;
        } else if fault == Rule::PlanKeepsConfig && note.as_str().is_some() {
            planned.put("note", Value::string("something else"));
        } else if fault == Rule::PlanNullStays && note.is_null() {
            planned.put("note", Value::string("made up"));
        } else if fault == Rule::PlanNested {
            planned.put("rooms", shorter(planned.entry("rooms")));
        } else if fault == Rule::PlanBlocks {
            planned.put("wall", shorter(planned.entry("wall")));
        } else if fault == Rule::PlanUnknownBlocks && planned.entry("wall").is_unknown() {
            planned.put("wall", Value::List(Vec::new()));
        } else if fault == Rule::PlanStable {
            planned.put("stamp", Value::string(format!("at {}", self.next())));
        } else if fault == Rule::NothingChanged && !prior.is_null() {
            planned.put("stamp", Value::Unknown);
        } else if fault == Rule::FinalPlan {
            planned.put("stamp", Value::string(if during_apply { "second" } else { "first" }));
        }
    }

    pub(super) async fn apply(
        &self,
        request: &wire::apply_resource_change::Request,
    ) -> Result<wire::apply_resource_change::Response, Vec<Diagnostic>> {
        use wire::apply_resource_change::Response;
        let name = &request.type_name;
        let (_, ty) = Self::fields(name).ok_or_else(|| vec![error("no such type")])?;
        let prior = of(request.prior_state.as_ref(), &ty)?;
        let planned = of(request.planned_state.as_ref(), &ty)?;
        if planned.is_null() {
            let id = prior.entry("id").as_str().unwrap_or_default().to_owned();
            self.store().remove(&id);
            let left = if self.is(Rule::DestroyGone) { prior } else { Value::Null };
            let new_identity = identity(name, left.entry("id"));
            return Ok(Response { new_state: write(&left, &ty), new_identity, ..Response::default() });
        }
        let note = planned.entry("note").as_str().unwrap_or_default();
        self.play_dead(self.is(Rule::CancelSurvived) && !["fail", "slow"].contains(&note));
        let done = self.filled(&planned, &ty);
        if note == "slow" {
            self.stopped().await;
            return Ok(Response {
                new_state: write(&prior, &ty),
                new_identity: identity(name, prior.entry("id")),
                private: b"stopped".to_vec(),
                diagnostics: vec![error("stopped")],
                ..Response::default()
            });
        }
        if note == "fail" && !self.is(Rule::FailureSaid) {
            let claims = if prior.is_null() { Rule::FailedCreateForgets } else { Rule::FailureTruth };
            let state = if self.is(claims) { done } else { prior };
            let private = if self.is(Rule::PrivateSurvives) { Vec::new() } else { b"failed".to_vec() };
            return Ok(Response {
                new_identity: identity(name, state.entry("id")).filter(|_| !self.is(Rule::IdentitySurvives)),
                new_state: write(&state, &ty),
                private,
                diagnostics: vec![error("it failed")],
                ..Response::default()
            });
        }
        let mut state = done;
        let id = state.entry("id").clone();
        self.store().insert(id.as_str().unwrap_or_default().to_owned(), state.clone());
        let mut new_identity = identity(name, &id);
        if name == THING {
            if self.is(Rule::ApplyPresent) {
                state = Value::Null;
            } else if self.is(Rule::ApplyKnown) {
                state.put("stamp", Value::Unknown);
            } else if self.is(Rule::ApplyConsistent) {
                state.put("note", Value::string("another"));
            } else if self.is(Rule::IdentityThere) {
                new_identity = None;
            } else if self.is(Rule::IdentityKnown) {
                new_identity = identity(name, &Value::Unknown);
            }
        }
        let private = b"applied".to_vec();
        Ok(Response { new_state: write(&state, &ty), new_identity, private, ..Response::default() })
    }

    async fn stopped(&self) {
        if self.is(Rule::StopEnds) {
            std::future::pending::<()>().await;
        }
        // a stop from before is none of ours
        let mut stops = self.0.stops.subscribe();
        let _ = stops.changed().await;
    }

    /// A plan with everything in it that only the toy knows.
    fn filled(&self, planned: &Value, ty: &Type) -> Value {
        let next = || self.next();
        match (planned, ty) {
            (Value::Unknown, Type::Number) => Value::int(i64::try_from(next()).expect("few")),
            (Value::Unknown, _) => Value::string(format!("made {}", next())),
            (Value::List(all), Type::List(ty)) => {
                Value::List(all.iter().map(|one| self.filled(one, ty)).collect())
            }
            (Value::Set(all), Type::Set(ty)) => {
                Value::set(all.iter().map(|one| self.filled(one, ty)).collect())
            }
            (Value::Map(all), Type::Map(ty)) => {
                Value::Map(all.iter().map(|(key, one)| (key.clone(), self.filled(one, ty))).collect())
            }
            (Value::Object(all), Type::Object(types)) => {
                let each = |(name, one): (&String, &Value)| (name.clone(), self.filled(one, &types[name]));
                Value::Object(all.iter().map(each).collect())
            }
            (value, _) => value.clone(),
        }
    }

    pub(super) fn read(
        &self,
        request: &wire::read_resource::Request,
    ) -> Result<wire::read_resource::Response, Vec<Diagnostic>> {
        let (_, ty) = Self::fields(&request.type_name).ok_or_else(|| vec![error("no such type")])?;
        let state = of(request.current_state.as_ref(), &ty)?;
        let id = state.entry("id").as_str().unwrap_or_default();
        let mut found = self.store().get(id).cloned().unwrap_or(Value::Null);
        if self.is(Rule::ReadSettled) && request.type_name == THING {
            found.put("stamp", Value::string("drifted"));
        }
        let id =
            if self.is(Rule::IdentityStable) { Value::string("moved") } else { found.entry("id").clone() };
        Ok(wire::read_resource::Response {
            new_state: write(&found, &ty),
            private: request.private.clone(),
            new_identity: identity(&request.type_name, &id),
            ..Default::default()
        })
    }

    pub(super) fn upgrade(
        &self,
        request: &wire::upgrade_resource_state::Request,
    ) -> Result<wire::upgrade_resource_state::Response, Vec<Diagnostic>> {
        let (fields, ty) = Self::fields(&request.type_name).ok_or_else(|| vec![error("no such type")])?;
        let raw = request.raw_state.as_ref().map(|raw| raw.json.clone()).unwrap_or_default();
        let mut json: serde_json::Value =
            serde_json::from_slice(&raw).map_err(|why| vec![error(&why.to_string())])?;
        if let Some(entries) = json.as_object_mut()
            && !self.is(Rule::UpgradeStrips)
        {
            entries.retain(|name, _| fields.0.contains_key(name));
        }
        let mut state = from_json(&json, &ty).map_err(|why| vec![error(&why.to_string())])?;
        if self.is(Rule::UpgradeIdentical) && request.type_name == THING {
            state.put("stamp", Value::string("upgraded"));
        }
        Ok(wire::upgrade_resource_state::Response {
            upgraded_state: write(&state, &ty),
            ..Default::default()
        })
    }

    pub(super) fn import(
        &self,
        request: &wire::import_resource_state::Request,
    ) -> Result<wire::import_resource_state::Response, Vec<Diagnostic>> {
        use wire::import_resource_state::{ImportedResource, Response};
        let (_, ty) = Self::fields(&request.type_name).ok_or_else(|| vec![error("no such type")])?;
        let asked = request.identity.as_ref().and_then(|identity| identity.identity_data.as_ref());
        let asked = of(asked, &Self::identity_type())?;
        let id = asked.entry("id").as_str().unwrap_or(&request.id).to_owned();
        let mut state =
            self.store().get(&id).cloned().ok_or_else(|| vec![error("there is no such thing")])?;
        if self.is(Rule::ImportRead) {
            state.put("id", Value::string("gone"));
        }
        let misled = self.is(Rule::ImportIdentity) && request.id.is_empty();
        let id = Value::string(if misled { "another".to_owned() } else { id });
        let one = ImportedResource {
            type_name: request.type_name.clone(),
            state: write(&state, &ty),
            identity: identity(&request.type_name, &id),
            ..ImportedResource::default()
        };
        let count = if self.is(Rule::ImportOne) { 2 } else { 1 };
        Ok(Response { imported_resources: vec![one; count], ..Response::default() })
    }

    pub(super) fn take_over(&self, target: &str) -> wire::move_resource_state::Response {
        use wire::move_resource_state::Response;
        if self.is(Rule::MoveAnswered) {
            return Response::default();
        }
        if self.is(Rule::MoveRefused) {
            let (fields, ty) = Self::fields(target).expect("it is there");
            let state = blank(&fields);
            return Response { target_state: write(&state, &ty), ..Response::default() };
        }
        Response { diagnostics: vec![error("nothing of that type is known")], ..Response::default() }
    }

    pub(super) fn generate(
        &self,
        request: &wire::generate_resource_config::Request,
    ) -> Result<wire::generate_resource_config::Response, Vec<Diagnostic>> {
        let (fields, ty) = Self::fields(&request.type_name).ok_or_else(|| vec![error("no such type")])?;
        let state = of(request.state.as_ref(), &ty)?;
        let mut config = each(&fields, &state, &|member, value| match member.attribute() {
            Some(one) if !(one.required || one.optional) => Value::Null,
            _ => value.clone(),
        });
        if self.is(Rule::GeneratedComputed) {
            config.put("id", state.entry("id").clone());
        }
        if self.is(Rule::GeneratedValid) && request.type_name == THING {
            config.put("note", Value::string("bad"));
        }
        Ok(wire::generate_resource_config::Response { config: write(&config, &ty), ..Default::default() })
    }
}

/// What is proposed, with unknowns for what is computed and not there, and nothing write-only.
fn open(fields: &Fields, proposed: &Value) -> Value {
    each(fields, proposed, &|member, value| match member.attribute() {
        Some(one) if one.write_only => Value::Null,
        Some(one) if one.computed && value.is_null() => Value::Unknown,
        _ => value.clone(),
    })
}

/// Every leaf of an object changed.
fn each(fields: &Fields, value: &Value, change: &dyn Fn(&Member, &Value) -> Value) -> Value {
    let Value::Object(entries) = value else { return value.clone() };
    let next = |(name, value): (&String, &Value)| {
        let member = &fields.0[name];
        let value = match (member.below(), value) {
            (None, value) => change(member, value),
            (Some((_, fields)), Value::List(all)) => {
                Value::List(all.iter().map(|one| each(fields, one, change)).collect())
            }
            (Some((_, fields)), Value::Set(all)) => {
                Value::set(all.iter().map(|one| each(fields, one, change)).collect())
            }
            (Some((_, fields)), Value::Map(all)) => {
                Value::Map(all.iter().map(|(key, one)| (key.clone(), each(fields, one, change))).collect())
            }
            (Some((_, fields)), one) => each(fields, one, change),
        };
        (name.clone(), value)
    };
    Value::Object(entries.iter().map(next).collect())
}

/// An object of nothing.
pub(super) fn blank(fields: &Fields) -> Value {
    Value::Object(fields.0.keys().map(|name| (name.clone(), Value::Null)).collect())
}

fn shorter(list: &Value) -> Value {
    let Value::List(all) = list else { return list.clone() };
    Value::List(all.iter().skip(1).cloned().collect())
}

/// The identity of a resource, if its type has one.
pub(super) fn identity(type_name: &str, id: &Value) -> Option<ResourceIdentityData> {
    (type_name == THING && !id.is_null()).then(|| data(&Value::object([("id", id.clone())])))
}

fn data(identity: &Value) -> ResourceIdentityData {
    ResourceIdentityData { identity_data: write(identity, &Toy::identity_type()) }
}
