//! The rules, as a table: a name, what must be offered for it to be asked, and what it demands. Facts are from
//! HashiCorp's description of the resource instance change lifecycle and of the protocol.

/// What a provider, or who guides the drive, must offer before a rule can be asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Any provider.
    Provider,
    /// A managed resource that can be applied.
    Apply,
    /// A managed resource that can be planned.
    Resource,
    /// Nested attributes that a configuration may set.
    Nested,
    /// Blocks.
    Blocks,
    /// Blocks that may be there more than once.
    RepeatedBlocks,
    /// Attributes that a configuration may set.
    Configurable,
    /// Attributes that are not computed.
    NotComputed,
    /// Attributes that are never stored.
    WriteOnly,
    /// The capability to plan a destroy, of what could be made.
    PlanDestroy,
    /// A change that makes a new resource (the guide says so).
    Replace,
    /// Configurations whose apply fails (the guide has them).
    Failure,
    /// The same of changes to what could be made.
    FailedUpdate,
    /// Configurations whose apply lasts until it is stopped (the guide has them).
    Slow,
    /// Identities of resources.
    Identity,
    /// Identities of resources that can be applied.
    AppliedIdentity,
    /// Resources without an identity.
    NoIdentity,
    /// Import ids (the guide has them).
    Import,
    /// The capability to take over state of another type.
    Move,
    /// The capability to write configuration.
    Generate,
    /// Data sources.
    Data,
    /// Functions.
    Function,
    /// Ephemeral resources.
    Ephemeral,
    /// Ephemeral resources that ask to be renewed (the guide says so).
    Renew,
    /// List resources.
    List,
    /// Actions.
    Action,
}

macro_rules! rules {
    ($($name:ident, $id:literal, $need:ident, $what:literal;)*) => {
        /// A rule. Its documentation is [`Rule::what`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = $what] $name,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// As reports and the documentation call it.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// What must be offered for it to be asked.
            pub fn need(self) -> Need {
                match self { $(Self::$name => Need::$need,)* }
            }

            /// What it demands.
            pub fn what(self) -> &'static str {
                match self { $(Self::$name => $what,)* }
            }
        }
    };
}

