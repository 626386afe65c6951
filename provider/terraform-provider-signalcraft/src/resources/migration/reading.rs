//! The refresh: what the ledger says now. Never fails because something is out of reach: then the state is
//! kept, with a warning.

use migration_engine::database::Database as _;
use migration_engine::{LedgerView, Version};
use tf_provider::diagnostic::Diagnostics;
use tf_provider::fields::Attr;
use tf_provider::private::Private;
use tf_provider::resource::Seen;
use tf_provider::scope::Cx;
use tf_provider::value::Value;

use super::model::Model;
use super::planning::LEDGER;
use super::session::{Purpose, open};
use super::{notices, state};
use crate::migrations::connect::Trouble;
use crate::migrations::letters;
use crate::ports::Ports;

pub(super) async fn read(ports: &Ports, cx: &Cx, state: Value, mut private: Private) -> Seen {
    let unchanged = |state, private| Seen::Present { state, private, diagnostics: Diagnostics::new() };
    let model = Model::read(&state);
    if model.offline == Attr::Known(true) {
        return unchanged(state, private);
    }
    let connected = match open(ports, &model, None, Purpose::Look, &cx.stop).await {
        Ok(connected) => connected,
        // by design: a refresh never gets a write-only value
        Err(Trouble::NoPassword | Trouble::NotKnownYet(_)) => return unchanged(state, private),
        Err(Trouble::Replaced { expected, actual }) => {
            return Seen::Gone(letters::replaced_on_refresh(&expected, &actual).into());
        }
        Err(trouble) => return Seen::OutOfReach(letters::out_of_reach(&trouble).into()),
    };
    let ledger = match connected.database.read_ledger().await {
        Ok(ledger) => ledger,
        Err(error) => return Seen::OutOfReach(letters::out_of_reach(&Trouble::Database(error)).into()),
    };
    let view = ledger.view();
    let diagnostics = drift(&state, &view);
    let mut seen = state;
    // `applied` and the rest are frozen at apply: read again, they would make every plan dirty
    state::set(&mut seen, "current_version", state::version_or_null(view.current_version()));
    state::set(&mut seen, "ledger_hash", Value::string(view.ledger_hash()));
    private.set(LEDGER, &view);
    Seen::Present { state: seen, private, diagnostics }
}

/// A ledger that went back since this resource last wrote to it.
fn drift(state: &Value, view: &LedgerView) -> Diagnostics {
    let recorded =
        state.get("current_version").and_then(Value::as_str).and_then(|v| v.parse::<Version>().ok());
    match (recorded, view.current_version()) {
        (Some(recorded), now) if now.is_none_or(|now| now < recorded) => {
            notices::ledger_went_back(recorded, now).into()
        }
        _ => Diagnostics::new(),
    }
}
