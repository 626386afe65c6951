//! The pin: what a plan was made from, kept in Terraform's data directory beside the plan.
//!
//! Core plans twice, the second time during apply, and hands the second plan nothing of the first (before
//! Terraform 1.16). If a file or the ledger moves in between, core calls the difference a bug of the
//! provider. With the pin the second plan is made from the ledger as the first one saw it, so a second apply
//! that is under way at that moment does not disturb it, and a file that changed is refused in our words.
//!
//! Nothing depends on a pin: without one (another machine, no data directory) the second plan looks again,
//! core compares, and the apply checks everything under the lock anyway. See docs/decisions/0003.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use migration_engine::directory::checksum;
use migration_engine::{LedgerView, Plan, Version};
use serde::{Deserialize, Serialize};
use tf_provider::scope::Capabilities;

use super::model::Model;
use crate::ports::Ports;

/// Rises when the form of a pin changes; others count as absent.
const FORMAT: u32 = 1;
/// A pin is a few dozen bytes a migration; anything larger is none of ours.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// What a plan was made from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Pin {
    format: u32,
    /// The run of Terraform that planned.
    parent: Option<String>,
    /// The process of the provider that planned.
    process: u32,
    /// The ledger as the plan saw it.
    pub(super) ledger: LedgerView,
    /// The steps that were planned: version, checksum, file.
    pub(super) steps: Vec<(Version, String, String)>,
}

impl Pin {
    /// The pin of the plan that is being made, or made again.
    pub(super) fn new(ports: &Ports, ledger: LedgerView, plan: &Plan) -> Self {
        let steps = plan.steps.iter().map(|s| (s.version, s.checksum.clone(), s.file.clone()));
        Self {
            format: FORMAT,
            parent: ports.environment.parent.clone(),
            process: std::process::id(),
            ledger,
            steps: steps.collect(),
        }
    }

    /// Keeps it. Whatever fails here only costs a better sentence later.
    pub(super) fn keep(&self, ports: &Ports, model: &Model, create: bool) {
        let Some(path) = path(ports, model, create) else { return };
        if let Err(error) = self.write(&path) {
            tracing::debug!(%error, "the plan could not be pinned");
        }
    }

    fn write(&self, path: &PathBuf) -> std::io::Result<()> {
        let Some(folder) = path.parent() else { return Ok(()) };
        fs::create_dir_all(folder)?;
        // a plan that is killed here leaves the old pin whole
        let mut draft = tempfile::NamedTempFile::new_in(folder)?;
        draft.write_all(&serde_json::to_vec(self)?)?;
        draft.persist(path).map_err(|error| error.error)?;
        Ok(())
    }

    /// The pin of the first plan, if this plan is the one that core makes again during apply.
    pub(super) fn of_first_plan(
        ports: &Ports,
        model: &Model,
        create: bool,
        core: Capabilities,
    ) -> Option<Self> {
        let path = path(ports, model, create)?;
        if fs::metadata(&path).ok()?.len() > MAX_BYTES {
            return None;
        }
        let pin: Self = serde_json::from_slice(&fs::read(&path).ok()?).ok()?;
        let again = if core.is_apply_walk() || ports.environment.applies_saved_plan {
            true
        } else {
            // Terraform 1.8 does not tell. Within one run of it, another process of ours that plans the same
            // thing is the one of the apply.
            ports.is_terraform_before_1_9()
                && pin.parent.is_some()
                && pin.parent == ports.environment.parent
                && pin.process != std::process::id()
        };
        (pin.format == FORMAT && again).then_some(pin)
    }

    /// Forgets it: the plan was applied. One that failed may be applied again from the same file.
    pub(super) fn forget(ports: &Ports, model: &Model, create: bool) {
        if let Some(path) = path(ports, model, create) {
            let _ = fs::remove_file(path);
        }
    }
}

/// One pin for a database, ledger and directory. A replacement plans twice in one walk, once from the old
/// state and once to create; these are two.
fn path(ports: &Ports, model: &Model, create: bool) -> Option<PathBuf> {
    let folder = ports.environment.terraform_data.as_ref()?;
    let database = &model.database;
    let key = format!(
        "{:?}",
        (
            (&database.rds_instance, &database.rds_cluster, &database.host, &database.port, &database.name),
            (&model.ledger, &model.directory, create),
        )
    );
    let name = checksum(key.as_bytes());
    Some(folder.join("signalcraft").join("plans").join(format!("{name}.json")))
}