rules! {
    // every call
    Diagnosed, "diagnosed", Provider, "A call is answered with diagnostics, never with a gRPC status.";
    Timely, "timely", Provider, "A call is answered within the time limit.";
    DiagnosticForm, "diagnostic-form", Provider, "A diagnostic has a severity, a summary, and steps that lead somewhere.";
    UnknownTypeRefused, "unknown-type-refused", Provider, "A type that the provider has not is refused with an error.";
    GarbageRefused, "garbage-refused", Provider, "Bytes that are no value are refused with an error.";

    // schemas
    ProviderSchema, "provider-schema", Provider, "There is a schema of the provider's own configuration.";
    SchemaName, "schema-name", Provider, "Names are made of a-z, 0-9 and _, each once, and are not Terraform's own.";
    SchemaMode, "schema-mode", Provider, "An attribute is required, or optional, computed or both; write-only excludes computed.";
    SchemaType, "schema-type", Provider, "An attribute has a type that can be read, or nested attributes, and not both.";
    SchemaNesting, "schema-nesting", Provider, "A block or nested attribute has a nesting, and bounds that belong to it.";
    SchemaSet, "schema-set", Provider, "Nothing in a set is of dynamic type or write-only.";
    SchemaDeprecation, "schema-deprecation", Provider, "A deprecation message is there only with the deprecation.";
    SchemaComputedBlock, "schema-computed-block", Provider, "Blocks are not computed: cores before 1.16 do not know that.";
    SchemaStable, "schema-stable", Provider, "Asked twice, the schemas are the same.";
    MetadataAgrees, "metadata-agrees", Provider, "The metadata names what the schemas have.";
    IdentitySchema, "identity-schema", Identity, "Identity attributes are of plain or list type, required or optional for import, of a resource that is there.";
    FunctionSignature, "function-signature", Function, "A function has a result type and parameters with distinct names, the same in both answers.";
    ListSchema, "list-schema", List, "A list resource is of a resource type that has an identity.";

    // validation
    UnknownTolerated, "unknown-tolerated", Configurable, "What is valid once it is known is valid while parts of it are unknown.";
    WriteOnlyRefused, "write-only-refused", WriteOnly, "A write-only value is refused when the core cannot have one.";

    // plans
    Decodes, "decodes", Provider, "A value in an answer is one of the type that the schema says.";
    PlanPresent, "plan-present", Resource, "What is to be created or changed is not planned as null.";
    PlanKeepsConfig, "plan-keeps-config", Configurable, "A configured value is planned as it is configured, or as it was.";
    PlanNullStays, "plan-null-stays", NotComputed, "What is neither configured nor computed is planned as null.";
    PlanNested, "plan-nested", Nested, "Nested attributes keep their number, keys and knownness.";
    PlanBlocks, "plan-blocks", Blocks, "Blocks are planned as many as are configured, under the same keys, and are never null.";
    PlanUnknownBlocks, "plan-unknown-blocks", RepeatedBlocks, "Blocks that are unknown are planned as unknown.";
    PlanDegrades, "plan-degrades", Configurable, "What can be planned once it is known can be planned while parts of it are unknown.";
    WriteOnlyNull, "write-only-null", WriteOnly, "A write-only value is null in every plan and state.";
    ReplacePaths, "replace-paths", Replace, "A path that asks for replacement leads somewhere, before or after.";
    NotLegacy, "not-legacy", Resource, "The old type system is never claimed.";
    PlanStable, "plan-stable", Resource, "Asked twice, a plan is the same.";
    NothingChanged, "nothing-changed", Apply, "When nothing has changed, the prior state is planned, verbatim.";
    DestroyPlan, "destroy-plan", PlanDestroy, "A destroy is planned as null.";
    DeferralAllowed, "deferral-allowed", Provider, "Nothing is deferred unless the core allows it.";
    DeferralReason, "deferral-reason", Provider, "A deferral has a reason.";
    DeferralAtApply, "deferral-at-apply", Resource, "What is wholly known is not deferred during apply, whatever the core allows.";
    FinalPlan, "final-plan", Resource, "The plan made during apply keeps everything that was known in the first.";
    FinalAction, "final-action", Resource, "The plan made during apply is for the same action, or for none in place of an update.";

    // applies
    ApplyPresent, "apply-present", Apply, "After a create or an update without errors there is a state.";
    ApplyKnown, "apply-known", Apply, "Nothing in a state is unknown, with or without errors.";
    ApplyConsistent, "apply-consistent", Apply, "Everything that was known in the plan comes out as planned.";
    DestroyGone, "destroy-gone", Apply, "After a destroy without errors there is no state.";
    FailureSaid, "failure-said", Failure, "An apply that does not work out is answered with an error.";
    FailureTruth, "failure-truth", FailedUpdate, "The state that a failed update leaves is what a read finds.";
    FailedCreateForgets, "failed-create-forgets", Failure, "A create that made nothing leaves no state, so that nothing is tainted.";
    PrivateSurvives, "private-survives", FailedUpdate, "Private data is there after a failed update, too.";
    IdentitySurvives, "identity-survives", FailedUpdate, "The identity is there after a failed update, too.";

    // reads and stored state
    ReadSettled, "read-settled", Apply, "A read right after an apply finds what the apply said.";
    UpgradeIdentical, "upgrade-identical", Apply, "State of the present version comes back as it was stored.";
    UpgradeStrips, "upgrade-strips", Apply, "An attribute that is not in the schema any more is no reason to refuse a state.";
    ImportOne, "import-one", Import, "An import finds one object of the type asked for, and not null.";
    ImportRead, "import-read", Import, "What was imported can be read.";
    ImportIdentity, "import-identity", Import, "By its identity the same is found as by its id, with that identity.";
    MoveAnswered, "move-answered", Move, "State of another type is taken over, or refused with an error, never lost.";
    MoveRefused, "move-refused", Move, "State of a type that nobody knows is refused with an error.";
    GeneratedComputed, "generated-computed", Generate, "Generated configuration leaves out what only the provider sets, and the write-only.";
    GeneratedValid, "generated-valid", Generate, "Generated configuration is valid.";

    // identities
    IdentityThere, "identity-there", AppliedIdentity, "A resource with an identity schema has an identity after an apply and a read.";
    IdentityKnown, "identity-known", Identity, "An identity is known; only a plan to create may have unknowns in it.";
    IdentityStable, "identity-stable", AppliedIdentity, "An identity stays as it was planned, through updates and reads.";
    IdentityUpgrade, "identity-upgrade", AppliedIdentity, "An identity of the present version comes back as it was stored.";
    IdentityUnasked, "identity-unasked", NoIdentity, "A resource without an identity schema has no identity.";

    // the rest of what a provider has
    DataResult, "data-result", Data, "A data source answers with a state that is there and wholly known.";
    FunctionPure, "function-pure", Function, "Called twice with the same arguments, a function says the same.";
    FunctionResult, "function-result", Function, "A function answers with a result of its type or with an error.";
    FunctionArgument, "function-argument", Function, "The argument that an error blames is one that there is.";
    EphemeralResult, "ephemeral-result", Ephemeral, "An ephemeral resource opens with a result that is there and wholly known.";
    EphemeralRenews, "ephemeral-renews", Renew, "What asks to be renewed can be, with the private data that it gave.";
    EphemeralCloses, "ephemeral-closes", Ephemeral, "What was opened can be closed.";
    ListIdentity, "list-identity", List, "A listed object has a known identity, unless the event is nothing but a warning or an error.";
    ListObject, "list-object", List, "A listed object comes with its state if that was asked for, and only then.";
    ListLimit, "list-limit", List, "No more is listed than was asked for.";
    ListCancelled, "list-cancelled", List, "A listing that is cancelled leaves a provider that serves.";
    ActionEvent, "action-event", Action, "An event of an action is progress or completion.";
    ActionCompletes, "action-completes", Action, "An action completes once, and says nothing afterwards.";
    ActionDeferral, "action-deferral", Action, "An action is deferred for nothing but the provider's unknown configuration.";

    // interruptions
    StopReplies, "stop-replies", Provider, "A stop is answered at once and without an error.";
    StopEnds, "stop-ends", Slow, "A stop ends what is in flight, with a state or an error.";
    ServesOn, "serves-on", Provider, "After a stop, the provider goes on serving.";
    CancelSurvived, "cancel-survived", Apply, "A call that is dropped while it is at work leaves a provider that serves.";
}
