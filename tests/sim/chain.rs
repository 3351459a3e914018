//! What is on disk, by a reading of its own: plain JSON, to which the changes of each record are done one after the other. So a state
//! of any version can be asked for that has been there, and the engine has no part in the answer.

use holdfast::core::change::{Action, Wanted};
use holdfast::core::journal::record::{Genesis, Replay};
use holdfast::core::keys::Keys;
use serde_json::Value as Json;

/// An update as it stands in the journal.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) version: u64,
    pub(crate) time: u64,
    /// Who has made it and what it is called.
    pub(crate) name: (String, String),
    pub(crate) changes: Vec<Done>,
}

/// One change.
#[derive(Clone, Debug)]
pub(crate) struct Done {
    pub(crate) pointer: String,
    pub(crate) action: Action,
    pub(crate) value: Json,
}

/// A whole state and the updates that follow it.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    /// Of the model.
    pub(crate) model: u32,
    first: (u64, Json),
    made: Vec<Made>,
    /// What they lead to.
    pub(crate) version: u64,
    pub(crate) state: Json,
}

impl Made {
    pub(crate) fn read(replay: &Replay, keys: &Keys) -> Made {
        let done = |wanted: &Wanted| Done {
            pointer: wanted.path.pointer(keys),
            action: wanted.action,
            value: wanted.value.as_ref().map_or(Json::Null, |value| value.view().to_json(keys)),
        };
        Made {
            version: replay.version,
            time: replay.time,
            name: (replay.source.to_string(), replay.label.as_deref().unwrap_or_default().to_owned()),
            changes: replay.changes.iter().map(done).collect(),
        }
    }
}

impl Done {
    fn apply(&self, state: &mut Json) -> Option<()> {
        let Some((parent, last)) = self.pointer.rsplit_once('/') else {
            *state = self.value.clone();
            return Some(());
        };
        match state.pointer_mut(parent)? {
            Json::Object(members) if self.action == Action::Remove => members.remove(last).map(drop),
            Json::Object(members) => {
                members.insert(last.to_owned(), self.value.clone());
                Some(())
            }
            Json::Array(items) => {
                let at: usize = last.parse().ok()?;
                match self.action {
                    Action::Remove if at < items.len() => drop(items.remove(at)),
                    Action::Insert if at <= items.len() => items.insert(at, self.value.clone()),
                    Action::Put => *items.get_mut(at)? = self.value.clone(),
                    _ => return None,
                }
                Some(())
            }
            _ => None,
        }
    }
}

impl Chain {
    pub(crate) fn begin(genesis: &Genesis, keys: &Keys) -> Chain {
        let state = genesis.state.view().to_json(keys);
        let (version, model) = (genesis.version, genesis.model_version);
        Chain { model, first: (version, state.clone()), made: Vec::new(), version, state }
    }

    /// Goes on; `false` if the update does not fit what is there.
    pub(crate) fn make(&mut self, made: Made) -> bool {
        let fits = made.changes.iter().all(|done| done.apply(&mut self.state).is_some());
        self.version = made.version;
        self.made.push(made);
        fits
    }

    /// The state of a version, if there has been one.
    pub(crate) fn at(&self, version: u64) -> Option<Json> {
        let is_there = version == self.first.0 || self.made.iter().any(|made| made.version == version);
        is_there.then(|| {
            let mut state = self.first.1.clone();
            for done in self.made.iter().take_while(|made| made.version <= version).flat_map(|made| &made.changes) {
                done.apply(&mut state).expect("it fitted when it was written");
            }
            state
        })
    }

    /// The state before the last two updates, if the first of them is the one with this label.
    pub(crate) fn before_pair(&self, label: &str) -> Option<Json> {
        let [.., before, _] = self.made.as_slice() else { return None };
        let versions = self.versions();
        let is_it = before.name.1 == label && before.name.0 != "undo";
        is_it.then(|| self.at(versions[versions.len() - 3])).flatten()
    }

    /// The versions that there have been.
    pub(crate) fn versions(&self) -> Vec<u64> {
        std::iter::once(self.first.0).chain(self.made.iter().map(|made| made.version)).collect()
    }

    /// The updates.
    pub(crate) fn made(&self) -> &[Made] {
        &self.made
    }
}

/// The marks in a state.
pub(crate) fn marks(state: &Json) -> Vec<String> {
    state["seen"].as_object().map(|seen| seen.keys().cloned().collect()).unwrap_or_default()
}
