//! Random schemas, random configurations of them, and a strict core around our side of a plan: what a first
//! plan shows is what the plan during apply keeps, what an apply makes of it is accepted, nothing changed is
//! no change, and whatever breaks a rule is found.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;

use super::proposal::{Maker, proposed, resolved};
use super::tree::Fields;
use super::{check, complete, replace, write_only};
use crate::schema::{
    Attribute, Block, BlockNesting, DefaultCx, DefaultWith, Kind, Mode, Modifier, NestedBlock, Nesting,
    PlanCx, Schema,
};
use crate::semantic::Semantic;
use crate::value::arbitrary::Parts;
use crate::value::{Path, Step, Type, Value, conforms};

/// What may stand at a place of a schema.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// How many levels may still be below.
    levels: u32,
    /// Inside a set, where nothing may be dynamic or write-only.
    in_set: bool,
    /// Inside an object of which only the provider says anything.
    computed: bool,
    /// Inside an object that the provider fills in if the configuration does not.
    open: bool,
}

/// Tells the elements of a set apart; without it, two of them may become one.
const KEY: &str = "key";

fn any_schema() -> BoxedStrategy<Schema> {
    let place = Place { levels: 2, in_set: false, computed: false, open: false };
    block(place).prop_map(|block| Schema { block, ..Schema::default() }).boxed()
}

fn block(place: Place) -> BoxedStrategy<Block> {
    let blocks =
        if place.levels == 0 { Just(Vec::new()).boxed() } else { vec(nested_block(place), 0..3).boxed() };
    (attributes(place), blocks)
        .prop_map(|(attributes, blocks)| Block {
            attributes,
            blocks: (0..).zip(blocks).map(|(at, block): (u32, _)| (format!("b{at}"), block)).collect(),
            ..Block::default()
        })
        .boxed()
}

fn nested_block(place: Place) -> BoxedStrategy<NestedBlock> {
    use BlockNesting::{Group, List, Map, Set, Single};
    prop_oneof![Just(Single), Just(Group), Just(List), Just(Set), Just(Map)]
        .prop_flat_map(move |nesting| {
            let inner = Place { levels: place.levels - 1, in_set: place.in_set || nesting == Set, ..place };
            block(inner).prop_map(move |mut block| {
                if nesting == Set {
                    block.attributes.insert(KEY.to_owned(), Attribute::string().required());
                }
                NestedBlock { nesting, block, min_items: 0, max_items: 0 }
            })
        })
        .boxed()
}

fn attributes(place: Place) -> BoxedStrategy<BTreeMap<String, Attribute>> {
    vec(attribute(place), 1..4)
        .prop_map(|all| (0..).zip(all).map(|(at, one): (u32, _)| (format!("a{at}"), one)).collect())
        .boxed()
}

fn attribute(place: Place) -> BoxedStrategy<Attribute> {
    use Mode::{Computed, Optional, OptionalComputed, Required};
    let mode = if place.computed {
        Just(Computed).boxed()
    } else if place.open {
        prop_oneof![Just(Computed), Just(OptionalComputed)].boxed()
    } else {
        prop_oneof![Just(Required), Just(Optional), Just(Computed), Just(OptionalComputed)].boxed()
    };
    (mode, any::<[bool; 4]>())
        .prop_flat_map(move |(mode, [with_default, keeps, other, means])| {
            let open = place.open || (mode == OptionalComputed && !with_default);
            let kind = kind(Place { computed: mode == Computed, open, ..place });
            kind.prop_flat_map(move |kind| {
                let mut attribute = Attribute { kind, mode, ..Attribute::string() };
                attribute.write_only = other && mode == Optional && !place.in_set;
                if keeps && attribute.is_computed() {
                    attribute.modifiers.push(match (with_default, other) {
                        (true, false) => Modifier::KeepStateOrNull,
                        (false, true) => Modifier::KeepStateUnlessChanged(&["a0"]),
                        (false, false) if matches!(attribute.kind, Kind::Value(Type::String)) => {
                            Modifier::Plan(Arc::new(derived))
                        }
                        (false, false) | (true, true) => Modifier::KeepState,
                    });
                }
                if means {
                    // capitals mean nothing
                    let lower = |text: &str| Ok(text.to_lowercase().into());
                    attribute.semantic =
                        matches!(attribute.kind, Kind::Value(_)).then(|| Semantic::text("", lower));
                }
                if other && !attribute.write_only && !place.in_set {
                    attribute.modifiers.push(Modifier::RequiresReplace);
                }
                if with_default && mode == OptionalComputed {
                    let wanted = Attribute { mode: Required, ..attribute.clone() };
                    let fixed = attribute.clone();
                    let with = move |default| Attribute { default: Some(default), ..fixed.clone() };
                    let by_function = Attribute {
                        default_with: Some(DefaultWith::new("made", default_of)),
                        ..attribute.clone()
                    };
                    let fixed = configured(&wanted, Parts::WhollyKnown).prop_map(with);
                    if matches!(wanted.kind, Kind::Value(Type::String)) {
                        return prop_oneof![fixed, Just(by_function)].boxed();
                    }
                    return fixed.boxed();
                }
                Just(attribute).boxed()
            })
        })
        .boxed()
}

