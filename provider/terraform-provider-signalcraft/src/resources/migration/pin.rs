//! The pin: what a plan was made from, kept in Terraform's data directory beside the plan.
//!
//! Core plans twice, the second time during apply, and hands the second plan nothing of the first (before
//! Terraform 1.16). If a file or the ledger moves in between, core calls the difference a bug of the
//! provider. With the pin the second plan is made from the ledger as the first one saw it, so a second apply
//! that is under way at that moment does not disturb it, and a file that changed is refused in our words.
//!
//! A pin belongs to one plan: to the plan file if there is one, else to the run of Terraform. Nothing depends
//! on it: without one (another machine, no data directory) the second plan looks again, core compares, and the
//! apply checks everything under the lock anyway. See docs/decisions/0003.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use migration_engine::adopt::Adoption;
use migration_engine::directory::checksum;
use migration_engine::{LedgerView, Plan, Version};
use serde::{Deserialize, Serialize};
use tf_provider::fields::Attr;
use tf_provider::scope::Capabilities;

use super::model::Model;
use crate::environment::process;
use crate::ports::Ports;

/// Rises when the form of a pin changes; others count as absent.
const FORMAT: u32 = 3;
/// A pin is a few dozen bytes a migration; anything larger is none of ours.
const MAX_BYTES: u64 = 16 * 1024 * 1024;
/// More resources than any plan has; what is above is not looked at.
const MAX_PINS: usize = 1000;
/// Plan files that are remembered; older ones are forgotten.
const MAX_PLAN_FILES: usize = 64;
/// The file that says which run wrote a folder.
const OWNER: &str = "owner";

/// What a plan was made from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Pin {
    format: u32,
    /// The process of the provider that planned.
    process: u32,
    /// Which resource it was.
    place: Vec<Slot>,
    create: bool,
    /// Whether the files were known; if not, the plan promised nothing.
    pub(super) files_known: bool,
    /// The ledger as the plan saw it.
    pub(super) ledger: LedgerView,
    /// The id of the database that the plan saw.
    pub(super) resource_id: Option<String>,
    /// The steps that were planned: version, checksum, file.
    pub(super) steps: Vec<(Version, String, String)>,
    /// What was to be taken over from another tool; `ledger` has it already.
    pub(super) adoption: Option<Adoption>,
}

/// A part of what names a resource, as the plan knew it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Slot {
    Known(String),
    Null,
    Unknown,
}

impl Pin {
    /// The pin of a plan.
    pub(super) fn new(
        model: &Model,
        create: bool,
        ledger: LedgerView,
        resource_id: Option<String>,
        adoption: Option<Adoption>,
        plan: &Plan,
    ) -> Self {
        let steps = plan.steps.iter().map(|s| (s.version, s.checksum.clone(), s.file.clone())).collect();
        Self { files_known: true, ledger, resource_id, steps, adoption, ..Self::without_files(model, create) }
    }

    /// The pin of a plan that could not see the files yet.
    pub(super) fn without_files(model: &Model, create: bool) -> Self {
        Self {
            format: FORMAT,
            process: std::process::id(),
            place: place(model),
            create,
            files_known: false,
            ledger: LedgerView::default(),
            resource_id: None,
            steps: Vec::new(),
            adoption: None,
        }
    }

    /// Keeps it. Whatever fails here only costs a better sentence later.
    pub(super) fn keep(&self, ports: &Ports) {
        let Some(folder) = folder_to_write(ports) else { return };
        if let Err(error) = self.write(ports, &folder) {
            tracing::debug!(%error, "the plan could not be pinned");
        }
    }

    fn write(&self, ports: &Ports, folder: &Path) -> io::Result<()> {
        let owner = ports.environment.parent.clone().unwrap_or_default();
        if fs::read_to_string(folder.join(OWNER)).ok().as_deref() != Some(owner.as_str()) {
            // of an earlier plan into the same file
            let _ = fs::remove_dir_all(folder);
            sweep(folder.parent());
        }
        fs::create_dir_all(folder)?;
        fs::write(folder.join(OWNER), owner)?;
        // a plan that is killed here leaves the old pin whole
        let mut draft = tempfile::NamedTempFile::new_in(folder)?;
        draft.write_all(&serde_json::to_vec(self)?)?;
        draft.persist(folder.join(self.file())).map_err(|error| error.error)?;
        Ok(())
    }

    fn file(&self) -> String {
        format!("{}.json", checksum(format!("{:?} {}", self.place, self.create).as_bytes()))
    }

