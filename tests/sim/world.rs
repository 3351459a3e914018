//! A few tabs, their storage, the messages between them, and time.

use super::counts::Counts;
use super::dice::Dice;
use super::oracle::{Oracle, marks};
pub(crate) use super::planted::Bug;
use super::planted::{commit, read};
use super::tab::Tab;
use super::updates::update;
use holdfast::core::io::{CommitFault, Form, Input, Job, JobResult, Output, Request};
use holdfast::core::tree::digest;
use holdfast::storage::memory::Medium;

/// See the module.
pub(crate) struct World {
    dice: Dice,
    bug: Option<Bug>,
    medium: Medium,
    tabs: Vec<Tab>,
    /// To which tab a message is under way.
    messages: Vec<usize>,
    oracle: Oracle,
    time: u64,
    next: u64,
    /// Whether updates may be taken back, which takes marks away.
    with_undo: bool,
    /// Whether everything that tabs say is printed.
    is_traced: bool,
    counts: Counts,
}

const FAULTS: [CommitFault; 3] = [CommitFault::Quota, CommitFault::Unavailable, CommitFault::Aborted];

impl World {
    pub(crate) fn new(seed: u64, bug: Option<Bug>) -> Result<World, String> {
        let mut dice = Dice::new(seed);
        let with_undo = bug.is_none() && dice.once_in(4);
        let medium = Medium::default();
        let tabs = 2 + dice.roll(3) as u64;
        let tabs = (0..tabs).map(|number| Tab::open(&medium, number, 1_000)).collect::<Result<_, _>>()?;
        Ok(World {
            dice,
            bug,
            medium,
            tabs,
            messages: Vec::new(),
            oracle: Oracle::default(),
            time: 1_000,
            next: 100,
            with_undo,
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
        match self.dice.roll(100) {
            0..30 => self.update(at),
            30..50 => self.pass(self.dice.clone().roll(12) as u64, at),
            50..72 => self.answer_commit(at, true),
            72..84 => self.answer_read(at, true),
            84..90 => self.deliver(),
            90 => self.handle(at, Input::Flush),
            91 => self.handle(at, Input::Hint),
            92..=94 if self.dice.once_in(2) => self.crash(at),
            95 => self.pass(self.dice.clone().roll(4_000) as u64, at),
            96 if self.with_undo => self.undo(at),
            97 if self.dice.once_in(8) && !self.with_undo => self.wipe(),
            _ => Ok(()),
        }
    }

    fn update(&mut self, at: usize) -> Result<(), String> {
        let mark = format!("m{}", self.next);
        self.next += 1;
        let engine = &self.tabs[at].engine;
        let (form, body): (Form, _) = update(&mut self.dice, &mark, engine);
        let request = Request { form, body: &body, source: "sim", label: Some(&mark), durability: None };
        let before = engine.version();
        self.tabs[at].engine.handle(Input::Update(request), self.time);
        let version = self.tabs[at].engine.version();
        if version > before {
            self.counts.updates += 1;
            self.tabs[at].open.insert(version, mark);
        }
        self.drain(at)
    }

    fn undo(&mut self, at: usize) -> Result<(), String> {
        let input = if self.dice.once_in(3) { Input::Redo } else { Input::Undo(None) };
        self.handle(at, input)
    }

    /// Time passes, and one tab notices.
    fn pass(&mut self, ms: u64, at: usize) -> Result<(), String> {
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

    fn handle(&mut self, at: usize, input: Input<'_>) -> Result<(), String> {
        self.tabs[at].engine.handle(input, self.time);
        self.drain(at)
    }

    fn answer_commit(&mut self, at: usize, may_fail: bool) -> Result<(), String> {
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
        let World { tabs, oracle, dice, bug, counts, with_undo, .. } = self;
        let (keys, is_checked) = (tabs[at].engine.keys().clone(), !*with_undo);
        let mut written = |commit: &_| {
            counts.commits += 1;
            if is_checked { oracle.committed(commit, &keys) } else { Ok(()) }
        };
        let result = commit(&tabs[at].storage, wanted, *bug, dice, &mut written)?;
        Ok(result.err().map(|error| error.fault))
    }

    fn answer_read(&mut self, at: usize, may_fail: bool) -> Result<(), String> {
        let Some(after) = self.tabs[at].read.take() else { return Ok(()) };
        if may_fail && self.dice.once_in(12) {
            self.counts.faults += 1;
            let fault = self.dice.pick(&FAULTS);
            return self.handle(at, Input::BehindFailed(fault));
        }
        match read(&self.tabs[at].storage, after, self.bug) {
            Ok(contents) => {
                self.handle(at, Input::Behind { slots: contents.slots, records: contents.records, base: None })
            }
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
        self.handle(to, Input::Hint)
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
        self.next += 1;
        self.tabs[at] = Tab::open(&self.medium, self.next, self.time)?;
        if self.with_undo || self.tabs[at].engine.version() == 0 { Ok(()) } else { self.recovered(at) }
    }

    fn recovered(&mut self, at: usize) -> Result<(), String> {
        self.oracle.recovered(&self.tabs[at].engine)
    }

    /// The data are gone while the tabs are alive: they agree again, before anything else happens. What a tab has
    /// written that is not alive any more, all must know by then: nobody else could tell of it.
    fn wipe(&mut self) -> Result<(), String> {
        self.counts.wipes += 1;
        self.rest()?;
        for _ in 0..self.dice.roll(30) {
            let at = self.dice.roll(self.tabs.len());
            match self.dice.roll(4) {
                0 | 1 => self.update(at)?,
                2 => self.answer_commit(at, true)?,
                _ => self.pass(3, at)?,
            }
        }
        if self.is_traced {
            eprintln!("everything is wiped");
        }
        self.medium.wipe();
        self.oracle.wiped();
        // Messages may be lost; that the page is looked at again is not.
        for at in 0..self.tabs.len() {
            if self.tabs[at].engine.log().is_clean() && self.dice.once_in(2) {
                self.handle(at, Input::Hint)?;
            }
        }
        self.rest()
    }

    /// Nothing fails any more, and everybody looks: all agree.
    fn rest(&mut self) -> Result<(), String> {
        for round in 0..4_000 {
            let at = self.dice.roll(self.tabs.len());
            if round % 200 == 100 {
                self.messages.extend(0..self.tabs.len());
            }
            self.answer_commit(at, false)?;
            self.answer_read(at, false)?;
            self.pass(if round % 60 == 50 { 5_000 } else { 3 }, at)?;
            if let Some(to) = self.messages.pop() {
                self.handle(to, Input::Hint)?;
            }
            let is_quiet = |tab: &Tab| tab.commit.is_none() && tab.read.is_none() && tab.engine.log().is_clean();
            if round > 150 && self.messages.is_empty() && self.tabs.iter().all(is_quiet) {
                break;
            }
        }
        self.agree()
    }

    fn agree(&mut self) -> Result<(), String> {
        self.next += 1;
        let fresh = Tab::open(&self.medium, self.next, self.time)?;
        let expected = (fresh.engine.version(), digest(fresh.engine.state().view()));
        if !self.with_undo {
            self.oracle.recovered(&fresh.engine)?;
        }
        for at in 0..self.tabs.len() {
            let engine = &self.tabs[at].engine;
            let found = (engine.version(), digest(engine.state().view()));
            if found != expected {
                let (log, marks) = (engine.log().pending(), marks(engine));
                return Err(format!("tab {at} has {found:?} and {log} pending, the disk {expected:?}: {marks:?}"));
            }
            let broken = engine.validate().total();
            if broken > 0 {
                return Err(format!("tab {at}: {broken} problems by the schema"));
            }
            if !self.with_undo {
                self.oracle.all_there(&marks(engine))?;
            }
            if let Some((version, mark)) = self.tabs[at].open.first_key_value() {
                return Err(format!("tab {at} never said what became of {mark}, version {version}"));
            }
            self.check_index(at)?;
        }
        Ok(())
    }

    /// What is counted along is what a walk counts.
    fn check_index(&mut self, at: usize) -> Result<(), String> {
        let engine = &mut self.tabs[at].engine;
        engine.handle(Input::Run(Job::Consistency, 1), self.time);
        while engine.has_work() {
            engine.handle(Input::Work, self.time);
        }
        while let Some(output) = engine.poll_output() {
            if let Output::Finished { result: JobResult::Found(findings), .. } = output
                && findings.was_stale
            {
                return Err(format!("tab {at}: the index has lost count"));
            }
        }
        Ok(())
    }

    fn drain(&mut self, at: usize) -> Result<(), String> {
        let others = self.tabs.len();
        let tab = &mut self.tabs[at];
        while let Some(output) = tab.engine.poll_output() {
            if self.is_traced {
                let said: String = format!("{output:?}").chars().take(300).collect();
                eprintln!("{} tab {at}, version {}: {said}", self.time, tab.engine.version());
            }
            match output {
                Output::Commit(commit) => tab.begin(Some(commit), None)?,
                Output::CatchUp { after } => tab.begin(None, Some(after))?,
                Output::Durable { version } => {
                    let later = tab.open.split_off(&(version + 1));
                    for (version, mark) in std::mem::replace(&mut tab.open, later) {
                        if !self.with_undo {
                            self.oracle.acknowledge(&mark)?;
                        }
                        tab.saved.insert(version, mark);
                    }
                }
                Output::Followed(followed) => {
                    self.counts.followed += followed.others.len();
                    if tab.engine.log().pending() > 0 {
                        self.messages.extend((0..others).filter(|other| *other != at));
                    }
                    for refused in followed.refused {
                        if let Some(mark) = tab.open.remove(&refused.version) {
                            self.oracle.refuse(&mark)?;
                        } else if let Some(mark) = tab.saved.get(&refused.version) {
                            self.oracle.give_up(mark)?;
                        }
                    }
                }
                Output::Rewritten { .. } => self.counts.rewritten += 1,
                Output::Unusable(unusable) => return Err(format!("tab {at}: {unusable}")),
                _ => {}
            }
        }
        tab.check()
    }
}