/// A modifier that makes a text of what is configured beside it; in an object that the provider makes as a whole
/// there is nothing to make one of.
fn derived(cx: &PlanCx<'_>) -> Value {
    match cx.object_config.get("a0") {
        Some(beside) if cx.config.is_null() && beside.is_wholly_known() => {
            Value::string(format!("of {beside:?}"))
        }
        Some(_) if cx.config.is_null() => Value::Unknown,
        _ => cx.planned.clone(),
    }
}

/// A default made of what is configured beside it.
fn default_of(cx: &DefaultCx<'_>) -> Value {
    Value::string(format!("of {:?}", cx.beside("a0")))
}

fn kind(place: Place) -> BoxedStrategy<Kind> {
    let mut leaves = vec![
        Type::Bool,
        Type::Number,
        Type::String,
        Type::List(Box::new(Type::String)),
        Type::Set(Box::new(Type::Number)),
        Type::Map(Box::new(Type::Bool)),
        Type::Object(BTreeMap::from([("x".to_owned(), Type::String), ("y".to_owned(), Type::Number)])),
    ];
    if !place.in_set {
        leaves.push(Type::Dynamic);
    }
    let leaf = proptest::sample::select(leaves).prop_map(Kind::Value);
    if place.levels == 0 {
        return leaf.boxed();
    }
    let nesting =
        prop_oneof![Just(Nesting::Single), Just(Nesting::List), Just(Nesting::Set), Just(Nesting::Map)];
    let nested = nesting.prop_flat_map(move |nesting| {
        let in_set = place.in_set || nesting == Nesting::Set;
        attributes(Place { levels: place.levels - 1, in_set, ..place }).prop_map(move |mut all| {
            if nesting == Nesting::Set {
                let key = Attribute::string();
                let key = match place {
                    Place { computed: true, .. } => key.computed(),
                    Place { open: true, .. } => key.optional_computed(),
                    Place { .. } => key.required(),
                };
                all.insert(KEY.to_owned(), key);
            }
            Kind::Nested(nesting, all)
        })
    });
    prop_oneof![2 => leaf, 3 => nested].boxed()
}

/// A value that is likely to be met again: what is equal matters here, what is large is for the codecs.
fn small(ty: &Type, parts: Parts) -> BoxedStrategy<Value> {
    let known = match ty {
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::Number => (0_i64..4).prop_map(Value::from).boxed(),
        Type::String => "[abAB]?".prop_map(Value::String).boxed(),
        Type::List(element) => vec(small(element, parts), 0..3).prop_map(Value::List).boxed(),
        Type::Set(element) => vec(small(element, parts), 0..3).prop_map(Value::set).boxed(),
        Type::Map(element) => vec(small(element, parts), 0..3)
            .prop_map(|all| Value::Map(["x", "y"].map(str::to_owned).into_iter().zip(all).collect()))
            .boxed(),
        Type::Tuple(types) => {
            let all: Vec<_> = types.iter().map(|ty| small(ty, parts)).collect();
            all.prop_map(Value::Tuple).boxed()
        }
        Type::Object(types) => {
            let names: Vec<String> = types.keys().cloned().collect();
            let all: Vec<_> = types.values().map(|ty| small(ty, parts)).collect();
            all.prop_map(move |all| Value::object(names.iter().cloned().zip(all))).boxed()
        }
        Type::Dynamic => {
            let of = |ty: Type| {
                small(&ty, parts).prop_map(move |value| Value::Dynamic(Box::new((ty.clone(), value))))
            };
            prop_oneof![of(Type::String), of(Type::Bool)].boxed()
        }
    };
    match parts {
        Parts::WhollyKnown => prop_oneof![6 => known, 1 => Just(Value::Null)].boxed(),
        Parts::AlsoUnknown => {
            prop_oneof![6 => known, 1 => Just(Value::Null), 1 => Just(Value::Unknown)].boxed()
        }
    }
}

