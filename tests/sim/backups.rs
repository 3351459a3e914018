//! Looking after what is stored, as the driver does it by timer: a search for rot, a snapshot, and the journal is cut back to what
//! snapshots do not have. Here rot befalls only what is there a second time, so nothing is ever lost by it.

use super::oracle::{Flaw, check};
use super::planted::Bug;
use super::tab::now;
use super::world::World;
use holdfast::core::io::Input;
use holdfast::core::snapshot::{Kind, Manifest};
use holdfast::storage::Storage;
use holdfast::storage::backup::{Saving, list, save};
use holdfast::storage::scrub::{scrub_chunks, scrub_journal, scrub_manifests, set_aside};

impl World {
    /// Makes a snapshot of what is on disk, as a tab knows it.
    pub(crate) fn save(&mut self, at: usize, kind: Kind) -> Flaw {
        if self.tabs.iter().any(|tab| tab.is_in_doubt && !tab.is_outdated) {
            // The journal may be cut back beyond the record that would tell it: then it makes again what is there.
            return Ok(());
        }
        let tab = &self.tabs[at];
        let ((mut state, mut version, position), keys) = (tab.engine.on_disk(), tab.engine.keys().clone());
        if self.bug == Some(Bug::EarlyBackup) {
            (state, version) = (tab.engine.state().clone(), tab.engine.version());
        }
        let model_version = tab.engine.model_version();
        if tab.engine.log().head().sequence > 0 {
            self.oracle.found(version, model_version, &state.view().to_json(&keys), None)?;
        }
        let manifest = Manifest {
            kind,
            label: None,
            version,
            time: self.time,
            model: tab.engine.model().name.clone(),
            model_version,
            bytes: 0,
            new_bytes: 0,
            tag: 0,
            names: keys.names().map(|name| String::from_utf8_lossy(name).into_owned()).collect(),
            slices: Vec::new(),
            position,
        };
        let saving = Saving { state, keys, manifest, retention: tab.engine.config().backup_retention };
        let (backup, trimmed) = now(save(&tab.storage, &saving, async |_| ())).map_err(|error| error.to_string())?;
        self.counts.backups += 1;
        self.handle(at, Input::BackedUp(backup.manifest.version, trimmed))
    }

    /// What the timer has asked for.
    pub(crate) fn maintain(&mut self, at: usize) -> Flaw {
        let Some(is_changed) = self.tabs[at].maintenance.take() else { return Ok(()) };
        let storage = &self.tabs[at].storage;
        let scrub = async {
            let lost = scrub_manifests(storage).await?;
            let (bad, _) = scrub_chunks(storage, 0, &async |_| ()).await?;
            Ok::<_, holdfast::storage::StorageError>((lost + bad, scrub_journal(storage, &async |_| ()).await?))
        };
        let (bad, journal) = now(scrub).map_err(|error| error.to_string())?;
        let is_rotten = bad > 0 || journal.damaged.is_some();
        check(!is_rotten || self.is_rotten, || "something is taken for rotten".into())?;
        self.handle(at, Input::JournalSize(journal.size.0, journal.size.1))?;
        if self.tabs[at].engine.log().is_unwritten() {
            return Ok(());
        }
        if is_changed || is_rotten {
            self.save(at, Kind::Automatic)?;
        }
        if let Some(record) = journal.damaged {
            now(set_aside(&self.tabs[at].storage, record)).map_err(|error| error.to_string())?;
        }
        self.is_rotten &= !is_rotten;
        Ok(())
    }

    /// A bit flips: in a record that the newest snapshot has too, or in a snapshot while the journal has everything.
    pub(crate) fn rot(&mut self, at: usize) -> Flaw {
        if self.is_rotten {
            return Ok(());
        }
        let storage = &self.tabs[at].storage;
        let records = now(storage.load()).map_err(|error| error.to_string())?.records;
        let backups = now(list(storage)).map_err(|error| error.to_string())?;
        let Some(newest) = backups.iter().find(|backup| backup.is_verified) else { return Ok(()) };
        let flip = |mut bytes: Vec<u8>| {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            Some(bytes)
        };
        let spared = records.iter().filter(|(key, _)| *key <= newest.manifest.position.sequence).count();
        if spared > 0 && self.dice.once_in(2) {
            self.medium.damage(records[self.dice.roll(spared)].0, flip);
        } else if records.first().is_some_and(|(key, _)| *key == 1) {
            let mut keys = now(storage.shelf()).map_err(|error| error.to_string())?;
            keys.retain(|key| key.starts_with(['c', 'm']));
            self.medium.damage_shelf(&keys[self.dice.roll(keys.len())], flip);
        } else {
            return Ok(());
        }
        self.counts.rotten += 1;
        self.is_rotten = true;
        Ok(())
    }
}
