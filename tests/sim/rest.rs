//! Nothing fails any more, and everybody looks: all agree, with each other, with the disk and with what was promised.

use super::oracle::check;
use super::tab::Tab;
use super::world::World;
use holdfast::core::tree::digest;

impl World {
    pub(crate) fn rest(&mut self) -> Result<(), String> {
        for round in 0..4_000 {
            let at = self.dice.roll(self.tabs.len());
            if round % 200 == 100 {
                self.messages.extend(0..self.tabs.len());
            }
            if self.tabs[at].begins_again {
                self.reopen(at)?;
            }
            self.answer_commit(at, false)?;
            self.answer_read(at, false)?;
            self.pass(if round % 60 == 50 { 5_000 } else { 3 }, at)?;
            if self.tabs[at].recovery.is_some() {
                self.recover(at)?;
            }
            self.migrate(at)?;
            if let Some(to) = self.messages.pop() {
                self.hint(to)?;
            }
            if round > 150 && self.messages.is_empty() && self.tabs.iter().all(Tab::is_quiet) {
                break;
            }
        }
        self.agree()
    }

    fn agree(&mut self) -> Result<(), String> {
        self.next += 1;
        let fresh = Tab::open(&self.medium, self.next, self.oracle.model(), self.time)?;
        let fresh = fresh.ok_or("what is stored is newer than what was written")?;
        let expected = (fresh.engine.version(), digest(fresh.engine.state().view()));
        let state = fresh.state();
        self.oracle.recovered(expected.0, &state)?;
        for at in 0..self.tabs.len() {
            let tab = &self.tabs[at];
            if tab.is_outdated {
                continue;
            }
            let engine = &tab.engine;
            let found = (engine.version(), digest(engine.state().view()));
            if found != expected {
                let log = engine.log().pending();
                return Err(format!(
                    "tab {at} has {found:?} and {log} pending, the disk {expected:?}: {}",
                    tab.state()
                ));
            }
            let broken = engine.validate().total();
            check(broken == 0, || format!("tab {at}: {broken} problems by the schema"))?;
            if let Some((version, name)) = tab.open.first_key_value() {
                return Err(format!("tab {at} never said what became of {name:?}, version {version}"));
            }
            self.check_index(at)?;
        }
        Ok(())
    }
}