    /// The pin of the first plan, if this plan is the one that core makes again during apply.
    pub(super) fn of_first_plan(
        ports: &Ports,
        model: &Model,
        create: bool,
        core: Capabilities,
    ) -> Option<Self> {
        let place = place(model);
        let found = pins(&folder_to_read(ports)?).into_iter().filter(|pin| pin.is_of(&place, create));
        let mut found: Vec<_> = found.collect();
        // what was unknown then fits everything now, so the one that knew most is meant
        found.sort_by_key(|pin| pin.place.iter().filter(|slot| **slot == Slot::Unknown).count());
        let pin = found.into_iter().next()?;
        let again = if core.is_apply_walk() || ports.environment.invocation.applies_plan.is_some() {
            true
        } else {
            // Terraform 1.8 does not tell. Within one run of it, another process of ours that plans the same
            // thing is the one of the apply.
            ports.is_terraform_before_1_9() && pin.process != std::process::id()
        };
        again.then_some(pin)
    }

    fn is_of(&self, place: &[Slot], create: bool) -> bool {
        self.format == FORMAT
            && self.create == create
            && self.place.len() == place.len()
            && self.place.iter().zip(place).all(|(then, now)| *then == Slot::Unknown || then == now)
    }

    /// Forgets it: the plan was applied.
    pub(super) fn forget(ports: &Ports, model: &Model, create: bool) {
        let Some(folder) = folder_to_read(ports) else { return };
        let place = place(model);
        for pin in pins(&folder).iter().filter(|pin| pin.is_of(&place, create)) {
            let _ = fs::remove_file(folder.join(pin.file()));
        }
    }
}

/// Database, ledger and directory: what tells two resources of one configuration apart.
fn place(model: &Model) -> Vec<Slot> {
    fn slot<T: ToString>(attr: &Attr<T>) -> Slot {
        match attr {
            Attr::Known(value) => Slot::Known(value.to_string()),
            Attr::Null => Slot::Null,
            Attr::Unknown => Slot::Unknown,
        }
    }
    let database = &model.database;
    let ledger = model.ledger.clone().map(|(schema, name)| format!("{schema}.{name}"));
    let texts =
        [&database.rds_instance, &database.rds_cluster, &database.host, &database.name, &model.directory];
    let mut all: Vec<_> = texts.into_iter().map(slot).collect();
    all.push(slot(&database.port));
    all.push(slot(&ledger));
    all
}

fn pins(folder: &Path) -> Vec<Pin> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let files = entries.flatten().filter(|entry| {
        entry.path().extension().is_some_and(|extension| extension == "json")
            && entry.metadata().is_ok_and(|metadata| metadata.len() <= MAX_BYTES)
    });
    let read = files.take(MAX_PINS).filter_map(|entry| fs::read(entry.path()).ok());
    read.filter_map(|bytes| serde_json::from_slice(&bytes).ok()).collect()
}

fn folder_to_write(ports: &Ports) -> Option<PathBuf> {
    folder(ports, ports.environment.invocation.writes_plan.as_deref())
}

fn folder_to_read(ports: &Ports) -> Option<PathBuf> {
    folder(ports, ports.environment.invocation.applies_plan.as_deref())
}

/// One folder a plan file, or a run.
fn folder(ports: &Ports, plan_file: Option<&Path>) -> Option<PathBuf> {
    let name = match plan_file {
        Some(file) => {
            // the file may not be there yet, its directory is
            let known = file.parent().and_then(|parent| parent.canonicalize().ok());
            let file =
                known.zip(file.file_name()).map_or_else(|| file.to_owned(), |(dir, name)| dir.join(name));
            format!("file-{}", checksum(file.as_os_str().as_encoded_bytes()))
        }
        None => format!("run-{}", ports.environment.parent.as_deref()?),
    };
    Some(ports.environment.terraform_data.as_ref()?.join("signalcraft").join("plans").join(name))
}

/// Removes what belongs to runs that are over, and plan files beyond the newest.
fn sweep(plans: Option<&Path>) {
    let Some(entries) = plans.and_then(|plans| fs::read_dir(plans).ok()) else { return };
    let mut files = Vec::new();
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(run) = name.strip_prefix("run-") {
            let pid = run.split('-').next().and_then(|pid| pid.parse().ok());
            if pid.is_some_and(|pid| process(pid).as_deref() != Some(run)) {
                let _ = fs::remove_dir_all(entry.path());
            }
        } else {
            files.push((entry.metadata().and_then(|metadata| metadata.modified()).ok(), entry.path()));
        }
    }
    files.sort();
    for (_, path) in files.iter().rev().skip(MAX_PLAN_FILES) {
        let _ = fs::remove_dir_all(path);
    }
}
