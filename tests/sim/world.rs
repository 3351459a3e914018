//! A few tabs, their storage, the messages between them, and time.

use super::counts::Counts;
use super::dice::Dice;
use super::migrations::Migration;
use super::oracle::{Oracle, check};
pub(crate) use super::planted::Bug;
use super::planted::{commit, read};
use super::tab::Tab;
use super::updates::{LATEST, update};
use holdfast::core::io::{CommitFault, Form, Input, JobResult, Output, Request, Unusable};
use holdfast::core::snapshot::Kind;
use holdfast::storage::Contents;
use holdfast::storage::memory::Medium;

/// See the module.
pub(crate) struct World {
    pub(crate) dice: Dice,
    pub(crate) bug: Option<Bug>,
    pub(crate) medium: Medium,
    pub(crate) tabs: Vec<Tab>,
    /// To which tab a message is under way.
    pub(crate) messages: Vec<usize>,
    pub(crate) oracle: Oracle,
    pub(crate) time: u64,
    pub(crate) next: u64,
    /// Whether there is old code as well, and a state that it has made.
    pub(crate) with_migrations: bool,
    /// Whether something of what is stored is damaged.
    pub(crate) is_rotten: bool,
    /// Whether everything that tabs say is printed.
    pub(crate) is_traced: bool,
    pub(crate) counts: Counts,
}

const FAULTS: [CommitFault; 3] = [CommitFault::Quota, CommitFault::Unavailable, CommitFault::Aborted];

impl World {
    pub(crate) fn new(seed: u64, bug: Option<Bug>) -> Result<World, String> {
        let mut dice = Dice::new(seed);
        let with_migrations = bug.is_none_or(Bug::concerns_migrations) && dice.once_in(3);
        let medium = Medium::default();
        let (tabs, code) = (2 + dice.roll(3) as u64, LATEST - u32::from(with_migrations));
        let tabs = (0..tabs).filter_map(|number| Tab::open(&medium, number, code, 1_000).transpose());
        let tabs = tabs.collect::<Result<_, _>>()?;
        Ok(World {
            dice,
            bug,
            medium,
            tabs,
            messages: Vec::new(),
            oracle: Oracle::default(),
            time: 1_000,
            next: 100,
            with_migrations,
            is_rotten: false,
            is_traced: std::env::var_os("HOLDFAST_SIM_TRACE").is_some(),
            counts: Counts::default(),
        })
    }

    /// So many steps, then rest.
    pub(crate) fn live(&mut self, steps: usize) -> Result<Counts, String> {
        self.try_live(steps).map_err(|flaw| format!("{flaw}\n(after {})", self.counts))
    }

    fn try_live(&mut self, steps: usize) -> Result<Counts, String> {
        for _ in 0..steps {
            self.step()?;
            self.counts.steps += 1;
        }
        self.rest()?;
        self.counts.acknowledged = self.oracle.acknowledged();
        self.counts.refused = self.oracle.refused();
        Ok(self.counts)
    }

    fn step(&mut self) -> Result<(), String> {
        let at = self.dice.roll(self.tabs.len());
        if self.tabs[at].begins_again {
            return self.reopen(at);
        }
        if self.tabs[at].migration.is_some() && self.dice.once_in(4) {
            return self.migrate(at);
        }
        if self.tabs[at].recovery.is_some() && self.dice.once_in(6) {
            return self.recover(at);
        }
        match self.dice.roll(110) {
            // What nobody is shown nobody changes.
            0..30 | 96 | 98..=103 if !self.tabs[at].is_in_use() => Ok(()),
            0..30 => self.update(at),
            30..50 => self.pass(self.dice.clone().roll(12) as u64, at),
            50..72 => self.answer_commit(at, true),
            72..84 => self.answer_read(at, true),
            84..90 => self.deliver(),
            90 => self.handle(at, Input::Flush),
            91 => self.hint(at),
            92..=94 if self.dice.once_in(2) => self.crash(at),
            95 => self.pass(self.dice.clone().roll(4_000) as u64, at),
            96 | 98 => self.undo(at),
            97 if self.dice.once_in(8) => self.wipe(),
            99 | 100 if self.tabs[at].recovery.is_none() && self.dice.once_in(2) => self.recover(at),
            101 => self.optimize(at),
            102 if self.dice.once_in(4) => self.check_index(at),
            103 if self.tabs[at].engine.log().is_clean() && self.dice.once_in(4) => self.save(at, Kind::Manual),
            104..=106 => self.maintain(at),
            107 if self.dice.once_in(4) => self.rot(at),
            _ => Ok(()),
        }
    }