/// Anything that a configuration may say for an attribute.
fn configured(attribute: &Attribute, parts: Parts) -> BoxedStrategy<Value> {
    if attribute.mode == Mode::Computed {
        return Just(Value::Null).boxed();
    }
    let value = match &attribute.kind {
        Kind::Value(ty) => small(ty, parts),
        Kind::Nested(nesting, children) => {
            let element = object(children, &BTreeMap::new(), parts);
            let nested = repeated(*nesting, element, children.contains_key(KEY), parts);
            match parts {
                Parts::WhollyKnown => prop_oneof![4 => nested, 1 => Just(Value::Null)].boxed(),
                Parts::AlsoUnknown => {
                    prop_oneof![6 => nested, 1 => Just(Value::Null), 1 => Just(Value::Unknown)].boxed()
                }
            }
        }
    };
    if attribute.mode == Mode::Required {
        return value.prop_filter("a required attribute is set", |value| !value.is_null()).boxed();
    }
    value
}

fn object(
    attributes: &BTreeMap<String, Attribute>,
    blocks: &BTreeMap<String, NestedBlock>,
    parts: Parts,
) -> BoxedStrategy<Value> {
    let names: Vec<String> = attributes.keys().chain(blocks.keys()).cloned().collect();
    let mut values: Vec<_> = attributes.values().map(|attribute| configured(attribute, parts)).collect();
    values.extend(blocks.values().map(|block| written(block, parts)));
    values.prop_map(move |values| Value::object(names.iter().cloned().zip(values))).boxed()
}

/// Anything that a configuration may say for a block. Where one is repeated, none is an empty collection; a
/// `dynamic` one may be unknown.
fn written(block: &NestedBlock, parts: Parts) -> BoxedStrategy<Value> {
    let element = object(&block.block.attributes, &block.block.blocks, parts);
    let nesting = match block.nesting {
        BlockNesting::Group => return element,
        BlockNesting::Single => return prop_oneof![2 => element, 1 => Just(Value::Null)].boxed(),
        BlockNesting::List => Nesting::List,
        BlockNesting::Set => Nesting::Set,
        BlockNesting::Map => Nesting::Map,
    };
    let repeated = repeated(nesting, element, block.block.attributes.contains_key(KEY), Parts::WhollyKnown);
    match parts {
        Parts::WhollyKnown => repeated,
        Parts::AlsoUnknown => prop_oneof![6 => repeated, 1 => Just(Value::Unknown)].boxed(),
    }
}

fn repeated(
    nesting: Nesting,
    element: BoxedStrategy<Value>,
    keyed: bool,
    parts: Parts,
) -> BoxedStrategy<Value> {
    let some = match parts {
        Parts::WhollyKnown => element.clone(),
        Parts::AlsoUnknown => prop_oneof![7 => element.clone(), 1 => Just(Value::Unknown)].boxed(),
    };
    match nesting {
        Nesting::Single => element,
        Nesting::List => vec(some, 0..4).prop_map(Value::List).boxed(),
        Nesting::Map => vec(some, 0..4)
            .prop_map(|all| Value::Map(["x", "y", "z"].map(str::to_owned).into_iter().zip(all).collect()))
            .boxed(),
        Nesting::Set => vec(element, 0..4)
            .prop_map(move |mut all| {
                for (at, one) in all.iter_mut().enumerate() {
                    if let Value::Object(fields) = one
                        && keyed
                    {
                        fields.insert(KEY.to_owned(), Value::string(format!("k{at}")));
                    }
                }
                Value::set(all)
            })
            .boxed(),
    }
}

/// A schema and two configurations of it, one after the other.
fn any_story() -> BoxedStrategy<(Schema, [Value; 2])> {
    any_schema()
        .prop_flat_map(|schema| {
            let config = || object(&schema.block.attributes, &schema.block.blocks, Parts::AlsoUnknown);
            (Just(schema.clone()), [config(), config()])
        })
        .boxed()
}

fn letters(found: &crate::diagnostic::Diagnostics) -> Vec<&str> {
    found.iter().map(|letter| letter.detail.as_str()).collect()
}

/// Our plan of what core proposes, with core's rules held against it.
fn planned(schema: &Schema, prior: &Value, config: &Value) -> Result<Value, TestCaseError> {
    let fields = Fields::of(&schema.block);
    let planned = complete::plan(fields, prior, config, proposed(fields, prior, config));
    prop_assert_eq!(conforms(&planned, &schema.ty()), Ok(()));
    let found = check::plan(schema, prior, config, &planned);
    prop_assert!(
        found.is_empty(),
        "{:?}\n   prior {prior:?}\n  config {config:?}\n planned {planned:?}",
        letters(&found)
    );
    let mut replaced = Vec::new();
    if !prior.is_null() {
        replace::paths(fields, [prior, config, &planned], &Path::root(), &mut replaced);
    }
    let found = check::replaced(prior, &planned, &replaced);
    prop_assert!(found.is_empty(), "{:?} in {planned:?}", letters(&found));
    for path in replaced {
        prop_assert!(planned.at(&path) != prior.at(&path), "{path} did not change");
    }
    Ok(planned)
}

