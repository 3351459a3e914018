//! New code beside old code: what the page does with a state of an earlier model, step by step, while old tabs go on. Nobody is shown
//! the state before it is over, and messages of others are not listened to yet.

use super::oracle::Flaw;
use super::planted::Bug;
use super::tab::Tab;
use super::updates::{LATEST, migrated};
use super::world::World;
use holdfast::core::io::{Input, Replacement};
use holdfast::core::snapshot::Kind;
use holdfast::core::value::Value;
use serde_json::Value as Json;

/// How far it has come.
#[derive(Debug, Default)]
pub(crate) enum Migration {
    /// What there was is to be kept.
    #[default]
    Begun,
    /// It is; this was read.
    Read(Json, u32),
    /// The engine has the new state, and it is to be written.
    Made,
}

impl World {
    /// The next step.
    pub(crate) fn migrate(&mut self, at: usize) -> Flaw {
        let bug = self.bug;
        let tab = &mut self.tabs[at];
        match tab.migration.take() {
            None => {}
            Some(Migration::Begun) => {
                tab.migration = Some(Migration::Read(tab.state(), tab.engine.model_version()));
                if bug == Some(Bug::Unmigrated) {
                    tab.migration = None;
                }
                self.save(at, Kind::PreMigration)?;
            }
            Some(Migration::Read(state, from)) => {
                let mut made = migrated(state, from);
                if bug == Some(Bug::HalfMigrated) {
                    made["few"] = serde_json::json!({});
                }
                let state = Value::from_json(&made, tab.engine.keys()).expect("JSON is a value");
                let before = tab.engine.version();
                let (source, label, is_migrated, is_recovery) = ("migration", None, true, false);
                let replacement = Replacement { state, source, label, is_migrated, is_recovery };
                tab.migration = Some(Migration::Made);
                self.handle(at, Input::Replace(replacement))?;
                if self.tabs[at].engine.version() == before {
                    return Err(format!("tab {at}: the migrated state was refused"));
                }
                self.counts.migrations += 1;
            }
            Some(Migration::Made) if tab.engine.log().is_clean() => {}
            Some(Migration::Made) => tab.migration = Some(Migration::Made),
        }
        self.drain(at)
    }

    /// Everything is gone, and before anybody notices somebody opens a tab whose code is from before: it makes a database of its own.
    pub(crate) fn old_code_begins_again(&mut self) -> Flaw {
        let Some(at) = self.tabs.iter().position(|tab| tab.is_outdated) else { return Ok(()) };
        self.next += 1;
        let opened = Tab::open(&self.medium, self.next, LATEST - 1, self.time)?;
        self.tabs[at] = opened.ok_or("there is nothing, and it is newer")?;
        for _ in 0..self.dice.roll(20) {
            self.pass(3, at)?;
            self.answer_commit(at, true)?;
            if self.tabs[at].is_in_use() && self.dice.once_in(3) {
                self.update(at)?;
            }
        }
        Ok(())
    }

    /// Another tab in the place of one, or none if it would have older code than what is stored.
    pub(crate) fn reopen(&mut self, at: usize) -> Flaw {
        self.next += 1;
        let mut code = LATEST;
        let is_new = self.tabs[at].begins_again;
        if self.with_migrations && !is_new && (self.tabs[at].engine.model().version < LATEST || self.dice.once_in(3)) {
            code -= u32::from(!self.dice.once_in(6));
        }
        match Tab::open(&self.medium, self.next, code, self.time)? {
            Some(tab) => self.tabs[at] = tab,
            None if code < self.oracle.model() => {
                let opened = Tab::open(&self.medium, self.next, LATEST, self.time)?;
                self.tabs[at] = opened.ok_or("what is stored is newer than the newest code")?;
            }
            None => return Err(format!("model {} is newer than {code}", self.oracle.model())),
        }
        let tab = &self.tabs[at];
        if tab.engine.version() == 0 { Ok(()) } else { self.oracle.recovered(tab.engine.version(), &tab.state()) }
    }
}