    pub(crate) fn update(&mut self, at: usize) -> Result<(), String> {
        let mark = format!("m{}", self.next);
        self.next += 1;
        let engine = &self.tabs[at].engine;
        let (form, body): (Form, _) = update(&mut self.dice, &mark, engine, self.time);
        let request = Request { form, body: &body, source: "sim", label: Some(&mark), durability: None };
        let before = engine.version();
        self.tabs[at].engine.handle(Input::Update(request), self.time);
        let version = self.tabs[at].engine.version();
        if version > before {
            if self.is_traced {
                let last = self.tabs[at].engine.history().last();
                eprintln!("{} tab {at} has made {:?}", self.time, last.map(|update| (&update.label, &update.changes)));
            }
            self.counts.updates += 1;
            self.tabs[at].open.insert(version, ("sim".into(), mark));
        }
        self.drain(at)
    }

    /// Time passes, and one tab notices.
    pub(crate) fn pass(&mut self, ms: u64, at: usize) -> Result<(), String> {
        self.dice.next();
        self.time += ms;
        if self.tabs[at].engine.poll_timeout().is_some_and(|due| due <= self.time) {
            self.handle(at, Input::Timeout)?;
            let again = self.tabs[at].engine.poll_timeout();
            if again.is_some_and(|due| due <= self.time) {
                return Err(format!("the engine would spin: {again:?} at {}", self.time));
            }
        }
        Ok(())
    }

    pub(crate) fn hint(&mut self, at: usize) -> Result<(), String> {
        if self.tabs[at].is_in_use() { self.handle(at, Input::Hint) } else { Ok(()) }
    }

    pub(crate) fn handle(&mut self, at: usize, input: Input<'_>) -> Result<(), String> {
        self.tabs[at].engine.handle(input, self.time);
        self.drain(at)
    }

    pub(crate) fn answer_commit(&mut self, at: usize, may_fail: bool) -> Result<(), String> {
        let Some(wanted) = self.tabs[at].commit.take() else { return Ok(()) };
        let what = if may_fail { self.dice.roll(20) } else { 19 };
        let fault = self.dice.pick(&FAULTS);
        if what < 2 {
            self.counts.faults += 1;
            return self.handle(at, Input::CommitFailed(fault));
        }
        let result = self.write(at, wanted)?;
        if result.is_none() && what == 2 {
            self.counts.lies += 1;
            self.tabs[at].is_in_doubt = true;
            return self.handle(at, Input::CommitFailed(fault));
        }
        self.counts.conflicts += usize::from(result == Some(CommitFault::Conflict));
        if result.is_none() {
            self.messages.extend((0..self.tabs.len()).filter(|other| *other != at));
            return self.handle(at, Input::Committed);
        }
        self.handle(at, Input::CommitFailed(result.unwrap_or(CommitFault::Aborted)))
    }

    /// Writes a commit; gives why it was not.
    fn write(&mut self, at: usize, wanted: holdfast::core::io::Commit) -> Result<Option<CommitFault>, String> {
        let World { tabs, oracle, dice, bug, counts, .. } = self;
        let keys = tabs[at].engine.keys().clone();
        let mut written = |commit: &_| {
            counts.commits += 1;
            oracle.committed(commit, &keys)
        };
        let result = commit(&tabs[at].storage, wanted, *bug, dice, &mut written)?;
        Ok(result.err().map(|error| error.fault))
    }

    pub(crate) fn answer_read(&mut self, at: usize, may_fail: bool) -> Result<(), String> {
        let Some(after) = self.tabs[at].read.take() else { return Ok(()) };
        if may_fail && self.dice.once_in(12) {
            self.counts.faults += 1;
            let fault = self.dice.pick(&FAULTS);
            return self.handle(at, Input::BehindFailed(fault));
        }
        let tab = &self.tabs[at];
        match read(&tab.storage, after, tab.engine.keys(), self.bug) {
            Ok((Contents { slots, records }, base)) => self.handle(at, Input::Behind { slots, records, base }),
            Err(fault) => self.handle(at, Input::BehindFailed(fault)),
        }
    }

    /// Any of the messages comes, or is lost.
    fn deliver(&mut self) -> Result<(), String> {
        if self.messages.is_empty() {
            return Ok(());
        }
        let at = self.dice.roll(self.messages.len());
        let to = self.messages.swap_remove(at);
        if self.dice.once_in(3) {
            self.counts.dropped_messages += 1;
            return Ok(());
        }
        self.hint(to)
    }