/// One change from its first plan to its result, as core goes through it.
fn changed(
    schema: &Schema,
    prior: &Value,
    config: &Value,
    maker: &mut Maker,
) -> Result<[Value; 2], TestCaseError> {
    let (fields, ty) = (Fields::of(&schema.block), schema.ty());
    let shown = planned(schema, prior, config)?;
    let config = resolved(fields, config.clone(), &ty, maker);
    let kept = planned(schema, prior, &config)?;
    let found = check::replanned(&shown, &kept);
    prop_assert!(
        found.is_empty(),
        "{:?}\n   shown {shown:?}\n    kept {kept:?}\n   prior {prior:?}",
        letters(&found)
    );
    let state = write_only::strip(fields, maker.known(kept.clone(), &ty));
    let found = check::applied(schema, &kept, &state);
    prop_assert!(found.is_empty(), "{:?}\n planned {kept:?}\n   state {state:?}", letters(&found));
    Ok([config, state])
}

/// Every place of a value that has a path, with what stands there.
fn places(value: &Value) -> Vec<(Path, Value)> {
    let mut found = Vec::new();
    value.walk(&mut |path, part| found.push((path.clone(), part.clone())));
    found.retain(|(path, part)| value.at(path) == Some(part));
    found
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_random_schema_keeps_the_rules_for_schemas(schema in any_schema()) {
        prop_assert_eq!(crate::schema::check::schema("thing", &schema), Vec::<String>::new());
    }

    #[test]
    fn core_accepts_every_plan_and_result_and_nothing_changed_is_no_change((schema, [first, second]) in any_story()) {
        let mut maker = Maker::default();
        let [config, state] = changed(&schema, &Value::Null, &first, &mut maker)?;
        prop_assert_eq!(&planned(&schema, &state, &config)?, &state, "nothing changed");
        let [config, state] = changed(&schema, &state, &second, &mut maker)?;
        prop_assert_eq!(&planned(&schema, &state, &config)?, &state, "nothing changed");
    }

    #[test]
    fn a_result_that_is_not_as_planned_is_found((schema, [config, _]) in any_story(), at in any::<prop::sample::Index>()) {
        let mut maker = Maker::default();
        let plan = planned(&schema, &Value::Null, &config)?;
        let state = write_only::strip(Fields::of(&schema.block), maker.known(plan.clone(), &schema.ty()));
        let known: Vec<_> = places(&plan).into_iter().filter(|(path, part)| !path.is_root() && part.is_wholly_known()).collect();
        prop_assume!(!known.is_empty());
        let (path, part) = &known[at.index(known.len())];
        let mut moved = state;
        let Some(place) = moved.at_mut(path) else { return Err(TestCaseError::fail(format!("{path} is gone"))) };
        *place = if part.is_null() { Value::string("something") } else { Value::Null };
        prop_assert!(check::applied(&schema, &plan, &moved).has_errors(), "{path} in {plan:?}");
    }

    #[test]
    fn a_plan_without_what_is_configured_is_found((schema, [config, _]) in any_story(), at in any::<prop::sample::Index>()) {
        let plan = planned(&schema, &Value::Null, &config)?;
        let said: Vec<_> = places(&config)
            .into_iter()
            .filter(|(path, part)| !path.is_root() && !part.is_null() && plan.at(path) == Some(part))
            .filter(|(path, _)| path.steps().iter().all(|step| *step != Step::Attribute(KEY.to_owned())))
            .collect();
        prop_assume!(!said.is_empty());
        let (path, part) = &said[at.index(said.len())];
        for other in [Value::Null, Value::Unknown, Value::string("something else")] {
            let mut moved = plan.clone();
            let Some(place) = moved.at_mut(path) else { return Err(TestCaseError::fail(format!("{path} is gone"))) };
            if other == *part {
                continue;
            }
            *place = other;
            // what has not the shape of its type is found when it is written to the wire
            let found = conforms(&moved, &schema.ty()).is_err()
                || check::plan(&schema, &Value::Null, &config, &moved).has_errors();
            prop_assert!(found, "{path} of {config:?}\n in {moved:?}");
        }
    }
}
