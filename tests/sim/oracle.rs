//! What must be true: there is one serial order, which the storage knows; everything acknowledged is in it; what was
//! refused is not; and every state that is read back is the state after a prefix of it.

use std::collections::BTreeSet;

use holdfast::core::engine::Engine;
use holdfast::core::io::Commit;
use holdfast::core::journal::frame::{self, FrameKind};
use holdfast::core::journal::record::{Genesis, read_group};
use holdfast::core::keys::Keys;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Oracle {
    /// The marks of what is on disk, in its order.
    serial: Vec<String>,
    /// The same, for looking up.
    there: BTreeSet<String>,
    /// The version of the last of them.
    version: u64,
    acknowledged: BTreeSet<String>,
    refused: BTreeSet<String>,
    was_wiped: bool,
}

pub(crate) type Flaw = Result<(), String>;

fn check(is_so: bool, flaw: impl FnOnce() -> String) -> Flaw {
    if is_so { Ok(()) } else { Err(flaw()) }
}

/// The marks in a state, in its order.
pub(crate) fn marks(engine: &Engine) -> Vec<String> {
    let seen = engine.state().view().to_json(engine.keys())["seen"].clone();
    seen.as_object().expect("an object").keys().cloned().collect()
}

impl Oracle {
    /// A commit has happened.
    pub(crate) fn committed(&mut self, commit: &Commit, keys: &Keys) -> Flaw {
        for (key, bytes) in &commit.records {
            let frame = frame::read(bytes).map_err(|fault| format!("record {key} cannot be read: {fault}"))?;
            if frame.kind == FrameKind::Genesis {
                let genesis = Genesis::read(frame.payload, keys).map_err(|fault| fault.to_string())?;
                let seen = genesis.state.view().to_json(keys)["seen"].clone();
                self.serial = seen.as_object().expect("an object").keys().cloned().collect();
                self.there = self.serial.iter().cloned().collect();
                self.version = genesis.version;
                continue;
            }
            for update in read_group(frame.payload, keys).map_err(|fault| fault.to_string())? {
                let (before, version) = (std::mem::replace(&mut self.version, update.version), update.version);
                check(version > before, || format!("version {version} comes after {before}"))?;
                let Some(mark) = update.label.as_deref().map(str::to_owned) else { continue };
                check(self.there.insert(mark.clone()), || format!("{mark} is there twice"))?;
                check(!self.refused.contains(&mark), || format!("{mark} was refused and is there"))?;
                self.serial.push(mark);
            }
        }
        Ok(())
    }

    /// Everything is gone; the tabs are not.
    pub(crate) fn wiped(&mut self) {
        self.was_wiped = true;
        self.serial.clear();
        self.there.clear();
        self.version = 0;
    }

    /// A tab has promised that an update is on disk.
    pub(crate) fn acknowledge(&mut self, mark: &str) -> Flaw {
        self.acknowledged.insert(mark.to_owned());
        check(self.there.contains(mark), || format!("{mark} is acknowledged and not on disk"))
    }

    /// A tab has said that an update is not possible any more.
    pub(crate) fn refuse(&mut self, mark: &str) -> Flaw {
        self.refused.insert(mark.to_owned());
        let is_known = self.there.contains(mark) || self.acknowledged.contains(mark);
        check(!is_known, || format!("{mark} is refused and on disk"))
    }

    /// What was acknowledged, and then everything was gone, was not possible any more on what another tab had brought back.
    /// Its owner is told; at any other time that is a flaw.
    pub(crate) fn give_up(&mut self, mark: &str) -> Flaw {
        self.acknowledged.remove(mark);
        self.refused.insert(mark.to_owned());
        check(self.was_wiped, || format!("{mark} is acknowledged and given up"))
    }

    /// A state was read from disk.
    pub(crate) fn recovered(&self, engine: &Engine) -> Flaw {
        let marks = marks(engine);
        check(marks == self.serial, || format!("read {marks:?}, where there should be {:?}", self.serial))?;
        check(engine.version() == self.version, || format!("version {}, not {}", engine.version(), self.version))?;
        self.all_there(&marks)
    }

    /// Everything acknowledged is among these marks.
    pub(crate) fn all_there(&self, marks: &[String]) -> Flaw {
        let there: BTreeSet<&String> = marks.iter().collect();
        let lost: Vec<_> = self.acknowledged.iter().filter(|mark| !there.contains(mark)).collect();
        check(lost.is_empty(), || format!("acknowledged and lost: {lost:?}"))
    }

    pub(crate) fn acknowledged(&self) -> usize {
        self.acknowledged.len()
    }

    pub(crate) fn refused(&self) -> usize {
        self.refused.len()
    }
}