    /// A tab dies, in the middle of what it did, and another takes its place.
    fn crash(&mut self, at: usize) -> Result<(), String> {
        self.counts.crashes += 1;
        if let Some(commit) = self.tabs[at].commit.take().filter(|_| self.dice.once_in(2)) {
            self.write(at, commit)?;
        }
        if self.bug == Some(Bug::Relaxed) {
            self.medium.cut_power();
        }
        self.reopen(at)
    }

    /// The data are gone while the tabs are alive: they agree again, before anything else happens. What a tab has
    /// written that is not alive any more, all must know by then: nobody else could tell of it.
    fn wipe(&mut self) -> Result<(), String> {
        self.counts.wipes += 1;
        self.rest()?;
        for _ in 0..self.dice.roll(30) {
            let at = self.dice.roll(self.tabs.len());
            match self.dice.roll(4) {
                0 | 1 if self.tabs[at].is_in_use() => self.update(at)?,
                2 => self.answer_commit(at, true)?,
                _ => self.pass(3, at)?,
            }
        }
        if self.is_traced {
            eprintln!("everything is wiped");
        }
        if self.tabs.iter().all(|tab| tab.is_outdated) {
            return Ok(());
        }
        self.medium.wipe();
        self.oracle.wiped();
        self.is_rotten = false;
        if self.oracle.model() == LATEST && self.with_migrations {
            self.old_code_begins_again()?;
        }
        // Messages may be lost; that the page is looked at again is not.
        for at in 0..self.tabs.len() {
            if self.tabs[at].engine.log().is_clean() && self.dice.once_in(2) {
                self.hint(at)?;
            }
        }
        self.rest()
    }

    pub(crate) fn drain(&mut self, at: usize) -> Result<(), String> {
        let others = self.tabs.len();
        let tab = &mut self.tabs[at];
        while let Some(output) = tab.engine.poll_output() {
            if self.is_traced {
                let said: String = format!("{output:?}").chars().take(3_000).collect();
                eprintln!("{} tab {at}, version {}: {said}", self.time, tab.engine.version());
            }
            match output {
                Output::Commit(commit) => tab.begin(Some(commit), None)?,
                Output::CatchUp { after } => tab.begin(None, Some(after))?,
                Output::Durable { version } => {
                    tab.is_in_doubt = false;
                    let later = tab.open.split_off(&(version + 1));
                    for (version, name) in std::mem::replace(&mut tab.open, later) {
                        self.oracle.acknowledge(&name)?;
                        tab.saved.insert(version, name);
                    }
                }
                Output::Followed(followed) => {
                    self.counts.followed += followed.others.len();
                    for (_, label) in tab.open.values().filter(|(source, _)| source == "undo") {
                        self.oracle.undo(label, false);
                    }
                    if tab.engine.log().pending() > 0 {
                        self.messages.extend((0..others).filter(|other| *other != at));
                    }
                    for refused in followed.refused {
                        if let Some(name) = tab.open.remove(&refused.version) {
                            self.oracle.refuse(&name)?;
                        } else if let Some(name) = tab.saved.get(&refused.version) {
                            self.oracle.give_up(name)?;
                        }
                    }
                }
                Output::Rewritten { .. } => self.counts.rewritten += 1,
                Output::MaintenanceDue { is_changed } => tab.maintenance = Some(is_changed),
                Output::Undurable { .. } if matches!(tab.migration, Some(Migration::Made)) => tab.migration = None,
                Output::Finished { result: JobResult::Found(findings), .. } if findings.was_stale => {
                    return Err(format!("tab {at}: the index has lost count"));
                }
                Output::Finished { result: JobResult::Optimized(done), .. } => {
                    self.counts.dropped_entries += done.removed.iter().map(|(_, count)| count).sum::<usize>();
                }
                Output::Unusable(Unusable::Newer(_)) if tab.engine.model().version < self.oracle.model() => {
                    tab.end();
                    self.counts.outdated += 1;
                }
                // The page loads again, and migrates what is there now.
                Output::Unusable(Unusable::Unreadable(_)) if tab.engine.model().version > self.oracle.model() => {
                    tab.end();
                    tab.begins_again = true;
                    self.counts.begun_again += 1;
                }
                Output::Unusable(unusable) => return Err(format!("tab {at}: {unusable}")),
                _ => {}
            }
        }
        tab.check()?;
        let engine = &tab.engine;
        if tab.is_in_use() {
            let (code, model) = (engine.model().version, engine.model_version());
            check(code == model, || format!("tab {at} of model {code} shows a state of model {model}"))?;
        }
        if tab.is_outdated || !engine.log().is_clean() {
            return Ok(());
        }
        self.oracle
            .shows(&engine.log().head(), (engine.model().version, engine.version()), tab.digest(), || tab.state())
    }
}
